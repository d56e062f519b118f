// Alarms of a line: their life-cycle and the watch that raises them.
export { type AlarmEvent, type Alarms, alarmsFromJournal, applyAlarmEvent } from './alarm-state.ts';
export { type AlarmWatch, createAlarmWatch } from './alarm-watch.ts';
export type { AlarmLimits, Snapshot, StaleSource } from './conditions.ts';
export * from './condition/index.ts';
export * from './life/index.ts';
