// Plan search: the problem model and the anytime search over it.
export {
  type Buffers,
  createProblem,
  type JobSpec,
  type Objective,
  type OperationSpec,
  type OptionSpec,
  type Problem,
  ProblemError,
  type ProblemSpec,
} from './problem.ts';
export { createSearch, type Plan, type RunLimits, type Search, type SearchOptions } from './search.ts';
