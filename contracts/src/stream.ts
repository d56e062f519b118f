// Messages of the WebSocket stream /api/lines/{line}/stream, as JSON text frames.
import { z } from 'zod';
import {
  alarmSchema,
  bufferStateSchema,
  forecastSchema,
  healthSchema,
  kpisSchema,
  orderSchema,
  stateIntervalsSchema,
  stateSchema,
  stationStateSchema,
} from './api.ts';
import type { LineModel } from './line-model.ts';

/**
 * A part in a segment (station or buffer). `exitMs` is the expected end of the way through the segment for a part that
 * is still in it; the part stays at the end until its next move. `segment: null` means it left the line.
 * Parts of one segment keep the order of `seq`, so a renderer can queue them up on a conveyor.
 */
export const moveSchema = z.object({
  seq: z.number(),
  part: z.string(),
  product: z.string(),
  segment: z.string().nullable(),
  enterMs: z.number(),
  exitMs: z.number().nullable(),
});
export type Move = z.infer<typeof moveSchema>;

/** First message on a connection, and again after the server lost its place. */
export const helloMessageSchema = z.object({
  type: z.literal('hello'),
  /** One life of the twin; frame numbers count inside it. */
  epoch: z.string(),
  frame: z.number(),
  state: stateSchema,
  orders: z.array(orderSchema),
  alarms: z.array(alarmSchema),
  kpis: kpisSchema.nullable(),
  forecast: forecastSchema.nullable(),
  /** The current place of every part on the line. */
  moves: z.array(moveSchema),
  /** State changes of the last hour, for the ribbon. */
  intervals: stateIntervalsSchema,
});

/** What changed since the frame before; at most 10 a second. */
export const deltaMessageSchema = z.object({
  type: z.literal('delta'),
  frame: z.number(),
  plantTimeMs: z.number(),
  wallTimeMs: z.number(),
  clockSpeed: z.number(),
  health: healthSchema.optional(),
  stations: z.array(stationStateSchema).optional(),
  buffers: z.array(bufferStateSchema).optional(),
  moves: z.array(moveSchema).optional(),
  orders: z.array(orderSchema).optional(),
  /** New or changed alarms, whole. */
  alarms: z.array(alarmSchema).optional(),
  kpis: kpisSchema.optional(),
  forecast: forecastSchema.optional(),
});

export const streamMessageSchema = z.discriminatedUnion('type', [helloMessageSchema, deltaMessageSchema]);
export type StreamMessage = z.infer<typeof streamMessageSchema>;
export type HelloMessage = z.infer<typeof helloMessageSchema>;
export type DeltaMessage = z.infer<typeof deltaMessageSchema>;

/** GET /api/lines/{line}: the model the stream's ids refer to. */
export interface LineDocument {
  model: LineModel;
  modelVersion: string;
}
