// Studies: many replications of a line from empty, their figures, and the comparison of two.
export { compareStudies, type FigureComparison, type StudyOfSeed } from './compare.ts';
export { runTo } from './replicate.ts';
export { type LiveStudy, runLive } from './run-live.ts';
export {
  checkStudy,
  runStudy,
  type StudyFigure,
  type StudyOptions,
  type StudyResult,
  type StudySettings,
} from './run-study.ts';
export { describeStall } from './stall-text.ts';
export { describeTrace, type TracedEvent } from './trace.ts';
