// What would help most: small changes to the live line, each tried on the same futures, by what they bring.
import type { Change, Levers, LineModel, LookAhead } from '@mini-factory-twin/contracts';
import { bufferCapacity } from '@mini-factory-twin/contracts';
import type { LiveStudy } from '../study/index.ts';
import type { Asked, WhatIf } from './what-if.ts';

const FASTER = 0.9;
const RARER = 1.25;
const SHORTER = 0.75;
const LARGER = 1.5;
/** Stations whose levers are tried, the busiest ones. */
const STATIONS_TRIED = 5;

interface Lever {
  name: string;
  changes: Change[];
}

/**
 * Tries every lever of the line and sorts them by what they bring: tardiness first where it decides, then output
 * (perturbation analysis of bottlenecks: the machine whose improvement moves the line most, Li & Meerkov 2009, ch. 5).
 */
export async function findLevers(
  { model, whatIf }: { model: LineModel; whatIf: WhatIf },
  lookAhead: LookAhead,
  asked: Asked,
): Promise<Levers> {
  const startedMs = performance.now();
  const { base } = await whatIf.compare([], lookAhead, asked);
  const levers = leversOf(model, busiest(base.study.figures));
  const { differences, horizonMs } = await whatIf.compare(
    levers.map(({ changes }) => changes),
    lookAhead,
    asked,
  );
  const found = levers.flatMap((lever, index) => {
    const of = (id: string) => differences[index].find((difference) => difference.id === id) ?? null;
    const output = of('line.goodParts');
    return output === null ? [] : [{ ...lever, output, tardiness: of('line.weightedTardinessHours') }];
  });
  return {
    line: model.id,
    madeAtMs: asked.atMs,
    horizonMs,
    replications: lookAhead.replications,
    computeMs: performance.now() - startedMs,
    levers: found.sort(byGain),
  };
}

type Found = Levers['levers'][number];

/** Decided gains before undecided ones, then less tardiness, then more output. */
function byGain(a: Found, b: Found): number {
  const rank = ({ output, tardiness }: Found): number =>
    tardiness?.verdict === 'better' ? 0 : output.verdict === 'better' ? 1 : 2;
  const tardiness = (found: Found): number => found.tardiness?.difference ?? 0;
  return rank(a) - rank(b) || tardiness(a) - tardiness(b) || b.output.difference - a.output.difference;
}

/** Stations that are the least starved, blocked or idle: where the line is held up, if anywhere. */
function busiest(figures: LiveStudy['figures']): string[] {
  const load = (id: string, figure: string): number =>
    figures.find((one) => one.id === `station.${id}.${figure}Percent`)?.estimate?.mean ?? 0;
  const ids = figures.flatMap(({ id }) => /^station\.(.+)\.processedParts$/.exec(id)?.[1] ?? []);
  const waiting = new Map(
    ids.map((id) => [id, ['starved', 'blocked', 'idle'].reduce((sum, figure) => sum + load(id, figure), 0)]),
  );
  return ids.toSorted((a, b) => (waiting.get(a) ?? 0) - (waiting.get(b) ?? 0)).slice(0, STATIONS_TRIED);
}

function leversOf(model: LineModel, busy: readonly string[]): Lever[] {
  const working = model.stations.filter(({ id }) => busy.includes(id));
  const failing = working.filter(({ failures }) => failures.length > 0);
  const faster = working.map(({ id, name }) => ({
    name: `${name}: cycles 10 % shorter`,
    changes: [{ kind: 'cycle-time' as const, station: id, factor: FASTER }],
  }));
  const sturdier = failing.flatMap(({ id, name }) => [
    { name: `${name}: failures 20 % rarer`, changes: [{ kind: 'failures' as const, station: id, factor: RARER }] },
    { name: `${name}: repairs 25 % shorter`, changes: [{ kind: 'repairs' as const, station: id, factor: SHORTER }] },
  ]);
  const beside = new Set(working.flatMap(({ inputs, outputs }) => [...inputs, ...outputs.map(({ to }) => to)]));
  const larger = model.buffers
    .filter(({ id }) => beside.has(id))
    .map((buffer) => ({
      name: `${buffer.name}: half as many places more`,
      changes: [
        {
          kind: 'capacity' as const,
          buffer: buffer.id,
          capacity: Math.max(1, Math.ceil(bufferCapacity(buffer) * LARGER)),
        },
      ],
    }));
  const helped = (['operator', 'technician'] as const).flatMap((role) => {
    const skills = [
      ...new Set(model.people.filter((person) => person.role === role).flatMap((person) => person.skills)),
    ];
    if (skills.length === 0) return [];
    return [
      { name: `One more ${role} who can do everything`, changes: [{ kind: 'person-added' as const, role, skills }] },
    ];
  });
  return [...faster, ...sturdier, ...larger, ...helped];
}
