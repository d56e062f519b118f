// Studies: many replications of a line from empty, their figures, and the comparison of two.
export { compareStudies, type FigureComparison, type StudyOfSeed } from './compare.ts';
export { runTo } from './replicate.ts';
export { runStudy, type StudyFigure, type StudyOptions, type StudyResult, type StudySettings } from './run-study.ts';
