// A typed client made from the app's type alone: what the dashboard and scripts rely on.
import type { Alarm, LineState } from '@mini-factory-twin/contracts';
import { hc } from 'hono/client';
import { expect, expectTypeOf, it } from 'vitest';
import { createApi, type TwinApi } from './index.ts';
import { createMemoryLine, portsOf } from './test/memory-line.ts';

const line = createMemoryLine();
const app = createApi(portsOf(line));
const client = hc<TwinApi>('http://twin', { fetch: app.request });

it('knows the shape of each answer', async () => {
  const response = await client.api.lines[':line'].state.$get({ param: { line: 'drive-unit' } });
  if (response.status !== 200) throw new Error('no state');
  const state = await response.json();
  expectTypeOf(state).toEqualTypeOf<LineState>();
  expect(state.stations.map((station) => station.id)).toContain('press');
});

it('acknowledges an alarm', async () => {
  const param = { line: 'drive-unit', id: line.breakDown('press') };
  const response = await client.api.lines[':line'].alarms[':id'].acknowledge.$post({ param, json: { by: 'anna' } });
  if (response.status !== 200) throw new Error('not acknowledged');
  const alarm = await response.json();
  expectTypeOf(alarm.state).toEqualTypeOf<Alarm['state']>();
  expect(alarm).toMatchObject({ state: 'active-acked', acknowledgedBy: 'anna' });
});
