// Small lines for tests, built from as little as a test wants to say.
import { type LineModel, lineModelSchema } from '@mini-factory-twin/contracts';

/** Monday, in the middle of a shift. */
export const START_MS = Date.parse('2026-11-23T07:00:00Z');

/** A conveyor of so many places, 1 s from place to place. */
export function conveyor(id: string, places: number): Record<string, unknown> {
  return {
    id,
    name: id,
    kind: 'conveyor',
    lengthMm: places * 300,
    speedMmPerSecond: 300,
    pitchMm: 300,
    path: [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
    ],
  };
}

/** A stock source. */
export function stock(id: string, to: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...station(id, [], to, more), kind: 'source', releases: 'stock', product: 'a' };
}

/** A station with a cycle of 5 s unless told otherwise. */
export function station(
  id: string,
  inputs: readonly string[],
  to: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const outputs = to === '' ? [] : [{ to }];
  return { id, name: id, kind: 'single', at: { x: 0, y: 0 }, inputs, outputs, cycleTimeSeconds: 5, ...more };
}

/** A sink. */
export function sink(id: string): Record<string, unknown> {
  return { id, name: id, kind: 'sink', at: { x: 0, y: 0 } };
}

/** A checked line model; products are `a` and `b`. */
export function lineOf(parts: Record<string, unknown>): LineModel {
  return lineModelSchema.parse({
    schema: 'mini-factory-twin/line@1',
    id: 'test',
    name: 'Test',
    location: { enterprise: 'e', site: 's', area: 'a' },
    products: [
      { id: 'a', name: 'A', color: '#000000' },
      { id: 'b', name: 'B', color: '#ffffff' },
    ],
    ...parts,
  });
}
