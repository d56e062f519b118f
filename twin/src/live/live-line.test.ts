// The live line keeps to the plant's clock, also when a new plant brings an earlier one.
import { PACKML_STATES, type SignalRecord, STATION_SIGNALS } from '@mini-factory-twin/contracts';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { expect, test } from 'vitest';
import { LiveLine } from './live-line.ts';

const model = await readLineFile(new URL('../../../examples/lines/drive-unit.yaml', import.meta.url).pathname);
const NOON = Date.parse('2026-11-25T12:00:00Z');

/** A line whose plant clock stands, so that only publications move it. It makes no forecast: the pool refuses. */
function aLine(): { line: LiveLine; states: [string, number][] } {
  const states: [string, number][] = [];
  const pool = {
    setProgram: () => undefined,
    run: () => Promise.reject(new Error('no futures here')),
    close: () => Promise.resolve(),
  };
  const line = new LiveLine(
    model,
    {
      plantClock: () => ({ plantMs: 0, speed: 1 }),
      connections: () => [],
      pool,
      now: () => 0,
      onState: (_station, state, atMs) => states.push([state, atMs]),
      onAlarmEvents: () => undefined,
    },
    { replications: 99, lookAhead: { threads: 1, mostHours: 1000 } },
  );
  return { line, states };
}

function pressState(state: keyof typeof PACKML_STATES, atMs: number, refresh: boolean): SignalRecord {
  return {
    asset: 'press',
    signal: STATION_SIGNALS.state,
    value: PACKML_STATES[state],
    datatype: 'Int32',
    unit: null,
    quality: 'good',
    tsSource: atMs,
    tsPublish: atMs,
    tsReceive: 0,
    historical: false,
    refresh,
    simulated: true,
    runId: 'r',
    source: { connection: 'plant', address: 'press', session: '1', seq: 0 },
  };
}

test('the state is of the latest publication, and a late message does not set it back', () => {
  const { line } = aLine();
  line.receive([pressState('Execute', NOON, true)]);
  line.receive([pressState('Aborted', NOON + 5000, false)]);
  line.receive([pressState('Aborted', NOON + 4000, false)]);
  expect(line.state().plantTimeMs).toBe(NOON + 5000);
});

test('a birth with an earlier clock sets the line back, and its KPIs begin anew', () => {
  const { line, states } = aLine();
  line.receive([pressState('Execute', NOON, true)]);
  const earlier = NOON - 3_600_000;
  line.receive([pressState('Aborted', earlier, true)]);
  line.receive([pressState('Aborted', earlier + 1000, false)]);
  expect(line.state().plantTimeMs).toBe(earlier + 1000);
  line.renewKpis();
  expect(line.kpis()).toMatchObject({ fromMs: earlier, toMs: earlier + 1000 });
  expect(states.at(-1)).toEqual(['down', earlier]);
});
