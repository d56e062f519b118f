// Reads truth files of the emulated plant (scorers only): NDJSON lines {t, kind, id, value}, one a change.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Times and values of one thing's changes, in order. */
export interface Course {
  timesMs: number[];
  values: (string | number | null)[];
}

/** Courses by kind and id, for example `station:press`. */
export async function readTruth(path: string): Promise<Map<string, Course>> {
  const courses = new Map<string, Course>();
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const change = parse(line);
    if (change === null) continue;
    const key = `${change.kind}:${change.id}`;
    const course = courses.get(key) ?? { timesMs: [], values: [] };
    course.timesMs.push(change.t);
    course.values.push(change.value);
    courses.set(key, course);
  }
  return courses;
}

/** Value in force at `atMs`; undefined before the first one. */
export function valueAt(course: Course, atMs: number): string | number | null | undefined {
  let low = 0;
  let high = course.timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((course.timesMs[middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : course.values[low - 1];
}

/** Share of [fromMs, toMs) in which two courses have the same value. */
export function agreement(a: Course, b: Course, { fromMs, toMs }: { fromMs: number; toMs: number }): number {
  const cuts = [fromMs, ...a.timesMs, ...b.timesMs, toMs].filter((t) => t >= fromMs && t <= toMs).sort((x, y) => x - y);
  let same = 0;
  for (let index = 1; index < cuts.length; index++) {
    const [start, end] = [cuts[index - 1] ?? fromMs, cuts[index] ?? toMs];
    if (end > start && valueAt(a, start) === valueAt(b, start)) same += end - start;
  }
  return same / (toMs - fromMs);
}

function parse(line: string): { t: number; kind: string; id: string; value: string | number | null } | null {
  try {
    return JSON.parse(line);
  } catch {
    // The last line of a file that is still being written may be cut.
    return null;
  }
}
