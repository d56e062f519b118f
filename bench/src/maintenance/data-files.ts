// Reads the data sets of a folder: plain or gzip text, found in one of several folders.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A table of text cells with a header row. */
export interface Table {
  header: string[];
  rows: string[][];
}

/** Text of a file, unpacked where its name ends in `.gz`. */
export function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** The path of `name` or `name.gz` in the first of `folders` that has it, else null. */
export function findFile(folders: readonly string[], name: string): string | null {
  for (const folder of folders) {
    for (const candidate of [name, `${name}.gz`]) {
      const path = join(folder, candidate);
      if (existsSync(path)) return path;
    }
  }
  return null;
}

/** Paths of the files below `folder` (not deeper than two levels) whose name matches, in natural order. */
export function listFiles(folder: string, pattern: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => pattern.test(name) && name.split(/[\\/]/).length <= 2)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => join(folder, name));
}

/** Splits delimited text with a header row; quotes around cells are dropped. */
export function parseTable(text: string, separator = ','): Table {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const cells = lines.map((line) => line.split(separator).map((cell) => cell.replace(/^"|"$/g, '')));
  return { header: cells[0] ?? [], rows: cells.slice(1) };
}

/** Numbers of whitespace-separated text, one array per line. */
export function parseNumbers(text: string): number[][] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/).map(Number));
}

/** The named columns of a table as numbers, NaN where a column is missing. */
export function numberColumns(table: Table, names: readonly string[]): Float64Array[] {
  return names.map((name) => {
    const at = table.header.indexOf(name);
    return Float64Array.from(table.rows, (row) =>
      row[at] === undefined || row[at] === '' ? Number.NaN : Number(row[at]),
    );
  });
}

/** Milliseconds of `YYYY-MM-DD HH:MM:SS`, read as UTC. */
export function parseTime(text: string): number {
  return Date.parse(`${text.trim().replace(' ', 'T')}Z`);
}

/** Rows by key, in order of first appearance. */
export function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
