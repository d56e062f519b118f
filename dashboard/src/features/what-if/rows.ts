// The table of paired differences: which figures are told, in which units and words, and on which scale.
import type { LineModel, Order, WhatIfAnswer } from '@mini-factory-twin/contracts';
import { formatCount, formatDuration, formatTime, formatValue, shortOrderId } from '../../ui/format.ts';

type Difference = WhatIfAnswer['scenarios'][number]['differences'][number];

export interface Row {
  id: string;
  name: string;
  first: string;
  second: string;
  /** Signed difference with unit, and its 95 % interval; the interval is empty when there is none. */
  change: string;
  interval: string;
  difference: number;
  low: number;
  high: number;
  /** What the whole half of the bar stands for. */
  reach: number;
  verdict: Difference['verdict'];
  replicationsToDecide: number | null;
  /** Said instead of a difference that too few pairs tell. */
  tooFew: string | null;
}

export interface Group {
  name: string;
  rows: Row[];
}

interface Format {
  /** A value as it stands. */
  value: (value: number) => string;
  /** Size of a difference, and its unit where the size does not hold it. */
  size: (size: number) => string;
  unit?: string;
  /** The largest difference there can be, where Student's interval may reach beyond it. */
  most?: number;
}

/** A mean finish that fewer pairs than this share tell is that of the lucky futures only. */
const ENOUGH_PAIRS = 0.9;
const STATIONS_SHOWN = 8;

const count: Format = { value: formatCount, size: (size) => (size < 10 ? size.toFixed(1) : formatCount(size)) };
const amount: Format = { value: formatValue, size: formatValue };
const percent: Format = {
  value: (value) => `${value.toFixed(1)} %`,
  size: (size) => size.toFixed(1),
  unit: ' points',
  most: 100,
};
const share: Format = {
  value: (value) => `${Math.round(value * 100)} %`,
  size: (size) => String(Math.round(size * 100)),
  unit: ' points',
  most: 1,
};
const duration: Format = { value: formatDuration, size: (size) => formatDuration(Math.round(size)) };

const LINE_ROWS: readonly (readonly [id: string, name: string, format: Format])[] = [
  ['line.goodParts', 'Good parts', count],
  ['line.scrappedParts', 'Scrapped parts', count],
  ['line.wipMean', 'Parts on the line, mean', amount],
  ['line.flowTimeMeanSeconds', 'Flow time, mean', duration],
  ['line.tardinessMeanSeconds', 'Tardiness of an order, mean', duration],
  ['line.onTimePercent', 'Orders on time', percent],
  ['line.allOrdersOnTime', 'All orders on time', share],
];

/** Groups of rows of one scenario of an answer, without those that have none; `orders` tell which are due in between. */
export function groupsOf(
  {
    madeAtMs,
    horizonMs,
    epochMs,
    replications,
  }: Pick<WhatIfAnswer, 'madeAtMs' | 'horizonMs' | 'epochMs' | 'replications'>,
  differences: readonly Difference[],
  { model, orders }: { model: LineModel; orders: readonly Pick<Order, 'id' | 'dueMs'>[] },
): Group[] {
  const isDueOutside = (id: string) => {
    const due = orders.find((order) => order.id === id)?.dueMs ?? horizonMs;
    return due <= madeAtMs || due > horizonMs;
  };
  const finish: Format = { value: (seconds) => formatTime(epochMs + seconds * 1000), size: duration.size };
  // These futures do not tell whether an order is on time that was due before them, or is due after them.
  const onTime = named(differences, /^order\.(.+)\.onTime$/)
    .filter(([{ first, second }, id]) => first > 0 || second > 0 || !isDueOutside(id))
    .map(([found, id]) => rowOf(found, shortOrderId(id), share));
  const finishes = named(differences, /^order\.(.+)\.finishSeconds$/).map(([found, id]) => {
    const row = rowOf(found, shortOrderId(id), finish);
    const isTold = found.n >= replications * ENOUGH_PAIRS;
    return isTold ? row : withoutDifference(row, { pairs: found.n, replications, horizonMs });
  });
  const groups = [
    { name: 'Line', rows: lineRows(differences) },
    { name: 'Orders on time', rows: onOneScale(onTime) },
    { name: 'Orders finished, mean', rows: onOneScale(finishes) },
    { name: 'OEE of stations that change', rows: onOneScale(stationRows(differences, model)) },
  ];
  return groups.filter(({ rows }) => rows.length > 0);
}

function lineRows(differences: readonly Difference[]): Row[] {
  const rows = LINE_ROWS.flatMap(([id, name, format]) => {
    const found = differences.find((one) => one.id === id);
    return found === undefined ? [] : [rowOf(found, name, format)];
  });
  return [...rows, ...moneyRows(differences)];
}

/** A line without prices costs nothing, and that is not worth telling. */
function moneyRows(differences: readonly Difference[]): Row[] {
  const names = { 'line.cost': 'Cost', 'line.costPerGoodPart': 'Cost of a good part' };
  return Object.entries(names).flatMap(([id, name]) => {
    const found = differences.find((one) => one.id === id);
    if (found === undefined || (found.first === 0 && found.second === 0)) return [];
    const money = (value: number) => `${formatValue(value)} ${found.unit}`;
    return [rowOf(found, name, { value: money, size: money })];
  });
}

function stationRows(differences: readonly Difference[], model: LineModel): Row[] {
  return named(differences, /^station\.(.+)\.oeePercent$/)
    .filter(([{ verdict }]) => verdict !== 'undecided')
    .toSorted(([a], [b]) => Math.abs(b.difference) - Math.abs(a.difference))
    .slice(0, STATIONS_SHOWN)
    .map(([found, id]) => rowOf(found, model.stations.find((station) => station.id === id)?.name ?? id, percent));
}

function named(differences: readonly Difference[], pattern: RegExp): [Difference, string][] {
  return differences.flatMap((found) => {
    const id = pattern.exec(found.id)?.[1];
    return id === undefined ? [] : [[found, id] as [Difference, string]];
  });
}

function rowOf(found: Difference, name: string, format: Format): Row {
  const { id, difference, verdict, replicationsToDecide } = found;
  const { unit = '', most = Number.POSITIVE_INFINITY } = format;
  const low = Math.max(-most, found.low ?? difference);
  const high = Math.min(most, found.high ?? difference);
  const isExact = found.low === null || low === high;
  return {
    id,
    name,
    first: format.value(found.first),
    second: format.value(found.second),
    change: `${signed(difference, format.size)}${unit}`,
    interval: isExact ? '' : `${signed(low, format.size)} to ${signed(high, format.size)}${unit}`,
    difference,
    low,
    high,
    reach: Math.max(Math.abs(low), Math.abs(high)),
    verdict,
    replicationsToDecide,
    tooFew: null,
  };
}

/** Size with its sign; one that rounds to nothing has none. */
export function signed(value: number, size: (size: number) => string): string {
  const text = size(Math.abs(value));
  if (!/[1-9]/.test(text)) return `±${text}`;
  return `${value < 0 ? '−' : '+'}${text}`;
}

function withoutDifference(
  row: Row,
  { pairs, replications, horizonMs }: { pairs: number; replications: number; horizonMs: number },
): Row {
  const tooFew = `done ${formatTime(horizonMs)} or before in only ${pairs} of ${replications} pairs`;
  return { ...row, first: '', second: '', change: '', interval: '', reach: 0, tooFew };
}

function onOneScale(rows: Row[]): Row[] {
  const reach = Math.max(0, ...rows.map((row) => row.reach));
  return rows.map((row) => ({ ...row, reach }));
}

export const VERDICT_WORDS = {
  better: 'better',
  worse: 'worse',
  different: 'differs',
  undecided: 'undecided',
} as const;
