// `simulate`: runs a line from empty many times over and tells its figures, or how those of two lines differ.
import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { LineModel } from '@mini-factory-twin/contracts';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import {
  compareStudies,
  type FigureComparison,
  runStudy,
  type StudyResult,
  type StudySettings,
} from '../study/index.ts';
import { createProgressBar } from './progress-bar.ts';
import { comparisonReport, studyReport } from './report.ts';
import { traceRun } from './trace.ts';
import { momentOf, pathOf, secondsOf, shareOf, UsageError, wholeOf } from './usage.ts';

const MOST_REPLICATIONS = 100_000;

/** Everything one call is asked for. */
interface Request {
  file: string;
  other: string | null;
  settings: StudySettings;
  threads: number | undefined;
  jsonTo: string | null;
  traceTo: string | null;
}

/** What `--json` writes. */
interface Document {
  line: string;
  settings: StudySettings;
  result: StudyResult;
  compared?: { line: string; result: StudyResult; differences: FigureComparison[] };
}

/** Runs what the words ask for; the report to print. @throws UsageError, and TwinError for a line or study that cannot be run */
export async function simulateCommand(words: string[]): Promise<string> {
  const request = readRequest(words);
  const { settings } = request;
  const model = await readLineFile(request.file);
  if (request.traceTo !== null) await traceRun(model, settings, request.traceTo);
  const result = await study(model, request);
  const document: Document = { line: model.id, settings, result };
  let report = studyReport(model, settings, result);
  if (request.other !== null) {
    const other = await readLineFile(request.other);
    const second = await study(other, request);
    const seed = settings.seed;
    const differences = compareStudies({ ...result, seed }, { ...second, seed });
    document.compared = { line: other.id, result: second, differences };
    report += comparisonReport(model.name, other.name, differences);
  }
  if (request.jsonTo === null) return report;
  const json = `${JSON.stringify(document, null, 1)}\n`;
  if (request.jsonTo === '-') return json;
  await writeFile(request.jsonTo, json);
  return report;
}

async function study(model: LineModel, { settings, threads }: Request): Promise<StudyResult> {
  const bar = createProgressBar(process.stderr, model.name);
  const abort = new AbortController();
  const stop = (): void => abort.abort(new UsageError('stopped before the end'));
  process.once('SIGINT', stop);
  try {
    return await runStudy(model, settings, {
      onProgress: bar.show,
      signal: abort.signal,
      ...(threads === undefined ? {} : { threads }),
    });
  } finally {
    process.off('SIGINT', stop);
    bar.clear();
  }
}

function readRequest(words: string[]): Request {
  const { values, file } = parse(words);
  const { precision, threads } = values;
  const replications = values.replications ?? (precision === undefined ? '20' : '1000');
  return {
    file: pathOf(file),
    other: values.compare === undefined ? null : pathOf(values.compare),
    settings: {
      epochMs: momentOf('start', values.start),
      horizonSeconds: positiveSeconds('horizon', values.horizon),
      warmupSeconds: values.warmup === 'auto' ? 'auto' : secondsOf('warmup', values.warmup),
      replications: wholeOf('replications', replications, [1, MOST_REPLICATIONS]),
      seed: wholeOf('seed', values.seed, [0, 2 ** 31 - 1]),
      stop:
        precision === undefined ? null : { figure: values.figure, relativeHalfWidth: shareOf('precision', precision) },
    },
    threads: threads === undefined ? undefined : wholeOf('threads', threads, [1, 256]),
    jsonTo: values.json === undefined || values.json === '-' ? (values.json ?? null) : pathOf(values.json),
    traceTo: values.trace === undefined ? null : pathOf(values.trace),
  };
}

function positiveSeconds(option: string, text: string): number {
  const seconds = secondsOf(option, text);
  if (seconds > 0) return seconds;
  throw new UsageError(`--${option}: found "${text}", allowed: more than 0`);
}

function parse(words: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        horizon: { type: 'string', default: '8h' },
        replications: { type: 'string' },
        warmup: { type: 'string', default: '0s' },
        precision: { type: 'string' },
        figure: { type: 'string', default: 'line.goodPartsPerHour' },
        compare: { type: 'string' },
        seed: { type: 'string', default: '1' },
        start: { type: 'string', default: '2026-01-05T06:00:00Z' },
        threads: { type: 'string' },
        json: { type: 'string' },
        trace: { type: 'string' },
      },
    });
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0)
      throw new UsageError(`found ${positionals.length} files, allowed: one, such as examples/lines/drive-unit.yaml`);
    return { values, file };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError((error as Error).message, { cause: error });
  }
}
