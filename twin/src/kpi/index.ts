// ISO 22400 figures of a line: the account and its pace.
export { createKpiAccount, type KpiAccount, type PartLeft, type ProcessedParts } from './kpi-account.ts';
export { evenMix, slowestStage, stagesOf } from './pace.ts';
