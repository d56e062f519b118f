// The scheduling problem that every search works on: jobs, operations with their alternatives, resources, objective.

/** One way to do an operation. */
export interface OptionSpec {
  /** Machine, from 0. */
  machine: number;
  /** Duration in whole ticks, >= 0. The caller chooses the tick (a second, 100 ms, ...). */
  duration: number;
  /** Named worker who does it, from 0; absent: no named worker is needed. */
  worker?: number;
}

/** One operation of a job's route. */
export interface OperationSpec {
  /** At least one; more than one makes the shop flexible. */
  options: readonly OptionSpec[];
  /** Set-up family, from 0; absent: 0. */
  family?: number;
}

/** One job: its operations in route order. */
export interface JobSpec {
  operations: readonly OperationSpec[];
  /** Earliest start [ticks]; absent: 0. */
  release?: number;
  /** Due date [ticks]; absent: 0. */
  due?: number;
  /** Weight of its tardiness or completion time; absent: 1. */
  weight?: number;
}

/** What a plan is judged by; all are minimised. */
export type Objective = 'makespan' | 'weighted-tardiness' | 'total-completion-time';

/**
 * What holds between two operations of a job. `unlimited`: a job waits anywhere. `none`: it holds its machine until the
 * next one is free, and jobs may swap machines. `no-wait`: it never waits.
 */
export type Buffers = 'unlimited' | 'none' | 'no-wait';

/** A problem as it is written down. */
export interface ProblemSpec {
  machines: number;
  jobs: readonly JobSpec[];
  /** Default: makespan. */
  objective?: Objective;
  /** Default: unlimited. */
  buffers?: Buffers;
  /** All machines see the jobs in the same order (permutation flow line). Default: false. */
  permutation?: boolean;
  /** Number of like operators, one needed by every running operation; absent: operators are no limit. */
  operators?: number;
  /** Number of named workers (see {@link OptionSpec.worker}); absent: none. */
  workers?: number;
  /** Set-up ticks between families on any machine, `setups[from][to]`; absent: none. */
  setups?: readonly (readonly number[])[];
  /** Tick from which each machine is free; absent: 0. */
  machineReady?: readonly number[];
}

/** A problem in typed arrays. Operations are numbered job by job in route order; options operation by operation. */
export interface Problem {
  readonly jobs: number;
  readonly machines: number;
  readonly operations: number;
  readonly objective: Objective;
  readonly buffers: Buffers;
  readonly permutation: boolean;
  /** Like operators; 0: no limit. */
  readonly operators: number;
  /** Named workers; 0: none. */
  readonly workers: number;
  /** First operation of each job; one more entry closes the last. */
  readonly jobFirst: Int32Array;
  readonly jobOf: Int32Array;
  readonly release: Int32Array;
  readonly due: Int32Array;
  readonly weight: Float64Array;
  /** First option of each operation; one more entry closes the last. */
  readonly optionFirst: Int32Array;
  readonly optionMachine: Int32Array;
  readonly optionDuration: Int32Array;
  /** Named worker of each option, or -1. */
  readonly optionWorker: Int32Array;
  readonly family: Int32Array;
  /** Number of set-up families; 0: no set-ups. */
  readonly families: number;
  /** Set-up ticks, `from * families + to`. */
  readonly setup: Int32Array;
  readonly machineReady: Int32Array;
}

/** A problem that cannot be planned, with the reason. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
}

/**
 * Checks a problem and lays it out in typed arrays.
 * @throws ProblemError when a job has no operation, an operation no option, or a number is out of its range.
 */
export function createProblem(spec: ProblemSpec): Problem {
  const operations = spec.jobs.flatMap((job) => job.operations);
  const options = operations.flatMap((operation) => operation.options);
  const families = spec.setups?.length ?? 0;
  const problem: Problem = {
    jobs: spec.jobs.length,
    machines: spec.machines,
    operations: operations.length,
    objective: spec.objective ?? 'makespan',
    buffers: spec.buffers ?? 'unlimited',
    permutation: spec.permutation ?? false,
    operators: spec.operators ?? 0,
    workers: spec.workers ?? 0,
    jobFirst: starts(spec.jobs.map((job) => job.operations.length)),
    jobOf: Int32Array.from(spec.jobs.flatMap((job, index) => job.operations.map(() => index))),
    release: ticks(spec.jobs.map((job) => job.release ?? 0)),
    due: ticks(spec.jobs.map((job) => job.due ?? 0)),
    weight: Float64Array.from(spec.jobs, (job) => job.weight ?? 1),
    optionFirst: starts(operations.map((operation) => operation.options.length)),
    optionMachine: Int32Array.from(options, (option) => option.machine),
    optionDuration: ticks(options.map((option) => option.duration)),
    optionWorker: Int32Array.from(options, (option) => option.worker ?? -1),
    family: Int32Array.from(operations, (operation) => operation.family ?? 0),
    families,
    setup: ticks((spec.setups ?? []).flatMap((row) => [...row])),
    machineReady: ticks(Array.from({ length: spec.machines }, (_, machine) => spec.machineReady?.[machine] ?? 0)),
  };
  check(problem);
  return problem;
}

/** Whether any operation can be done in more than one way. */
export function isFlexible(problem: Problem): boolean {
  return problem.optionMachine.length > problem.operations;
}

function starts(lengths: readonly number[]): Int32Array {
  const first = new Int32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) first[index + 1] = first[index] + length;
  return first;
}

function ticks(values: readonly number[]): Int32Array {
  const wrong = values.find((value) => !Number.isInteger(value) || value < -(2 ** 30) || value > 2 ** 30);
  if (wrong !== undefined) throw new ProblemError(`${wrong} is not a whole number of ticks within 2^30`);
  return Int32Array.from(values);
}

function check(problem: Problem): void {
  const { jobs, operations, jobFirst, optionFirst, families, setup } = problem;
  if (jobs === 0) throw new ProblemError('there is no job');
  for (let job = 0; job < jobs; job++) {
    if (jobFirst[job] === jobFirst[job + 1]) throw new ProblemError(`job ${job} has no operation`);
    if (!(problem.weight[job] >= 0)) throw new ProblemError(`job ${job} has a weight below 0`);
  }
  for (let operation = 0; operation < operations; operation++) {
    if (optionFirst[operation] === optionFirst[operation + 1])
      throw new ProblemError(`operation ${operation} has no option`);
    if (families > 0 && !(problem.family[operation] >= 0 && problem.family[operation] < families))
      throw new ProblemError(`operation ${operation} is of no known set-up family`);
  }
  if (setup.length !== families * families) throw new ProblemError('the set-up table is not square');
  checkOptions(problem);
  if (problem.permutation) checkFlowLine(problem);
}

function checkOptions({ optionMachine, optionDuration, optionWorker, machines, workers }: Problem): void {
  let total = 0;
  for (let option = 0; option < optionMachine.length; option++) {
    if (!(optionMachine[option] >= 0 && optionMachine[option] < machines))
      throw new ProblemError(`option ${option} names machine ${optionMachine[option]} of ${machines}`);
    if (optionWorker[option] >= workers)
      throw new ProblemError(`option ${option} names worker ${optionWorker[option]} of ${workers}`);
    if (optionDuration[option] < 0) throw new ProblemError(`option ${option} lasts less than nothing`);
    total += optionDuration[option];
  }
  // Heads and tails are 32-bit sums; half the range leaves room for estimates.
  if (total > 2 ** 30) throw new ProblemError('durations sum up to more than 2^30 ticks; choose a coarser tick');
}

function checkFlowLine({ jobs, machines, jobFirst, optionMachine, optionFirst }: Problem): void {
  for (let job = 0; job < jobs; job++)
    for (let stage = 0; stage < machines; stage++) {
      const operation = jobFirst[job] + stage;
      const single = optionFirst[operation + 1] - optionFirst[operation] === 1;
      const inOrder = jobFirst[job + 1] - jobFirst[job] === machines && optionMachine[optionFirst[operation]] === stage;
      if (!single || !inOrder) throw new ProblemError(`job ${job} does not visit the machines of the line in order`);
    }
}
