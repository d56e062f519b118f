// The verifier accepts what the search plans for random problems, and sees each kind of damage.
import { createProblem, createSearch, type Plan, type ProblemSpec } from '@mini-factory-twin/twin/schedule';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { verifySchedule } from './verify-schedule.ts';

const option = fc.record({ machine: fc.nat(2), duration: fc.nat(9) });
const operation = fc.record({ options: fc.array(option, { minLength: 1, maxLength: 3 }), family: fc.nat(1) });
const job = fc.record({
  operations: fc.array(operation, { minLength: 1, maxLength: 4 }),
  release: fc.nat(10),
  due: fc.nat(30),
  weight: fc.integer({ min: 1, max: 4 }),
});
const shop = fc.record({
  machines: fc.constant(3),
  jobs: fc.array(job, { minLength: 1, maxLength: 5 }),
  objective: fc.constantFrom('makespan' as const, 'weighted-tardiness' as const, 'total-completion-time' as const),
  machineReady: fc.array(fc.nat(5), { minLength: 3, maxLength: 3 }),
});
const setups = [
  [0, 3],
  [1, 0],
];
const variant = fc.constantFrom<Partial<ProblemSpec>>(
  {},
  { operators: 2 },
  { operators: 1, setups },
  { setups },
  { buffers: 'none' },
);

it('accepts every plan of the search, and the value it claims', () => {
  fc.assert(
    fc.property(shop, variant, fc.nat(1000), (base, own, seed) => {
      const spec: ProblemSpec = { ...base, ...own };
      const plan = createSearch(createProblem(spec), { seed }).run({ iterations: 300 });
      expect(verifySchedule(spec, plan).faults).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it('accepts plans of lines, with and without waiting', () => {
  const rows = fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(rows, fc.constantFrom('unlimited' as const, 'no-wait' as const), (durations, buffers) => {
      const jobs = durations.map((row) => ({
        operations: row.map((duration, machine) => ({ options: [{ machine, duration }] })),
      }));
      const spec: ProblemSpec = { machines: 3, permutation: true, buffers, jobs };
      const plan = createSearch(createProblem(spec), { seed: 1 }).run({ iterations: 50 });
      expect(verifySchedule(spec, plan).faults).toEqual([]);
    }),
  );
});

const two: ProblemSpec = {
  machines: 2,
  jobs: [0, 1].map(() => ({ operations: [0, 1].map((machine) => ({ options: [{ machine, duration: 2 }] })) })),
};
const good = plan([0, 2, 2, 4], 6);

function plan(starts: number[], value: number): Plan {
  return { starts: Int32Array.from(starts), options: Int32Array.of(0, 1, 2, 3), value };
}

it.each<[string, Partial<ProblemSpec>, Plan, string]>([
  ['a machine with two jobs', {}, plan([0, 2, 1, 4], 6), 'machine 0 takes job 1 at 1 but is free at 2'],
  ['a job in two places', {}, plan([0, 1, 2, 4], 6), 'job 0 step 1 starts at 1, before 2'],
  ['a wrong value', {}, plan([0, 2, 2, 4], 5), 'the plan claims 5 but is worth 6'],
  ['too few operators', { operators: 1 }, good, '2 operators are needed at 2'],
  ['a machine that is held', { buffers: 'none' }, plan([0, 3, 2, 5], 7), 'machine 0 takes job 1 at 2 but is free at 3'],
  ['a job that waits', { buffers: 'no-wait' }, plan([0, 3, 2, 5], 7), 'job 0 waits before step 1'],
  ['a set-up left out', { setups: [[1]] }, good, 'machine 0 takes job 1 at 2 but is free at 3'],
  ['a machine that is not ready', { machineReady: [1] }, good, 'machine 0 takes job 0 at 0 but is free at 1'],
  ['jobs that overtake', { permutation: true }, plan([0, 4, 2, 6], 8), ''],
])('sees %s', (_, own, damaged, fault) => {
  const { faults } = verifySchedule({ ...two, ...own }, damaged);
  if (fault === '') expect(faults).toEqual([]);
  else expect(faults).toContain(fault);
});

it('sees jobs that overtake on a permutation line', () => {
  const { faults } = verifySchedule({ ...two, permutation: true }, plan([0, 6, 2, 4], 8));
  expect(faults).toContain('jobs 0 and 1 overtake each other');
});
