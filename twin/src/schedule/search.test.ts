// The searches against exhaustive enumeration on small shops, and the laws of an anytime search.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProblem, type Problem, ProblemError, type ProblemSpec } from './problem.ts';
import { createSearch, type Plan } from './search.ts';

const duration = fc.integer({ min: 1, max: 9 });
const permutation = fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 });

/** Random 3x3 job shops. */
const shop = fc
  .array(fc.tuple(permutation, fc.tuple(duration, duration, duration)), { minLength: 3, maxLength: 3 })
  .map((jobs) => ({
    machines: 3,
    jobs: jobs.map(([route, durations]) => ({
      operations: route.map((machine, step) => ({ options: [{ machine, duration: durations[step] ?? 1 }] })),
    })),
  }));

/** Random 3x3 shops whose operations have one or two machines to choose from. */
const flexibleShop = fc
  .array(fc.array(fc.tuple(permutation, duration, duration, fc.boolean()), { minLength: 2, maxLength: 2 }), {
    minLength: 3,
    maxLength: 3,
  })
  .map((jobs) => ({
    machines: 3,
    jobs: jobs.map((job) => ({
      operations: job.map(([[first = 0, second = 1], one, two, both]) => ({
        options: [{ machine: first, duration: one }, ...(both ? [{ machine: second, duration: two }] : [])],
      })),
    })),
  }));

/** All orders in which the operations of the jobs can be interleaved. */
function* interleavings(counts: number[]): Generator<number[]> {
  if (counts.every((count) => count === 0)) yield [];
  for (const [job, count] of counts.entries()) {
    if (count === 0) continue;
    for (const rest of interleavings(counts.map((own, other) => (other === job ? own - 1 : own)))) yield [job, ...rest];
  }
}

function* choices(spec: ProblemSpec): Generator<number[]> {
  const counts = spec.jobs.flatMap((job) => job.operations.map((operation) => operation.options.length));
  const total = counts.reduce((product, count) => product * count, 1);
  for (let code = 0; code < total; code++) {
    let rest = code;
    yield counts.map((count) => {
      const digit = rest % count;
      rest = Math.floor(rest / count);
      return digit;
    });
  }
}

/** The best value over all semi-active schedules. */
function bruteForce(spec: ProblemSpec): number {
  let best = Infinity;
  const counts = spec.jobs.map((job) => job.operations.length);
  const first = counts.map((_, job) => counts.slice(0, job).reduce((sum, count) => sum + count, 0));
  for (const chosen of choices(spec))
    for (const list of interleavings(counts)) {
      const step = counts.map(() => 0);
      const jobEnd = spec.jobs.map((job) => job.release ?? 0);
      const machines = Array.from({ length: spec.machines }, () => ({ end: 0, family: -1 }));
      const operators = Array.from({ length: spec.operators ?? 99 }, () => 0);
      for (const job of list) {
        const at = step[job]++;
        const operation = spec.jobs[job].operations[at];
        const option = operation.options[chosen[first[job] + at]];
        const machine = machines[option.machine];
        const family = operation.family ?? 0;
        const setup = machine.family < 0 ? 0 : (spec.setups?.[machine.family]?.[family] ?? 0);
        operators.sort((a, b) => a - b);
        const start = Math.max(jobEnd[job], machine.end + setup, operators[0]);
        const end = start + option.duration;
        // The operator who has waited least among the free ones, so that early ones stay for others.
        operators[operators.findLastIndex((free) => free <= start)] = end;
        jobEnd[job] = end;
        machines[option.machine] = { end, family };
      }
      best = Math.min(best, valueOf(spec, jobEnd));
    }
  return best;
}

function valueOf(spec: ProblemSpec, ends: number[]): number {
  const sum = (cost: (end: number, job: number) => number): number =>
    ends.reduce((total, end, job) => total + (spec.jobs[job].weight ?? 1) * cost(end, job), 0);
  if (spec.objective === 'total-completion-time') return sum((end) => end);
  if (spec.objective === 'weighted-tardiness') return sum((end, job) => Math.max(0, end - (spec.jobs[job].due ?? 0)));
  return Math.max(...ends);
}

/** The best makespan without buffers: least fixed point of the start times for all machine sequences. */
function bruteForceHolding(spec: ProblemSpec): number {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const length = (job: number, step: number): number => spec.jobs[job].operations[step].options[0].duration;
  const stepOn = (job: number, machine: number): number =>
    spec.jobs[job].operations.findIndex((operation) => operation.options[0].machine === machine);
  const limit = spec.jobs.flatMap((job, j) => job.operations.map((_, k) => length(j, k))).reduce((a, b) => a + b);
  let best = Infinity;
  for (let code = 0; code < 216; code++) {
    const sequences = [orders[code % 6], orders[Math.floor(code / 6) % 6], orders[Math.floor(code / 36)]];
    const start = spec.jobs.map(() => [0, 0, 0]);
    for (let changed = true; changed && Math.max(...start.flat()) <= limit; ) {
      changed = false;
      const raise = (job: number, step: number, to: number): void => {
        if (to <= start[job][step]) return;
        start[job][step] = to;
        changed = true;
      };
      for (let job = 0; job < 3; job++)
        for (let step = 1; step < 3; step++) raise(job, step, start[job][step - 1] + length(job, step - 1));
      for (const [machine, sequence] of sequences.entries())
        for (let at = 1; at < 3; at++) {
          const before = sequence[at - 1];
          const step = stepOn(before, machine);
          const leave = step === 2 ? start[before][2] + length(before, 2) : start[before][step + 1];
          raise(sequence[at], stepOn(sequence[at], machine), leave);
        }
    }
    best = Math.min(best, Math.max(...start.map((own, job) => own[2] + length(job, 2))));
  }
  return best;
}

function solve(spec: ProblemSpec, iterations: number): number {
  return createSearch(createProblem(spec), { seed: 1 }).run({ iterations }).value;
}

describe('finds the optimum of small shops', () => {
  const runs = { numRuns: 15 };

  it('job shops', () => {
    fc.assert(
      fc.property(shop, (spec) => {
        expect(solve(spec, 5000)).toBe(bruteForce(spec));
      }),
      runs,
    );
  });

  it('flexible job shops', () => {
    fc.assert(
      fc.property(flexibleShop, (spec) => {
        expect(solve(spec, 5000)).toBe(bruteForce(spec));
      }),
      runs,
    );
  });

  it('job shops with two operators', () => {
    fc.assert(
      fc.property(shop, (base) => {
        const spec = { ...base, operators: 2 };
        expect(solve(spec, 20_000)).toBe(bruteForce(spec));
      }),
      runs,
    );
  });

  it('job shops with weighted tardiness, releases and set-ups', () => {
    fc.assert(
      fc.property(shop, fc.array(fc.nat(9), { minLength: 6, maxLength: 6 }), (base, numbers) => {
        const spec: ProblemSpec = {
          machines: 3,
          objective: 'weighted-tardiness',
          setups: [
            [0, 2],
            [1, 0],
          ],
          jobs: base.jobs.map(({ operations }, job) => ({
            operations: operations.map((operation) => ({ ...operation, family: job % 2 })),
            weight: 1 + job,
            release: numbers[job],
            due: 8 + numbers[3 + job],
          })),
        };
        expect(solve(spec, 20_000)).toBe(bruteForce(spec));
      }),
      runs,
    );
  });

  it('job shops without buffers, with swaps', () => {
    fc.assert(
      fc.property(shop, (base) => {
        expect(solve({ ...base, buffers: 'none' }, 20_000)).toBe(bruteForceHolding(base));
      }),
      runs,
    );
  });

  it.each(['makespan', 'total-completion-time', 'weighted-tardiness'] as const)(
    'permutation lines, %s',
    (objective) => {
      const line = fc.array(fc.tuple(duration, duration, duration, fc.nat(12)), { minLength: 5, maxLength: 5 });
      fc.assert(
        fc.property(line, (rows) => {
          const spec: ProblemSpec = {
            machines: 3,
            permutation: true,
            objective,
            jobs: rows.map(([a, b, c, release]) => ({
              release,
              due: release + 15,
              operations: [a, b, c].map((own, machine) => ({ options: [{ machine, duration: own }] })),
            })),
          };
          expect(solve(spec, 400)).toBe(bruteForceLine(spec));
        }),
        runs,
      );
    },
  );
});

function bruteForceLine(spec: ProblemSpec): number {
  let best = Infinity;
  const visit = (order: number[], rest: number[]): void => {
    if (rest.length === 0) best = Math.min(best, lineValue(spec, order));
    for (const job of rest)
      visit(
        [...order, job],
        rest.filter((other) => other !== job),
      );
  };
  visit(
    [],
    spec.jobs.map((_, job) => job),
  );
  return best;
}

function lineValue(spec: ProblemSpec, order: number[]): number {
  const free = [0, 0, 0];
  const ends: number[] = [];
  for (const job of order) {
    let end = spec.jobs[job].release ?? 0;
    for (const [machine, { options }] of spec.jobs[job].operations.entries()) {
      end = Math.max(end, free[machine]) + options[0].duration;
      free[machine] = end;
    }
    ends[job] = end;
  }
  return valueOf(spec, ends);
}

/** A job shop by Taillard's rules: durations 1..99, random routes. */
function randomShop(jobs: number, machines: number, seed: number): ProblemSpec {
  let state = seed;
  const draw = (low: number, high: number): number => {
    state = (16_807 * state) % 2_147_483_647;
    return low + Math.floor((state / 2_147_483_647) * (high - low + 1));
  };
  return {
    machines,
    jobs: Array.from({ length: jobs }, () => {
      const route = Array.from({ length: machines }, (_, machine) => machine);
      for (let at = 0; at < machines; at++) {
        const other = draw(at, machines - 1);
        [route[at], route[other]] = [route[other], route[at]];
      }
      return { operations: route.map((machine) => ({ options: [{ machine, duration: draw(1, 99) }] })) };
    }),
  };
}

const KINDS: [string, ProblemSpec][] = [
  ['job shop', randomShop(10, 8, 3)],
  ['operators', { ...randomShop(10, 8, 4), operators: 5 }],
  ['no buffers', { ...randomShop(8, 6, 5), buffers: 'none' }],
  ['tardiness', { ...randomShop(8, 6, 6), objective: 'weighted-tardiness' }],
  ['flow line', flowLine()],
];

function flowLine(): ProblemSpec {
  const { jobs } = randomShop(20, 5, 7);
  const inOrder = jobs.map(({ operations }) => ({
    operations: operations.map(({ options }, machine) => ({
      options: options.map((option) => ({ ...option, machine })),
    })),
  }));
  return { machines: 5, permutation: true, jobs: inOrder };
}

describe.each(KINDS)('an anytime search (%s)', (_, spec) => {
  const problem: Problem = createProblem(spec);

  it('gives the same plan after the same iterations, in one run or in many', () => {
    const whole = createSearch(problem, { seed: 7 });
    const parts = createSearch(problem, { seed: 7 });
    const plan = whole.run({ iterations: 3000 });
    while (parts.iterations() < whole.iterations()) parts.run({ iterations: 1 });
    expect(parts.best()).toEqual(plan);
  });

  it('never gets worse', () => {
    const search = createSearch(problem, { seed: 2 });
    let last = Infinity;
    for (let round = 0; round < 30; round++) {
      const { value } = search.run({ iterations: 100 });
      expect(value).toBeLessThanOrEqual(last);
      last = value;
    }
  });

  it('starts from a given plan and is never worse than it', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const plan: Plan = createSearch(problem, { seed }).run({ iterations: 500 });
      const warm = createSearch(problem, { seed: seed + 100, start: plan }).run({ iterations: 1 });
      expect(warm.value).toBeLessThanOrEqual(plan.value);
    }
  });

  it('has a plan at once, whatever the limit', () => {
    let asked = 0;
    const stop = (): boolean => ++asked > 3;
    expect(createSearch(problem, { seed: 1 }).run({ budgetMs: 0 }).value).toBeLessThan(Infinity);
    const search = createSearch(problem, { seed: 1 });
    search.run({ shouldStop: stop });
    expect(asked).toBeLessThanOrEqual(4);
    expect(search.iterations()).toBeLessThan(1000);
  });

  it('keeps to its budget by the clock it is given', () => {
    let nowMs = 0;
    const search = createSearch(problem, { seed: 1, now: () => nowMs++ });
    search.run({ budgetMs: 5 });
    expect(nowMs).toBeLessThanOrEqual(8);
  });
});

describe('refuses', () => {
  const one = { options: [{ machine: 0, duration: 1 }] };
  it.each<[string, ProblemSpec, string]>([
    ['no jobs', { machines: 1, jobs: [] }, 'there is no job'],
    ['a job without a route', { machines: 1, jobs: [{ operations: [] }] }, 'job 0 has no operation'],
    ['an unknown machine', { machines: 0, jobs: [{ operations: [one] }] }, 'option 0 names machine 0 of 0'],
    ['broken ticks', { machines: 1, jobs: [{ operations: [one], release: 0.5 }] }, '0.5 is not a whole number'],
    [
      'a route off the line',
      { machines: 2, permutation: true, jobs: [{ operations: [one] }] },
      'does not visit the machines of the line in order',
    ],
  ])('%s', (_, spec, reason) => {
    expect(() => createProblem(spec)).toThrow(ProblemError);
    expect(() => createProblem(spec)).toThrow(reason);
  });

  it('a start that does not fit the problem', () => {
    const problem = createProblem({ machines: 1, jobs: [{ operations: [one, one] }] });
    const start = { starts: Int32Array.of(3, 0), options: Int32Array.of(0, 1) };
    expect(() => createSearch(problem, { seed: 1, start })).toThrow('turns operations 0 and 1 round');
    const other = { starts: Int32Array.of(0), options: Int32Array.of(0) };
    expect(() => createSearch(problem, { seed: 1, start: other })).toThrow('plans 1 operations');
  });
});
