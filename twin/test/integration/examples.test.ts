// The example lines as a user meets them: each is read, compiled and run for two days, and together they show what a line can have.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LineModel, Station } from '@mini-factory-twin/contracts';
import { lineModelSchema } from '@mini-factory-twin/contracts';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { describe, expect, test } from 'vitest';
import { runStudy, type StudyResult } from '../../src/study/index.ts';

const folder = fileURLToPath(new URL('../../../examples/lines/', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const lines = await Promise.all(names.map((name) => readLineFile(folder + name)));
const stations = lines.flatMap((line) => line.stations);

/** Monday, when the early shift begins. */
const epochMs = Date.UTC(2026, 0, 5, 6);
const runTwoDays = (line: LineModel): Promise<StudyResult> =>
  runStudy(line, { epochMs, horizonSeconds: 2 * 86_400, warmupSeconds: 0, replications: 2, seed: 1, stop: null });

/** Values that a field of a station may have. */
function optionsOf(field: 'kind' | 'routing' | 'dispatch'): readonly string[] {
  const schema = lineModelSchema.shape.stations.element.shape[field];
  return 'options' in schema ? schema.options : schema.unwrap().options;
}

function used(pick: (station: Station) => string): string[] {
  return [...new Set(stations.map(pick))].toSorted();
}

describe.each(names.map((name, index) => [name, lines[index] as LineModel] as const))('%s', (name, line) => {
  test('bears the name of its file', () => {
    expect(`${line.id}.yaml`).toBe(name);
  });

  test('runs two days without a warning, makes good parts in each run, and leaves no station idle', async () => {
    const { warnings, figures, rows } = await runTwoDays(line);
    expect(warnings).toEqual([]);
    expect(rows).toHaveLength(2);
    const column = (id: string): (number | null)[] => {
      const index = figures.findIndex((figure) => figure.id === id);
      return rows.map((row) => row[index] ?? null);
    };
    for (const good of column('line.goodParts')) expect(good).toBeGreaterThan(50);
    for (const { id } of line.stations.filter(({ kind }) => kind !== 'sink'))
      for (const parts of column(`station.${id}.processedParts`)) expect(parts, id).toBeGreaterThan(0);
  });
});

test('together they use every kind of station and every routing', () => {
  expect(used(({ kind }) => kind)).toEqual(optionsOf('kind').toSorted());
  expect(used(({ routing }) => routing)).toEqual(optionsOf('routing').toSorted());
});

test('together they use most dispatch rules, of those that ask nobody outside', () => {
  const rules = used(({ dispatch }) => dispatch);
  expect(optionsOf('dispatch')).toEqual(expect.arrayContaining(rules));
  expect(rules).toEqual(expect.arrayContaining(['fifo', 'spt', 'edd', 'cr', 'atc', 'priority', 'setup']));
});

test('together they use every clock, and every way to go on after a failure', () => {
  const modes = stations.flatMap(({ failures }) => failures);
  const clocks = new Set([...modes, ...stations.flatMap(({ maintenance }) => maintenance)].map(({ clock }) => clock));
  expect([...clocks].toSorted()).toEqual(['calendar', 'cycles', 'operating', 'shift']);
  expect(new Set(modes.map(({ onFailure }) => onFailure)).size).toBe(3);
  expect(new Set(modes.map(({ overlap }) => overlap)).size).toBe(3);
  expect(stations.some(({ maintenance }) => maintenance.some(({ renews }) => renews.length > 0))).toBe(true);
});
