// The lines that the kernel is measured on: as in the published comparisons, in plain indices.
import { type DistributionSpec, PLAIN_STATION, type ProgramSpec } from '@mini-factory-twin/twin/kernel';

export const CYCLE: DistributionSpec = { type: 'uniform', min: 27, max: 33 };
export const UP_SECONDS = 3600;
export const REPAIR_SECONDS = 300;
/** Places between two machines. */
export const PLACES = 5;

const exponential = (mean: number): DistributionSpec => ({ type: 'exponential', mean });

/**
 * Machines in a row, five places between, cycles uniform in 27..33 s. Simple: failures on operating time, repaired without
 * anybody. Full: failures on the wall clock, a crew of one technician per ten machines, 1 % scrap at each machine.
 */
export function serialLine(machines: number, isFull: boolean): ProgramSpec {
  const sink = machines;
  const stations = Array.from({ length: machines }, (_, index) => {
    const to = index === machines - 1 ? { sink } : { buffer: index };
    return {
      ...PLAIN_STATION,
      kind: index === 0 ? ('source' as const) : ('work' as const),
      stockProduct: index === 0 ? 0 : -1,
      inputs: index === 0 ? [] : [index - 1],
      outputs: isFull
        ? [
            { to, when: 'pass' as const },
            { to: { sink }, when: 'scrap' as const },
          ]
        : [{ to, when: 'always' as const }],
      quality: { rework: 0, scrap: isFull ? 0.01 : 0, maxReworks: 0 },
      cycleSeconds: [CYCLE],
      failures: [
        {
          clock: isFull ? ('calendar' as const) : ('operating' as const),
          timeBetween: exponential(UP_SECONDS),
          repairSeconds: exponential(REPAIR_SECONDS),
          skill: isFull ? 0 : -1,
          onFailure: 'resume' as const,
        },
      ],
    };
  });
  const technician = { role: 'technician' as const, skills: [0], x: 0, y: 0, metresPerSecond: 1 };
  return {
    products: [{ isComponent: false }],
    skills: 1,
    stations: [...stations, { ...PLAIN_STATION, kind: 'sink' }],
    buffers: Array.from({ length: machines - 1 }, () => ({ capacity: PLACES, transitSeconds: 0 })),
    persons: isFull ? Array.from({ length: Math.max(1, Math.round(machines / 10)) }, () => technician) : [],
    orders: [],
    working: null,
  };
}

/** M/M/1 with utilisation 0.9; an event is an arrival or a departure. */
export function queue(): ProgramSpec {
  return {
    products: [{ isComponent: false }],
    skills: 0,
    stations: [
      {
        ...PLAIN_STATION,
        kind: 'source',
        stockProduct: 0,
        outputs: [{ to: { buffer: 0 }, when: 'always' }],
        cycleSeconds: [exponential(1 / 0.9)],
      },
      { ...PLAIN_STATION, inputs: [0], outputs: [{ to: { sink: 2 }, when: 'always' }], cycleSeconds: [exponential(1)] },
      { ...PLAIN_STATION, kind: 'sink' },
    ],
    buffers: [{ capacity: 10_000, transitSeconds: 0 }],
    persons: [],
    orders: [],
    working: null,
  };
}
