// `npm run score -- NAME`: runs one scorer and prints its figures; `--json FILE` writes them.
import { parseArgs } from 'node:util';
import { report } from './figures.ts';
import { scoreMirror } from './score-mirror.ts';
import { scoreSchedule } from './score-schedule.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '10' },
    speed: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    data: { type: 'string', default: '' },
    budget: { type: 'string', default: '1s' },
    kind: { type: 'string' },
    clock: { type: 'string', default: 'wall' },
    limit: { type: 'string', default: 'Infinity' },
    json: { type: 'string' },
  },
});

const seed = Number(values.seed);
const scorers = {
  mirror: () => scoreMirror({ minutes: Number(values.minutes), speed: Number(values.speed), seed }),
  schedule: () => {
    const { data, budget, kind, clock } = values;
    return scoreSchedule({ data, budget, kind, clock, limit: Number(values.limit), seed });
  },
};

const name = positionals[0] ?? '';
if (!(name in scorers)) {
  console.error(`usage: npm run score -- NAME [--json FILE]
  mirror   [--minutes 10 --speed 10 --seed 1]
  schedule --data DIR [--budget 1s --kind jobshop|flexible|flowshop|operators|blocking|tardiness]
           [--clock wall|cpu --limit INSTANCES_A_CLASS --seed 1]`);
  process.exit(2);
}
try {
  report(name, await scorers[name as keyof typeof scorers](), values.json);
} catch (error) {
  // What the caller got wrong needs no stack trace.
  if (!(error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exit(2);
}
