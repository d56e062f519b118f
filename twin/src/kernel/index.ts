// The discrete-event-simulation kernel: programs, kernels, observed states.
export { assemble } from './assemble.ts';
export { KERNEL_STATES } from './constants.ts';
export { createKernel, type Kernel } from './kernel.ts';
export type { LivePart, LiveState, LiveStation } from './live-state.ts';
export type { Counts, StateLayout } from './layout.ts';
export { type CycleTimeScale, type Program, withCycleTimeScale } from './program.ts';
export type {
  BufferSpec,
  DistributionSpec,
  FailureSpec,
  OrderSpec,
  OutputSpec,
  PersonSpec,
  ProgramSpec,
  StationSpec,
} from './spec.ts';
