// Checks a plan against the written problem, on its own: nothing here is shared with the search.
import type { OperationSpec, OptionSpec, Plan, ProblemSpec } from '@mini-factory-twin/twin/schedule';

/** What the check found. */
export interface Verdict {
  /** The objective, worked out from the start times. */
  value: number;
  /** Every rule that is broken, in words; empty: the plan is valid. */
  faults: string[];
}

/** One operation with the times the plan gives it. */
interface Visit {
  job: number;
  step: number;
  operation: OperationSpec;
  option: OptionSpec;
  start: number;
  end: number;
  /** When it gives its machine free. */
  leave: number;
}

/** Verifies releases, routes, durations, machines, set-ups, buffers, operators, workers and the value of a plan. */
export function verifySchedule(spec: ProblemSpec, plan: Pick<Plan, 'starts' | 'options' | 'value'>): Verdict {
  const faults: string[] = [];
  const jobs = visitsOf(spec, plan, faults);
  const visits = jobs.flat();
  for (const job of jobs) checkRoute(spec, job, faults);
  for (let machine = 0; machine < spec.machines; machine++) {
    const own = visits.filter((visit) => visit.option.machine === machine);
    checkMachine(spec, own, faults);
  }
  checkPeople(spec, visits, faults);
  if (spec.permutation === true) checkPermutation(spec, jobs, faults);
  const value = objective(spec, jobs);
  if (value !== plan.value) faults.push(`the plan claims ${plan.value} but is worth ${value}`);
  return { value, faults };
}

function visitsOf(
  spec: ProblemSpec,
  { starts, options }: Pick<Plan, 'starts' | 'options'>,
  faults: string[],
): Visit[][] {
  let at = 0;
  let firstOption = 0;
  const jobs = spec.jobs.map((job, index) =>
    job.operations.map((operation, step): Visit => {
      const option = operation.options[(options[at] ?? -1) - firstOption];
      if (option === undefined) faults.push(`job ${index} step ${step} uses no option of its own`);
      firstOption += operation.options.length;
      const start = starts[at++] ?? Number.NaN;
      const chosen = option ?? { machine: -1, duration: 0 };
      const end = start + chosen.duration;
      return { job: index, step, operation, option: chosen, start, end, leave: end };
    }),
  );
  if (at !== starts.length) faults.push(`the plan has ${starts.length} starts for ${at} operations`);
  if (spec.buffers === 'none')
    for (const visits of jobs)
      for (const [step, visit] of visits.entries()) visit.leave = visits[step + 1]?.start ?? visit.end;
  return jobs;
}

function checkRoute(spec: ProblemSpec, visits: readonly Visit[], faults: string[]): void {
  let ready = spec.jobs[visits[0]?.job ?? 0]?.release ?? 0;
  for (const { job, step, start, end } of visits) {
    if (!(start >= ready)) faults.push(`job ${job} step ${step} starts at ${start}, before ${ready}`);
    if (spec.buffers === 'no-wait' && step > 0 && start !== ready) faults.push(`job ${job} waits before step ${step}`);
    ready = end;
  }
}

function checkMachine(spec: ProblemSpec, visits: readonly Visit[], faults: string[]): void {
  const sorted = visits.toSorted((a, b) => a.start - b.start || a.leave - b.leave);
  let before: Visit | undefined;
  for (const visit of sorted) {
    const { machine } = visit.option;
    let ready = spec.machineReady?.[machine] ?? 0;
    if (before !== undefined) ready = before.leave + setUp(spec, before, visit);
    if (visit.start < ready)
      faults.push(`machine ${machine} takes job ${visit.job} at ${visit.start} but is free at ${ready}`);
    before = visit;
  }
}

function setUp(spec: ProblemSpec, before: Visit, visit: Visit): number {
  return spec.setups?.[before.operation.family ?? 0]?.[visit.operation.family ?? 0] ?? 0;
}

function checkPeople(spec: ProblemSpec, visits: readonly Visit[], faults: string[]): void {
  if (spec.operators !== undefined) {
    // Ends come before starts of the same instant: an operator goes straight on.
    const changes = visits
      .filter((visit) => visit.end > visit.start)
      .flatMap(({ start, end }) => [
        { at: start, by: 1 },
        { at: end, by: -1 },
      ])
      .toSorted((a, b) => a.at - b.at || a.by - b.by);
    let busy = 0;
    for (const { at, by } of changes) {
      busy += by;
      if (busy > spec.operators) faults.push(`${busy} operators are needed at ${at}`);
    }
  }
  for (let worker = 0; worker < (spec.workers ?? 0); worker++) {
    const own = visits
      .filter((visit) => visit.option.worker === worker)
      .toSorted((a, b) => a.start - b.start || a.end - b.end);
    for (const [index, visit] of own.entries())
      if (visit.start < (own[index - 1]?.end ?? 0)) faults.push(`worker ${worker} does two things at ${visit.start}`);
  }
}

function checkPermutation(spec: ProblemSpec, jobs: readonly (readonly Visit[])[], faults: string[]): void {
  for (let a = 0; a < jobs.length; a++)
    for (let b = 0; b < a; b++) {
      const signs = new Set<number>();
      for (let step = 0; step < spec.machines; step++)
        signs.add(Math.sign((jobs[a]?.[step]?.start ?? 0) - (jobs[b]?.[step]?.start ?? 0)));
      if (signs.has(1) && signs.has(-1)) faults.push(`jobs ${b} and ${a} overtake each other`);
    }
}

function objective(spec: ProblemSpec, jobs: readonly (readonly Visit[])[]): number {
  const ends = jobs.map((visits) => visits.at(-1)?.end ?? 0);
  const weight = (job: number): number => spec.jobs[job]?.weight ?? 1;
  switch (spec.objective) {
    case 'total-completion-time':
      return ends.reduce((sum, end, job) => sum + weight(job) * end, 0);
    case 'weighted-tardiness':
      return ends.reduce((sum, end, job) => sum + weight(job) * Math.max(0, end - (spec.jobs[job]?.due ?? 0)), 0);
    default:
      return Math.max(...ends);
  }
}
