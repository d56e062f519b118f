// The spool: what was appended comes back in order, whatever the process before died of.
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Spool, type SpoolEntry } from './spool.ts';
import { emptyBatch } from './store.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spool-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function entry(number: number, writer = 'w1', rows = 1): SpoolEntry {
  const batch = emptyBatch();
  batch.telemetry.signals.push({ line: 'l', asset: 'a', name: 's', datatype: 'Double', unit: null });
  batch.telemetry.runs.push({ simulated: false, runId: null });
  for (let i = 0; i < rows; i++) {
    batch.telemetry.signal.push(0);
    batch.telemetry.tsMs.push(number);
    batch.telemetry.value.push(i);
    batch.telemetry.text.push(null);
    batch.telemetry.quality.push(0);
    batch.telemetry.run.push(0);
  }
  batch.rows.push({ kind: 'audit', entry: { atMs: number, actor: 'a\n', action: 'b', target: 'c', payload: null } });
  return { id: { writer, number }, batch };
}

const open = (writer = 'w1', options: { maxBytes?: number; segmentBytes?: number } = {}) =>
  Spool.open({ dir, writer, maxBytes: 1e9, ...options });

async function drain(spool: Spool): Promise<SpoolEntry[]> {
  const all: SpoolEntry[] = [];
  for (let segment = await spool.oldest(); segment; segment = await spool.oldest()) {
    all.push(...segment.entries);
    await spool.drop(segment.name);
  }
  return all;
}

test('entries come back as they were, in order, over segments and processes', async () => {
  const first = await open('w1', { segmentBytes: 300 });
  const sent = [1, 2, 3, 4, 5].map((number) => entry(number));
  for (const one of sent) await first.append([one]);
  await first.close();
  expect(readdirSync(dir).length).toBeGreaterThan(2);
  const second = await open('w2', { segmentBytes: 300 });
  expect(second.writers).toEqual(['w1']);
  const later = [entry(1, 'w2'), entry(2, 'w2')];
  await second.append(later);
  expect(await drain(second)).toEqual([...sent, ...later]);
  expect([second.isEmpty, second.bytes, readdirSync(dir)]).toEqual([true, 0, []]);
});

test('a segment that is being written can be read and continues in a new one', async () => {
  const spool = await open();
  await spool.append([entry(1)]);
  const segment = await spool.oldest();
  await spool.append([entry(2)]);
  expect(segment?.entries.map(({ id }) => id.number)).toEqual([1]);
  await spool.drop(segment?.name ?? '');
  expect((await drain(spool)).map(({ id }) => id.number)).toEqual([2]);
});

test('calls that overlap keep their order', async () => {
  const spool = await open('w1', { segmentBytes: 500 });
  const appends = Array.from({ length: 20 }, (_, i) => spool.append([entry(i + 1)]));
  const read = spool.oldest();
  await Promise.all([...appends, read]);
  expect((await drain(spool)).map(({ id }) => id.number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

test('a file cut or spoilt at any byte loses only what is behind or at it', async () => {
  const spool = await open();
  const sent = [1, 2, 3].map((number) => entry(number));
  await spool.append(sent);
  await spool.close();
  const [name = ''] = readdirSync(dir);
  const whole = readFileSync(join(dir, name));
  const lines = whole.toString().split('\n').slice(0, -1);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (cut) => {
      writeFileSync(join(dir, name), whole.subarray(0, cut));
      const found = (await (await open('w2')).oldest())?.entries ?? [];
      let end = -1;
      const complete = lines.filter((line) => (end += line.length + 1) <= cut).length;
      expect(found).toEqual(sent.slice(0, complete));
    }),
    { numRuns: 100 },
  );
  writeFileSync(join(dir, name), whole);
  appendFileSync(join(dir, name), 'deadbeef [1,"x"]\nnonsense\n');
  expect((await (await open('w2')).oldest())?.entries).toEqual(sent);
});

test('above its bound telemetry is given up, other rows never', async () => {
  const spool = await open('w1', { maxBytes: 2_000 });
  for (let number = 1; number <= 20; number++) await spool.append([entry(number, 'w1', 10)]);
  const found = await drain(spool);
  expect(found.flatMap(({ batch }) => batch.rows)).toHaveLength(20);
  const kept = found.reduce((sum, { batch }) => sum + batch.telemetry.tsMs.length, 0);
  expect(kept + spool.droppedRows).toBe(200);
  expect(spool.droppedRows).toBeGreaterThan(100);
});

test('an entry set aside is kept for a person and not loaded again', async () => {
  const spool = await open();
  await spool.refuse(entry(1), 'bad value');
  expect((await open()).isEmpty).toBe(true);
  expect(readFileSync(join(dir, 'refused.ndjson'), 'utf8')).toContain('bad value');
});
