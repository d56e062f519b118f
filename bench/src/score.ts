// `npm run score -- NAME`: runs one scorer and prints its figures; `--json FILE` writes them.
import { parseArgs } from 'node:util';
import { report } from './figures.ts';
import { scoreMaintenance } from './score-maintenance.ts';
import { scoreMirror } from './score-mirror.ts';
import { scoreSchedule } from './score-schedule.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '10' },
    speed: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    data: { type: 'string' },
    learn: { type: 'string' },
    budget: { type: 'string', default: '1s' },
    kind: { type: 'string' },
    clock: { type: 'string', default: 'wall' },
    limit: { type: 'string', default: 'Infinity' },
    json: { type: 'string' },
  },
});

const scorers = {
  mirror: () =>
    scoreMirror({ minutes: Number(values.minutes), speed: Number(values.speed), seed: Number(values.seed) }),
  schedule: () => {
    const { budget, kind, clock, limit, seed } = values;
    const data = needed('data', values.data);
    return scoreSchedule({ data, budget, kind, clock, limit: Number(limit), seed: Number(seed) });
  },
  maintenance: () => scoreMaintenance({ data: needed('data', values.data), learn: values.learn }),
};

const name = positionals[0] ?? '';
if (!(name in scorers)) {
  console.error(
    `usage: npm run score -- ${Object.keys(scorers).join(' | ')} [--minutes 10 --speed 10 --seed 1 --data DIR --learn DIR --budget 1s --kind KIND --clock wall|cpu --limit N --json FILE]`,
  );
  process.exit(2);
}
report(name, await scorers[name as keyof typeof scorers](), values.json);

function needed(flag: string, value: string | undefined): string {
  if (value !== undefined) return value;
  console.error(`--${flag} is missing`);
  return process.exit(2);
}
