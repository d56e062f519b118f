// The discrete-event-simulation kernel: programs, kernels, observed states.
export { assemble } from './assemble.ts';
export { KERNEL_STATES } from './constants.ts';
export { createKernel, type KernelOptions } from './kernel.ts';
export {
  type Candidate,
  type Decision,
  type Kernel,
  KernelFault,
  type RunEnd,
  type Trace,
  type TraceKind,
} from './kernel-interface.ts';
export type { LivePart, LiveState, LiveStation } from './live-state.ts';
export { type Counts, type CycleTimeScale, type Program, withCycleTimeScale } from './program.ts';
export {
  type BufferSpec,
  type DistributionSpec,
  type FailureSpec,
  type MaintenanceSpec,
  type OrderSpec,
  type OutputSpec,
  type PersonSpec,
  PLAIN_STATION,
  type ProgramSpec,
  type StationSpec,
} from './spec.ts';
export { findStall, type Stall, type Wait, type WaitReason } from './stall.ts';
export { KERNEL_V8_FLAGS } from './v8-flags.ts';
