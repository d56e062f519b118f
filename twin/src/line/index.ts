// From a line model to a kernel program.
export { type CompiledLine, type CompileOptions, compileLine } from './compile.ts';
export { withCycleTimeScale } from '../kernel/index.ts';
