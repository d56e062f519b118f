// The words all parts speak: line model, calendar, PackML, signal record, API and stream schemas, errors.
export * from './api.ts';
export * from './calendar.ts';
export * from './distribution.ts';
export * from './errors.ts';
export * from './experiment.ts';
export * from './line-model.ts';
export * from './packml.ts';
export * from './scenario.ts';
export * from './signal.ts';
export * from './stream.ts';
