// The host's rules for edge nodes: sessions, order, duplicates, deaths, rebirth requests, mapping, and garbage.
import { decodePayload, encodePayload } from '@mini-factory-twin/contracts/sparkplug';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTestReceiver, current, currentBirth } from './testing.ts';

type Bench = ReturnType<typeof createTestReceiver>;

function born(options: Parameters<typeof createTestReceiver>[0] = {}) {
  const bench = createTestReceiver(options);
  const node = bench.node();
  bench.take(node.birth([{ name: 'Properties/ClockSpeed', datatype: 'Double', value: 10 }]));
  bench.take(node.send('DBIRTH', 'cnc-1', [currentBirth]));
  return { ...bench, edge: node };
}

const values = ({ records }: Pick<Bench, 'records'>) => records.map(({ value }) => value);
const rebirths = ({ published }: Pick<Bench, 'published'>) =>
  published.filter(({ topic }) => topic.includes('/NCMD/')).map(({ topic }) => topic);

describe('births', () => {
  test('make refresh records and tell the schema and that the asset speaks', () => {
    const { records, events } = born();
    expect(records).toMatchObject([
      { asset: 'cnc-1', signal: 'Meas/Current', value: 1.5, unit: 'A', refresh: true, quality: 'good' },
    ]);
    const definition = { asset: 'cnc-1', signal: 'Meas/Current', datatype: 'Double', unit: 'A', low: 0, high: 20 };
    expect(events).toMatchObject([
      { kind: 'schema', asset: 'cnc-1', added: [definition], changed: [], retired: [] },
      { kind: 'online', assets: ['cnc-1'] },
    ]);
  });

  test('a second birth with other signals is a schema change, an equal one is not', () => {
    const { take, edge, events, timers } = born();
    timers.advance(10);
    take(edge.birth());
    take(edge.send('DBIRTH', 'cnc-1', [currentBirth]));
    expect(events).toHaveLength(2);
    timers.advance(10);
    take(edge.birth());
    take(edge.send('DBIRTH', 'cnc-1', [{ name: 'Meas/Current', datatype: 'Float', value: 1 }]));
    expect(events.at(-1)).toMatchObject({ kind: 'schema', changed: [{ datatype: 'Float', unit: null }] });
  });

  test('data by alias gets name, unit and times', () => {
    const { take, edge, records, timers } = born();
    timers.advance(40);
    take(edge.send('DDATA', 'cnc-1', [{ ...current(3), timestampMs: timers.now() - 7, isHistorical: true }]));
    expect(records[1]).toMatchObject({
      signal: 'Meas/Current',
      value: 3,
      unit: 'A',
      refresh: false,
      historical: true,
      tsSource: timers.now() - 7,
      tsPublish: timers.now(),
      tsReceive: timers.now(),
      source: { address: 'plant-1/gw-1/cnc-1/Meas/Current', seq: 2 },
    });
  });

  test('simulated and run id come from the node, also when they change in NDATA', () => {
    const { take, edge, records } = born();
    take(edge.data([{ name: 'Properties/Simulated', datatype: 'Boolean', value: true }]));
    take(edge.data([{ name: 'Properties/RunId', datatype: 'String', value: 'run-7' }]));
    take(edge.send('DDATA', 'cnc-1', [current(3)]));
    expect(records[0]).toMatchObject({ simulated: false, runId: null });
    expect(records[1]).toMatchObject({ simulated: true, runId: 'run-7' });
  });

  test('a birth whose seq is not 0 is counted on from', () => {
    const { take, node, published, timers, records } = createTestReceiver();
    const edge = node();
    edge.birth();
    edge.seq = 200;
    const metrics = [{ name: 'bdSeq', datatype: 'UInt64' as const, value: 0n }];
    take([edge.topic('NBIRTH'), encodePayload({ timestampMs: timers.now(), seq: 199, metrics })]);
    take(edge.send('DBIRTH', 'cnc-1', [currentBirth]));
    timers.advance(5000);
    expect([records.length, published.length]).toEqual([1, 0]);
  });
});

describe('order', () => {
  test('messages that come late are put in place', () => {
    const bench = born();
    const late = bench.edge.send('DDATA', 'cnc-1', [current(2)]);
    bench.take(bench.edge.send('DDATA', 'cnc-1', [current(3)]));
    bench.take(bench.edge.send('DDATA', 'cnc-1', [current(4)]));
    bench.timers.advance(1999);
    bench.take(late);
    bench.timers.advance(10_000);
    expect(values(bench)).toEqual([1.5, 2, 3, 4]);
    expect([bench.receiver.counters.gaps, rebirths(bench).length]).toEqual([0, 0]);
  });

  test('a hole that stays asks for one rebirth by name and goes on with what there is', () => {
    const bench = born();
    bench.edge.send('DDATA', 'cnc-1', [current(2)]);
    bench.take(bench.edge.send('DDATA', 'cnc-1', [current(3)]));
    bench.timers.advance(2000);
    expect(values(bench)).toEqual([1.5, 3]);
    bench.timers.advance(500);
    expect(rebirths(bench)).toEqual(['spBv1.0/plant-1/NCMD/gw-1']);
    const command = decodePayload(bench.published[0]?.payload ?? new Uint8Array());
    expect(command.seq).toBeUndefined();
    expect(command.metrics).toMatchObject([{ name: 'Node Control/Rebirth', datatype: 'Boolean', value: true }]);
    expect(bench.receiver.counters).toMatchObject({ gaps: 1, rebirthsRequested: 1 });
  });

  test('duplicates are dropped, whichever way they come', () => {
    const bench = born();
    const first = bench.edge.send('DDATA', 'cnc-1', [current(2)]);
    const second = bench.edge.send('DDATA', 'cnc-1', [current(3)]);
    for (const message of [first, first, second, first, second]) bench.take(message);
    bench.timers.advance(5000);
    expect(values(bench)).toEqual([1.5, 2, 3]);
    expect(bench.receiver.counters).toMatchObject({ duplicates: 3, gaps: 0, rebirthsRequested: 0 });
  });

  test('a birth sent twice is one birth', () => {
    const bench = createTestReceiver();
    const birth = bench.node().birth();
    bench.take(birth);
    bench.take(birth);
    expect(bench.receiver.counters.duplicates).toBe(1);
  });

  test('any order, any duplicates within the window: every value once and in order', () => {
    const shuffles = fc.array(fc.record({ delay: fc.nat(20), copies: fc.integer({ min: 1, max: 3 }) }), {
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(shuffles, (plan) => {
        const bench = born();
        const sent = plan.map(({ delay, copies }, index) => ({
          at: index + delay,
          message: bench.edge.send('DDATA', 'cnc-1', [current(index)]),
          copies,
        }));
        sent.sort((a, b) => a.at - b.at);
        for (const { message, copies } of sent) for (let i = 0; i < copies; i++) bench.take(message);
        expect(values(bench).slice(1)).toEqual(plan.map((_, index) => index));
        expect(bench.receiver.counters.gaps).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  test('a loss of more than half the numbers is a loss, not a duplicate', () => {
    const bench = born();
    for (let i = 0; i < 150; i++) bench.edge.send('DDATA', 'cnc-1', [current(i)]);
    bench.timers.advance(100);
    bench.take(bench.edge.send('DDATA', 'cnc-1', [current(999)]));
    bench.timers.advance(2500);
    expect(values(bench)).toEqual([1.5, 999]);
    expect(rebirths(bench)).toHaveLength(1);
  });
});

describe('deaths', () => {
  test('the death of the present session silences all assets at plant time', () => {
    const { take, edge, events, timers } = born();
    timers.advance(1000);
    take(edge.death());
    // The clock runs at speed 10: one real second after the birth is ten plant seconds later.
    expect(events.at(-1)).toMatchObject({
      kind: 'offline',
      reason: 'death',
      assets: ['cnc-1'],
      atMs: timers.now() + 9000,
      receivedMs: timers.now(),
    });
  });

  test('a late Will of an earlier session changes nothing, and a death twice is one', () => {
    const { take, edge, events, timers } = born();
    const oldWill = edge.death();
    timers.advance(10);
    edge.bdSeq = 1;
    take(edge.birth());
    take(edge.send('DBIRTH', 'cnc-1', [currentBirth]));
    take(oldWill);
    expect(events.filter(({ kind }) => kind === 'offline')).toEqual([]);
    take(edge.death());
    take(edge.death());
    expect(events.filter(({ kind }) => kind === 'offline')).toHaveLength(1);
  });

  test('data after a death needs a new birth', () => {
    const bench = born();
    bench.take(bench.edge.death());
    bench.take(bench.edge.send('DDATA', 'cnc-1', [current(5)]));
    bench.timers.advance(500);
    expect(values(bench)).toEqual([1.5]);
    expect(rebirths(bench)).toHaveLength(1);
  });

  test('the death of a device silences that device only, at the time it says', () => {
    const { take, edge, events, timers } = born();
    take(edge.send('DBIRTH', 'cnc-2', [currentBirth]));
    const atMs = timers.now();
    const death = edge.send('DDEATH', 'cnc-1');
    timers.advance(300);
    take(death);
    expect(events.at(-1)).toMatchObject({ kind: 'offline', assets: ['cnc-1'], atMs, receivedMs: atMs + 300 });
  });

  test('a device that does not come back after a birth of its node has vanished', () => {
    const { take, edge, events, timers } = born();
    timers.advance(10);
    take(edge.birth());
    timers.advance(5000);
    expect(events.at(-1)).toMatchObject({ kind: 'offline', reason: 'vanished', assets: ['cnc-1'] });
  });
});

describe('rebirth requests', () => {
  test('are throttled while nobody answers and free again after a birth', () => {
    const bench = createTestReceiver();
    const edge = bench.node();
    edge.seq = 7;
    for (let second = 0; second < 60; second++) {
      bench.take(edge.send('DDATA', 'cnc-1', [current(second)]));
      bench.timers.advance(1000);
    }
    // At 0.25 s, then 10 s and 20 s later (the pause doubles), then more than 40 s.
    expect(rebirths(bench)).toHaveLength(3);
  });

  test('an unknown alias asks for a birth and keeps the metrics that are known', () => {
    const bench = born();
    bench.take(bench.edge.send('DDATA', 'cnc-1', [{ alias: 99, datatype: 'Double', value: 1 }, current(2)]));
    bench.timers.advance(500);
    expect(values(bench)).toEqual([1.5, 2]);
    expect(rebirths(bench)).toHaveLength(1);
  });

  test('a passive host never writes', () => {
    const bench = born({ role: 'passive' });
    bench.edge.send('DDATA', 'cnc-1');
    bench.take(bench.edge.send('DDATA', 'cnc-1', [current(2)]));
    bench.take(bench.node('gw-9').send('DDATA', 'cnc-1', [current(2)]));
    bench.receiver.requestRebirths('test');
    bench.timers.advance(60_000);
    expect(bench.published).toEqual([]);
  });

  test('a birth that the broker kept tells of a node to ask', () => {
    const bench = createTestReceiver();
    const [topic, payload] = bench.node().birth();
    bench.take([`$sparkplug/certificates/${topic}`, payload]);
    bench.timers.advance(500);
    expect(rebirths(bench)).toEqual(['spBv1.0/plant-1/NCMD/gw-1']);
  });
});

test('a retained birth is no birth but a reason to ask for one', () => {
  const bench = createTestReceiver();
  const [topic, payload] = bench.node().birth();
  bench.receiver.onMessage(topic, payload, { isRetained: true });
  bench.timers.advance(500);
  expect(rebirths(bench)).toHaveLength(1);
  expect(bench.receiver.clocks()).toEqual([]);
});

describe('the own link', () => {
  test('its loss silences all; data counts again after a birth', () => {
    const bench = born();
    bench.receiver.onLinkDown();
    expect(bench.events.at(-1)).toMatchObject({ kind: 'offline', reason: 'link', assets: ['cnc-1'] });
    expect(bench.receiver.counters.status).toBe('offline');
    bench.receiver.onLinkUp();
    bench.take(bench.edge.send('DDATA', 'cnc-1', [current(2)]));
    bench.timers.advance(500);
    expect([values(bench), rebirths(bench).length]).toEqual([[1.5], 1]);
    bench.take(bench.edge.birth());
    bench.take(bench.edge.send('DBIRTH', 'cnc-1', [currentBirth]));
    expect(bench.events.at(-1)).toMatchObject({ kind: 'online', assets: ['cnc-1'] });
  });

  test('a node that does not answer is believed after a while', () => {
    const bench = born();
    bench.receiver.onLinkDown();
    bench.receiver.onLinkUp();
    bench.timers.advance(10_000);
    bench.edge.send('DDATA', 'cnc-1');
    bench.take(bench.edge.send('DDATA', 'cnc-1', [current(2)]));
    expect(values(bench)).toEqual([1.5, 2]);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'online', assets: ['cnc-1'] });
  });
});

describe('mapping', () => {
  test('unknown devices are counted and listed, not recorded', () => {
    const bench = born();
    bench.take(bench.edge.send('DBIRTH', 'coffee', [currentBirth]));
    bench.take(bench.edge.send('DDATA', 'coffee', [current(1)]));
    expect(bench.receiver.unmapped()).toEqual([
      { group: 'plant-1', node: 'gw-1', device: 'coffee', reason: 'unknown-asset', messages: 2 },
    ]);
    expect([bench.receiver.counters.unmapped, bench.records.length, bench.receiver.counters.rejected]).toEqual([
      2, 1, 0,
    ]);
  });

  test('of two devices for one asset the first speaks, until it dies', () => {
    const bench = born();
    const other = bench.node('gw-2');
    bench.take(other.birth());
    bench.take(other.send('DBIRTH', 'cnc-1', [{ ...currentBirth, value: 9 }]));
    expect(values(bench)).toEqual([1.5]);
    expect(bench.receiver.unmapped()).toMatchObject([{ node: 'gw-2', reason: 'ambiguous' }]);
    bench.take(bench.edge.death());
    bench.take(other.send('DBIRTH', 'cnc-1', [{ ...currentBirth, value: 9 }]));
    expect(values(bench)).toEqual([1.5, 9]);
    expect(bench.receiver.unmapped()).toEqual([]);
  });

  test('equal device names under two nodes may be two assets', () => {
    const assetOf = ({ node }: { node: string }) => (node === 'gw-1' ? 'cnc-1' : 'cnc-2');
    const bench = createTestReceiver({ assetOf });
    for (const name of ['gw-1', 'gw-2']) {
      const edge = bench.node(name);
      bench.take(edge.birth());
      bench.take(edge.send('DBIRTH', 'mill', [currentBirth]));
    }
    expect(bench.records.map(({ asset }) => asset)).toEqual(['cnc-1', 'cnc-2']);
  });
});

describe('what makes no sense', () => {
  test('values of a wrong type are dropped, counted, and said once', () => {
    const bench = born();
    const wrong = [
      { name: 'PackML/Status/StateCurrent', datatype: 'String' as const, value: 'running' },
      { name: 'PackML/Status/EquipmentBlocked', datatype: 'Int32' as const, value: 1 },
      currentBirth,
    ];
    bench.take(bench.edge.send('DBIRTH', 'cnc-1', wrong));
    bench.take(bench.edge.send('DBIRTH', 'cnc-1', wrong));
    expect(values(bench)).toEqual([1.5, 1.5, 1.5]);
    expect(bench.receiver.counters.rejected).toBe(4);
    expect(bench.logger.lines).toHaveLength(2);
  });

  test('a datatype that changes without a birth is dropped', () => {
    const bench = born();
    bench.take(bench.edge.send('DDATA', 'cnc-1', [{ name: 'Meas/Current', datatype: 'String', value: 'x' }]));
    expect([values(bench), bench.receiver.counters.rejected]).toEqual([[1.5], 1]);
  });

  test('the Quality property, null and unknown codes are read as qualities', () => {
    const bench = born();
    const quality = (value: number) => ({ Quality: { type: 'Int32' as const, value } });
    for (const code of [192, 500, 0, 64]) {
      bench.take(bench.edge.send('DDATA', 'cnc-1', [{ ...current(code), properties: quality(code) }]));
    }
    bench.take(bench.edge.send('DDATA', 'cnc-1', [{ alias: 1, datatype: 'Double', value: null }]));
    expect(bench.records.slice(1).map((record) => record.quality)).toEqual([
      'good',
      'stale',
      'bad',
      'uncertain',
      'bad',
    ]);
  });

  test('no bytes on no topic throw or disturb the node', () => {
    const bench = born();
    const topic = fc.oneof(
      fc.constantFrom(
        'spBv1.0/plant-1/NBIRTH/gw-x',
        'spBv1.0/plant-1/DDATA/gw-1/cnc-1',
        'spBv1.0/plant-1/NDEATH/gw-1',
        'spBv1.0/plant-1/DBIRTH/gw-1/cnc-2',
        'spBv1.0/STATE/host',
        'spBv1.0/a/b',
        'spBv1.0//NDATA/x',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(topic, fc.uint8Array({ maxLength: 64 }), (name, bytes) => {
        // Whatever decodes by chance as a message of gw-1 would be its message; a length no message has is garbage only.
        bench.receiver.onMessage(name, Uint8Array.of(0xff, 0xff, ...bytes), { isRetained: false });
      }),
      { numRuns: 300 },
    );
    expect(bench.logger.lines.filter((line) => line.includes('could not be processed'))).toEqual([]);
    bench.take(bench.edge.send('DDATA', 'cnc-1', [current(2)]));
    expect(values(bench)).toEqual([1.5, 2]);
    expect(bench.receiver.counters.rejected).toBeGreaterThan(100);
  });

  test('time stamps in nanoseconds are read as what they are', () => {
    const bench = born();
    const atMs = bench.timers.now() + 5;
    bench.take(bench.edge.send('DDATA', 'cnc-1', [{ ...current(2), timestampMs: atMs * 1000 }]));
    expect(bench.records[1]?.tsSource).toBe(atMs);
  });
});
