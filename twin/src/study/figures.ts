// The figures of a run: what is read from a kernel at the end, each with name, unit and which way is better.
import type { LineModel } from '@mini-factory-twin/contracts';
import { KERNEL_STATES, type Kernel } from '../kernel/index.ts';
import { oeeOf } from '../kpi/oee.ts';

/** A figure that every replication yields once. */
export interface Figure {
  /** `line.<name>`, `station.<id>.<name>`, `buffer.<id>.<name>`, `order.<id>.<name>`. */
  id: string;
  unit: string;
  better: 'higher' | 'lower' | 'neither';
  /** True for one that is 0 or 1 in a replication: its mean is a probability. */
  isShare: boolean;
}

/** What the figures of a line need besides the kernel. Plain data: it travels to worker threads. */
export interface FigurePlan {
  horizonSeconds: number;
  stations: StationPlan[];
  buffers: string[];
  /** Orders due within the horizon and after the warm-up. */
  orders: { index: number; dueSeconds: number; weight: number }[];
  /** Orders whose finish is a figure of its own. */
  finishes: { id: string; index: number; dueSeconds: number }[];
  costs: Omit<LineModel['costs'], 'currency'>;
}

/** What the figures of a station need. */
export interface StationPlan {
  id: string;
  index: number;
  /** Nominal cycle time by product [s]. */
  cycleSeconds: number[];
  parts: number;
  costs: LineModel['stations'][number]['costs'];
}

const SHARES = ['processing', 'setup', 'blocked', 'starved', 'held', 'down', 'maintenance', 'idle'] as const;
const HOUR_SECONDS = 3600;

const LINE_FIGURES: readonly Omit<Figure, 'isShare'>[] = [
  { id: 'line.goodPartsPerHour', unit: '1/h', better: 'higher' },
  { id: 'line.goodParts', unit: 'parts', better: 'higher' },
  { id: 'line.scrappedParts', unit: 'parts', better: 'lower' },
  { id: 'line.wipMean', unit: 'parts', better: 'lower' },
  { id: 'line.flowTimeMeanSeconds', unit: 's', better: 'lower' },
  { id: 'line.onTimePercent', unit: '%', better: 'higher' },
  { id: 'line.tardinessMeanSeconds', unit: 's', better: 'lower' },
  { id: 'line.weightedTardinessHours', unit: 'h', better: 'lower' },
  { id: 'line.latenessMaxSeconds', unit: 's', better: 'lower' },
  { id: 'line.allOrdersOnTime', unit: '', better: 'higher' },
  { id: 'line.cost', unit: 'money', better: 'lower' },
  { id: 'line.costPerGoodPart', unit: 'money', better: 'lower' },
];

/** All figures of a plan, in the order of a row. */
export function figuresOf(plan: FigurePlan, currency: string): Figure[] {
  const shared = LINE_FIGURES.map((figure) => ({
    ...figure,
    unit: figure.unit === 'money' ? currency : figure.unit,
    isShare: figure.id === 'line.allOrdersOnTime',
  }));
  const stations = plan.stations.flatMap(({ id }) => [
    ...SHARES.map((name) => stationFigure(id, `${name}Percent`, '%')),
    { ...stationFigure(id, 'oeePercent', '%'), better: 'higher' as const },
    stationFigure(id, 'processedParts', 'parts'),
    stationFigure(id, 'failures', ''),
  ]);
  const buffers = plan.buffers.map((id) => ({
    id: `buffer.${id}.contentMean`,
    unit: 'parts',
    better: 'neither' as const,
    isShare: false,
  }));
  const orders = plan.finishes.flatMap(({ id }) => [
    { id: `order.${id}.finishSeconds`, unit: 's', better: 'lower' as const, isShare: false },
    { id: `order.${id}.onTime`, unit: '', better: 'higher' as const, isShare: true },
  ]);
  return [...shared, ...stations, ...buffers, ...orders];
}

function stationFigure(station: string, name: string, unit: string): Figure {
  return { id: `station.${station}.${name}`, unit, better: 'neither', isShare: false };
}

/** Reads a row from a kernel at its horizon, NaN for what cannot be told (the flow time of nothing). */
export function readFigures(kernel: Kernel, plan: FigurePlan, row: Float64Array): void {
  const values = [
    ...lineValues(kernel, plan),
    ...plan.stations.flatMap((station) => stationValues(kernel, station)),
    ...plan.buffers.map((_, buffer) => kernel.bufferIntegral(buffer) / spanOf(kernel)),
    ...plan.finishes.flatMap(({ index, dueSeconds }) => {
      const finished = kernel.orderFinishedAt(index);
      return [finished, finished <= dueSeconds ? 1 : 0];
    }),
  ];
  row.set(values);
}

function spanOf(kernel: Kernel): number {
  return kernel.now() - kernel.statisticsSince();
}

/** In the order of LINE_FIGURES. */
function lineValues(kernel: Kernel, plan: FigurePlan): number[] {
  const good = kernel.goodOutput();
  const cost = costOf(kernel, plan);
  return [
    (good / spanOf(kernel)) * HOUR_SECONDS,
    good,
    kernel.scrapped(),
    kernel.wipIntegral() / spanOf(kernel),
    good > 0 ? kernel.flowTimeSum() / good : Number.NaN,
    ...orderValues(kernel, plan),
    cost,
    good > 0 ? cost / good : Number.NaN,
  ];
}

/** Share on time, mean and weighted tardiness, greatest lateness, all on time. An order that is not done counts up to the horizon. */
function orderValues(kernel: Kernel, plan: FigurePlan): number[] {
  if (plan.orders.length === 0) return new Array<number>(5).fill(Number.NaN);
  let late = 0;
  let tardiness = 0;
  let greatest = -Infinity;
  for (const { index, dueSeconds } of plan.orders) {
    const lateness = latenessOf(kernel, index, dueSeconds);
    if (lateness > 0) late++;
    tardiness += Math.max(0, lateness);
    greatest = Math.max(greatest, lateness);
  }
  const count = plan.orders.length;
  const weighted = weightedTardinessHours(kernel, plan);
  return [(1 - late / count) * 100, tardiness / count, weighted, greatest, late === 0 ? 1 : 0];
}

function latenessOf(kernel: Kernel, order: number, dueSeconds: number): number {
  const finished = kernel.orderFinishedAt(order);
  // One that is not done by a due time at the horizon itself is late, by nothing as yet.
  return Number.isNaN(finished) ? Math.max(Number.MIN_VALUE, kernel.now() - dueSeconds) : finished - dueSeconds;
}

function weightedTardinessHours(kernel: Kernel, { orders }: FigurePlan): number {
  const seconds = orders.reduce(
    (sum, { index, dueSeconds, weight }) => sum + weight * Math.max(0, latenessOf(kernel, index, dueSeconds)),
    0,
  );
  return seconds / HOUR_SECONDS;
}

/** In the order of SHARES, then OEE, parts and failures. Shares are of the time in which the line works. */
function stationValues(kernel: Kernel, station: StationPlan): number[] {
  const { index } = station;
  const seconds = KERNEL_STATES.map((_, state) => kernel.stationSeconds(index, state));
  const of = (name: (typeof KERNEL_STATES)[number]): number => seconds[KERNEL_STATES.indexOf(name)];
  const busySeconds = seconds.reduce((sum, value) => sum + value, 0) - of('offshift');
  const percent = (value: number): number => (busySeconds > 0 ? (value / busySeconds) * 100 : Number.NaN);
  const processed = kernel.stationProcessed(index);
  const { oee } = oeeOf({
    productionSeconds: of('processing'),
    busySeconds,
    plannedSeconds: (processed / station.parts) * nominalSeconds(kernel, station),
    processed,
    good: processed - kernel.stationDefective(index),
  });
  return [
    ...SHARES.map((name) => percent(of(name))),
    oee === null ? Number.NaN : oee * 100,
    processed,
    kernel.stationFailures(index),
  ];
}

/** Nominal cycle time over the mix of products that left the line; a kernel does not count the mix of each station. */
function nominalSeconds(kernel: Kernel, { cycleSeconds }: StationPlan): number {
  let parts = 0;
  let seconds = 0;
  cycleSeconds.forEach((cycle, product) => {
    const output = kernel.productOutput(product);
    parts += output;
    seconds += output * cycle;
  });
  return parts > 0 ? seconds / parts : cycleSeconds[0];
}

function costOf(kernel: Kernel, plan: FigurePlan): number {
  const { costs } = plan;
  return (
    costs.materialPerPart * kernel.released() +
    costs.scrapPerPart * kernel.scrapped() +
    (costs.wipPerPartHour * kernel.wipIntegral()) / HOUR_SECONDS +
    costs.tardinessPerOrderHour * weightedTardinessHours(kernel, plan) +
    plan.stations.reduce((sum, station) => sum + stationCost(kernel, station), 0)
  );
}

function stationCost(kernel: Kernel, { index, costs }: StationPlan): number {
  const hours = (names: readonly (typeof KERNEL_STATES)[number][]): number =>
    names.reduce((sum, name) => sum + kernel.stationSeconds(index, KERNEL_STATES.indexOf(name)), 0) / HOUR_SECONDS;
  return (
    costs.perHourProcessing * hours(['processing']) +
    costs.perHourWaiting * hours(['blocked', 'starved', 'held', 'idle']) +
    costs.perSetup * kernel.stationSetups(index) +
    costs.perRepair * kernel.stationFailures(index) +
    costs.perMaintenance * kernel.stationMaintained(index)
  );
}
