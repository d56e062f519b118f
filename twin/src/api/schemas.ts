// The schemas of the API's bodies under the names they have in the OpenAPI document.
import * as contract from '@mini-factory-twin/contracts';
import { z } from '@hono/zod-openapi';

export const stateSchema = named('LineState', contract.stateSchema);
export const orderSchema = named('Order', contract.orderSchema);
export const signalSchema = named('Signal', contract.signalSchema);
export const historySchema = named('History', contract.historySchema);
export const stateIntervalsSchema = named('StateIntervals', contract.stateIntervalsSchema);
export const kpisSchema = named('Kpis', contract.kpisSchema);
export const forecastSchema = named('Forecast', contract.forecastSchema);
export const alarmSchema = named('Alarm', contract.alarmSchema);
export const experimentSchema = named('Experiment', contract.experimentSchema);
export const newExperimentSchema = named('NewExperiment', contract.newExperimentSchema);
export const stepSchema = named('Step', contract.stepSchema);
export const steppedStateSchema = named('SteppedState', contract.steppedStateSchema);
export const comparisonSchema = named('ExperimentComparison', contract.comparisonSchema);
export const whatIfQuestionSchema = named('WhatIfQuestion', contract.whatIfQuestionSchema);
export const whatIfAnswerSchema = named('WhatIfAnswer', contract.whatIfAnswerSchema);
export const lookAheadSchema = named('LookAhead', contract.lookAheadSchema);
export const leversSchema = named('Levers', contract.leversSchema);
export const scenarioSchema = named('Scenario', contract.scenarioSchema);
export const keptScenarioSchema = named('KeptScenario', contract.keptScenarioSchema);
export const problemSchema = named('Problem', contract.problemSchema);

export const lineListSchema = z.array(z.object({ id: z.string(), name: z.string() })).openapi('LineList');
export const lineDocumentSchema = z
  .object({ model: named('LineModel', contract.lineModelSchema), modelVersion: z.string() })
  .openapi('LineDocument');
export const readySchema = z.object({ isReady: z.boolean(), reasons: z.array(z.string()) }).openapi('Ready');
export const healthzSchema = z
  .object({ status: z.literal('ok'), parts: z.record(z.string(), z.string()) })
  .openapi('Healthz');
export const acknowledgeSchema = z
  .object({
    by: z.string().trim().min(1).max(100).openapi({ description: 'Who acknowledges' }),
    comment: z.string().max(1000).optional(),
  })
  .openapi('Acknowledge');

/** A copy with a name: schemas made before the OpenAPI extension was loaded cannot be named themselves. */
function named<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  return (schema.clone(schema._zod.def) as Schema).openapi(name);
}
