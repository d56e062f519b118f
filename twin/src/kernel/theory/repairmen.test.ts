// The kernel as machines with a repair crew (machine repairman) against the exact birth-death figures.
import { describe, it } from 'vitest';
import { DOWN } from '../constants.ts';
import type { PersonSpec, ProgramSpec } from '../spec.ts';
import { repairmen } from './closed-forms.ts';
import { constant, exponential, failure, plant, SINK, stock, way } from './plants.ts';
import { comparisonsOf, study } from './study.ts';

const compare = comparisonsOf('repairmen');
const FAILURE_RATE = 0.1;
const REPAIR_RATE = 1;

interface Shop {
  stations: number;
  servers: number;
  crew: number;
}

/** Machines that always work, in stations of `servers` each, and technicians who are where they are needed at once. */
function shop({ stations, servers, crew }: Shop): ProgramSpec {
  const technician: PersonSpec = { role: 'technician', skills: [0], x: 0, y: 0, metresPerSecond: 1 };
  const machine = stock(0, constant(20), {
    servers,
    outputs: [way({ sink: stations })],
    failures: [failure(exponential(1 / FAILURE_RATE), exponential(1 / REPAIR_RATE), { skill: 0 })],
  });
  return plant({
    stations: [...new Array<typeof machine>(stations).fill(machine), SINK],
    buffers: [],
    skills: 1,
    persons: new Array<PersonSpec>(crew).fill(technician),
  });
}

const SHOPS: Shop[] = [
  { stations: 5, servers: 1, crew: 1 },
  { stations: 10, servers: 1, crew: 1 },
  { stations: 1, servers: 10, crew: 2 },
  { stations: 4, servers: 5, crew: 3 },
];

describe('machine repairman', () => {
  it.each(SHOPS)('$stations stations of $servers, a crew of $crew', ({ stations, servers, crew }) => {
    const machines = stations * servers;
    const plan = { warmUpSeconds: 200, runSeconds: 20_000 };
    const total = (of: (index: number) => number): number =>
      Array.from({ length: stations }, (_, i) => of(i)).reduce((sum, value) => sum + value, 0);
    const [up, lq, wq] = study(shop({ stations, servers, crew }), plan, (kernel, seconds) => {
      const down = total((i) => kernel.stationSeconds(i, DOWN));
      const failures = total((i) => kernel.stationFailures(i));
      return [machines - down / seconds, (down - failures / REPAIR_RATE) / seconds, down / failures - 1 / REPAIR_RATE];
    });
    const exact = repairmen(FAILURE_RATE, REPAIR_RATE, { machines, crew });
    compare(up, exact.up, { name: 'up' });
    compare(lq, exact.lq, { name: 'Lq', coarsest: 0.04 });
    compare(wq, exact.wq, { name: 'Wq', coarsest: 0.04 });
  });
});
