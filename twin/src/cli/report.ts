// What a study found, as tables for people.
import type { LineModel } from '@mini-factory-twin/contracts';
import type { FigureComparison, StudyFigure, StudyResult, StudySettings } from '../study/index.ts';
import { table } from './table.ts';

const STATION_COLUMNS = [
  ['oeePercent', 'OEE %'],
  ['processingPercent', 'work %'],
  ['setupPercent', 'setup %'],
  ['blockedPercent', 'blocked %'],
  ['starvedPercent', 'starved %'],
  ['heldPercent', 'held %'],
  ['downPercent', 'down %'],
  ['maintenancePercent', 'maint. %'],
  ['processedParts', 'parts'],
] as const;

/** Figures of the line with their intervals, of its stations and of its buffers. */
export function studyReport(model: LineModel, settings: StudySettings, result: StudyResult): string {
  const byId = new Map(result.figures.map((figure) => [figure.id, figure]));
  const lineRows = result.figures
    .filter(({ id }) => id.startsWith('line.'))
    .filter(saysSomething)
    .map(lineRow);
  const stationRows = model.stations
    .filter(({ kind }) => kind !== 'sink')
    .map(({ id }) => [id, ...STATION_COLUMNS.map(([name]) => meanOf(byId.get(`station.${id}.${name}`)))]);
  const bufferRows = model.buffers.map(({ id }) => [id, meanOf(byId.get(`buffer.${id}.contentMean`))]);
  return [
    `\n${model.name}: ${heading(settings, result)}\n`,
    table(['', 'mean', '95 % from', 'to', 'P10', 'P50', 'P90', ''], lineRows),
    table(['station', ...STATION_COLUMNS.map(([, title]) => title)], stationRows),
    table(['buffer', 'mean parts'], bufferRows),
    `${result.events.toLocaleString('en-US')} events in ${result.computeSeconds.toFixed(1)} s\n`,
    ...result.warnings.map((warning) => `! ${warning}\n`),
  ].join('\n');
}

/** Differences of the line's figures, and of the stations whose OEE differs; the rest is in the JSON. */
export function comparisonReport(first: string, second: string, differences: readonly FigureComparison[]): string {
  const shown = differences.filter(
    ({ id, verdict, first: one, second: other }) =>
      (id.startsWith('line.') && (one !== 0 || other !== 0)) || (id.endsWith('.oeePercent') && verdict !== 'undecided'),
  );
  const rows = shown.map(({ id, unit, difference, low, high, verdict, ...means }) => [
    id.replace(/^line\./, ''),
    number(means.first),
    number(means.second),
    number(difference),
    number(low),
    number(high),
    unit,
    verdict,
  ]);
  const [method] = differences.map((one) => one.method);
  const how = method === 'paired' ? 'pairs on common random numbers' : 'independent samples';
  return [
    `\n${second} against ${first} (${how}):\n`,
    table(['', 'first', 'second', 'difference', '95 % from', 'to', '', 'verdict'], rows),
    '',
  ].join('\n');
}

function heading(settings: StudySettings, { replications, warmupSeconds, isPrecise }: StudyResult): string {
  const warmup = warmupSeconds > 0 ? `, the first ${duration(warmupSeconds)} left out` : '';
  const runs = `${replications} ${replications === 1 ? 'run' : 'runs'} of ${duration(settings.horizonSeconds)}${warmup}, seed ${settings.seed}`;
  if (isPrecise === null || settings.stop === null) return runs;
  const wanted = `${settings.stop.figure} within ${(settings.stop.relativeHalfWidth * 100).toFixed(2)} %`;
  return `${runs}; ${wanted}: ${isPrecise ? 'reached' : 'not reached'}`;
}

/** False for what no run could tell, and for costs of a line without prices. */
function saysSomething({ id, estimate }: StudyFigure): boolean {
  return estimate !== null && !(id.startsWith('line.cost') && estimate.mean === 0);
}

function lineRow({ id, unit, estimate }: StudyFigure): string[] {
  const values =
    estimate === null ? [] : [estimate.mean, estimate.low, estimate.high, estimate.p10, estimate.p50, estimate.p90];
  return [id.replace(/^line\./, ''), ...values.map(number), unit];
}

function meanOf(figure: StudyFigure | undefined): string {
  return number(figure?.estimate?.mean ?? null);
}

/** Four significant digits, thousands apart; a dash for nothing. */
function number(value: number | null): string {
  if (value === null) return '-';
  if (value === 0) return '0';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  const digits = Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 3;
  return value.toFixed(digits);
}

/** A stretch of time in its largest whole unit. */
function duration(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds >= 600 ? `${(seconds / 3600).toFixed(2)} h` : `${seconds} s`;
}
