// Reads a folder of scheduling benchmarks: instances of the published formats and their best known values.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobSpec, OperationSpec, ProblemSpec } from '@mini-factory-twin/twin/schedule';

/** Kinds of problems that can be scored. */
export const KINDS = ['jobshop', 'flexible', 'flowshop', 'operators', 'blocking', 'tardiness'] as const;
export type Kind = (typeof KINDS)[number];

/** One instance with what is known of it. */
export interface Instance {
  name: string;
  /** Instances of one class are averaged, e.g. `15x15`. */
  className: string;
  spec: ProblemSpec;
  /** Best known value. */
  best: number;
  closed: boolean;
}

/** All instances of a kind for which the folder holds both the data and a best known value. */
export function readInstances(folder: string, kind: Kind): Instance[] {
  switch (kind) {
    case 'jobshop':
      return rows(folder, 'best-known.csv', 'jobshop').flatMap((row) => {
        const spec = read(folder, `jobshop/${row.instance}.txt`, parseJobShop);
        return spec === undefined ? [] : [{ ...known(row), className: shopClass(row), spec }];
      });
    case 'flexible':
      return [...flexible(folder), ...flexibleWorkers(folder)];
    case 'flowshop':
      return flowLines(folder);
    case 'operators':
      return limited(folder, kind, (row) => ({ operators: Number(row.operators) }));
    case 'blocking':
      return limited(folder, kind, () => ({ buffers: 'none' }));
    case 'tardiness':
      return tardiness(folder);
  }
}

type Row = Record<string, string>;

function rows(folder: string, file: string, problem?: string): Row[] {
  const path = join(folder, file);
  if (!existsSync(path)) return [];
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return lines
    .map((line) => Object.fromEntries(line.split(',').map((value, at) => [names[at] ?? '', value])))
    .filter((row) => problem === undefined || row['problem'] === problem);
}

function known(row: Row): Pick<Instance, 'name' | 'best' | 'closed'> {
  return { name: row['instance'] ?? '', best: Number(row['upper_bound']), closed: row['status'] === 'optimal' };
}

function read(folder: string, file: string, parse: (text: string) => ProblemSpec): ProblemSpec | undefined {
  const path = join(folder, file);
  return existsSync(path) ? parse(readFileSync(path, 'utf8')) : undefined;
}

/** Taillard's instances by size, others by the letters of their name. */
function shopClass(row: Row): string {
  const letters = /^[a-z]+/.exec(row['instance'] ?? '')?.[0] ?? 'other';
  return letters === 'ta' ? `${row['jobs']}x${row['machines']}` : letters;
}

function flexible(folder: string): Instance[] {
  return rows(folder, 'best-known.csv', 'flexible-jobshop').flatMap((row) => {
    const name = row['instance'] ?? '';
    const spec = read(folder, `flexible-jobshop/${name}.txt`, parseFlexible);
    const className = name.includes('/') ? (name.split('/')[0] ?? '').replace('hurink-', '') : shopClass(row);
    return spec === undefined ? [] : [{ ...known(row), className, spec }];
  });
}

function flexibleWorkers(folder: string): Instance[] {
  return rows(folder, 'best-known.csv', 'flexible-jobshop-workers').flatMap((row) => {
    const spec = read(folder, `flexible-jobshop-workers/${row['instance']}.fjsw`, parseWorkers);
    return spec === undefined ? [] : [{ ...known(row), className: `workers-${shopClass(row)}`, spec }];
  });
}

const LINE_OBJECTIVES: Record<string, Partial<ProblemSpec>> = {
  makespan: {},
  total_completion_time: { objective: 'total-completion-time' },
  makespan_no_wait: { buffers: 'no-wait' },
};

function flowLines(folder: string): Instance[] {
  return rows(folder, 'best-known.csv', 'flowshop').flatMap((row) => {
    const spec = read(folder, `flowshop/${row['instance']}.txt`, parseFlowLine);
    const objective = row['objective'] ?? '';
    const own = LINE_OBJECTIVES[objective];
    if (spec === undefined || own === undefined) return [];
    const size = `${row['jobs']}x${row['machines']}`;
    const className = objective === 'makespan' ? size : `${objective.replaceAll('_', '-')}.${size}`;
    return [{ ...known(row), className, spec: { ...spec, ...own } }];
  });
}

/** Job shops with one more limit; closed cases are a class of their own. */
function limited(folder: string, kind: Kind, limit: (row: Row) => Partial<ProblemSpec>): Instance[] {
  return rows(folder, `jobshop-${kind}-best-known.csv`).flatMap((row) => {
    const spec = read(folder, `jobshop/${row['instance']}.txt`, parseJobShop);
    if (spec === undefined) return [];
    const own = known(row);
    return [{ ...own, className: own.closed ? 'closed' : 'open', spec: { ...spec, ...limit(row) } }];
  });
}

/** OR-Library files hold many instances each; a row `wt40#3` is the third of `wt40.txt`. */
function tardiness(folder: string): Instance[] {
  const files = new Map<string, number[]>();
  return rows(folder, 'best-known.csv', 'weighted-tardiness').flatMap((row) => {
    const [file = '', index = '1'] = (row['instance'] ?? '').split('#');
    const path = join(folder, `weighted-tardiness/${file}.txt`);
    if (!files.has(file)) files.set(file, existsSync(path) ? numbers(readFileSync(path, 'utf8')) : []);
    const all = files.get(file) ?? [];
    const jobs = Number(row['jobs']);
    const at = (Number(index) - 1) * 3 * jobs;
    if (all.length < at + 3 * jobs) return [];
    const spec: ProblemSpec = {
      machines: 1,
      permutation: true,
      objective: 'weighted-tardiness',
      jobs: Array.from({ length: jobs }, (_, job) => ({
        operations: [single(0, all[at + job] ?? 0)],
        weight: all[at + jobs + job] ?? 0,
        due: all[at + 2 * jobs + job] ?? 0,
      })),
    };
    return [{ ...known(row), className: file, spec }];
  });
}

function numbers(text: string): number[] {
  return text.trim().split(/\s+/).map(Number);
}

function single(machine: number, duration: number): OperationSpec {
  return { options: [{ machine, duration }] };
}

/** `jobs machines`, then a line a job: machine (from 0) and duration in route order. */
function parseJobShop(text: string): ProblemSpec {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const [jobs = 0, machines = 0] = numbers(head);
  return {
    machines,
    jobs: lines.slice(0, jobs).map((line): JobSpec => {
      const row = numbers(line);
      const operations: OperationSpec[] = [];
      for (let at = 0; at + 1 < row.length; at += 2) operations.push(single(row[at] ?? 0, row[at + 1] ?? 0));
      return { operations };
    }),
  };
}

/** Reads the numbers of a text one after the other. */
function createReader(text: string): () => number {
  const all = numbers(text);
  let at = 0;
  return () => all[at++] ?? Number.NaN;
}

/** A line a job: number of operations, then for each `k` and k pairs of machine (from 1) and duration. */
function parseFlexible(text: string): ProblemSpec {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const [jobs = 0, machines = 0] = numbers(head);
  return {
    machines,
    jobs: lines.slice(0, jobs).map((line) => {
      const next = createReader(line);
      const operations = repeat(next(), () => ({
        options: repeat(next(), () => ({ machine: next() - 1, duration: next() })),
      }));
      return { operations };
    }),
  };
}

/** As the flexible format, but each machine has `w` pairs of worker (from 1) and duration. */
function parseWorkers(text: string): ProblemSpec {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const [jobs = 0, machines = 0, workers = 0] = numbers(head);
  return {
    machines,
    workers,
    jobs: lines.slice(0, jobs).map((line) => {
      const next = createReader(line);
      const operations = repeat(next(), () => ({
        options: repeat(next(), () => {
          const machine = next() - 1;
          return repeat(next(), () => ({ machine, worker: next() - 1, duration: next() }));
        }).flat(),
      }));
      return { operations };
    }),
  };
}

/** `jobs`, `machines`, then a line a job: duration on each machine of the line. */
function parseFlowLine(text: string): ProblemSpec {
  const next = createReader(text);
  const jobs = next();
  const machines = next();
  return {
    machines,
    permutation: true,
    jobs: repeat(jobs, () => ({
      operations: Array.from({ length: machines }, (_, machine) => single(machine, next())),
    })),
  };
}

function repeat<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
