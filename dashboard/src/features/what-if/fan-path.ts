// Geometry of a fan chart: scales with round ticks, and the paths of bands and lines.
import type { Futures } from '@mini-factory-twin/contracts';

export type Course = Futures['course'];
export type Quantity = 'output' | 'wip';

export interface Frame {
  fromMs: number;
  toMs: number;
  low: number;
  high: number;
  width: number;
  height: number;
}

const MARGIN = { left: 40, right: 18, top: 8, bottom: 22 };
const TIME_STEPS_MIN = [5, 10, 15, 30, 60, 120, 240, 480, 1440];

/** Place of a time on the chart [px]. */
export function xOf({ fromMs, toMs, width }: Frame, atMs: number): number {
  return MARGIN.left + ((atMs - fromMs) / (toMs - fromMs)) * (width - MARGIN.left - MARGIN.right);
}

/** Place of a value on the chart [px]. */
export function yOf({ low, high, height }: Frame, value: number): number {
  return height - MARGIN.bottom - ((value - low) / (high - low)) * (height - MARGIN.top - MARGIN.bottom);
}

/** Time at a place of the chart. */
export function timeAt({ fromMs, toMs, width }: Frame, x: number): number {
  const share = (x - MARGIN.left) / (width - MARGIN.left - MARGIN.right);
  return fromMs + Math.min(1, Math.max(0, share)) * (toMs - fromMs);
}

/** A frame that holds all courses; from zero unless the values stay far above it. */
export function frameOf(
  courses: readonly Course[],
  { quantity, fromMs, width, height }: { quantity: Quantity; fromMs: number; width: number; height: number },
): Frame {
  const bands = courses.flatMap((course) => course.map((point) => point[quantity]));
  const least = Math.min(...bands.map(({ p10 }) => p10));
  const most = Math.max(1, ...bands.map(({ p90 }) => p90));
  const step = tickStep(most - (least > most / 2 ? least : 0));
  const low = least > most / 2 ? Math.max(0, Math.floor(least / step) * step) : 0;
  const toMs = Math.max(fromMs + 1, ...courses.map((course) => course.at(-1)?.atMs ?? 0));
  return { fromMs, toMs, low, high: Math.ceil(most / step) * step, width, height };
}

/** A round step that divides a span in about four. */
export function tickStep(span: number): number {
  const rough = Math.max(span, 1e-9) / 4;
  const size = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((factor) => factor * size >= rough) ?? 10) * size;
}

/** Values to draw a line at. */
export function valueTicks({ low, high }: Frame): number[] {
  const step = tickStep(high - low);
  return Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) => low + index * step);
}

/** Full times to write below, at least 64 px apart. */
export function timeTicks(frame: Frame): number[] {
  const { fromMs, toMs, width } = frame;
  const most = Math.max(2, Math.floor(width / 64));
  const minutes = TIME_STEPS_MIN.find((step) => (toMs - fromMs) / 60_000 / step <= most) ?? 10_080;
  const step = minutes * 60_000;
  const first = Math.ceil(fromMs / step) * step;
  const ticks: number[] = [];
  for (let at = first; at <= toMs; at += step) ticks.push(at);
  return ticks;
}

/** The course of a quantity; output begins with nothing finished. */
export function pointsOf(course: Course, quantity: Quantity, fromMs: number) {
  const points = course.map(({ atMs, [quantity]: band }) => ({ atMs, ...band }));
  return quantity === 'output' ? [{ atMs: fromMs, p10: 0, p50: 0, p90: 0 }, ...points] : points;
}

type Points = ReturnType<typeof pointsOf>;

/** Path around P10 to P90. */
export function bandPath(frame: Frame, points: Points): string {
  const at = (atMs: number, value: number) => `${xOf(frame, atMs).toFixed(1)} ${yOf(frame, value).toFixed(1)}`;
  const up = points.map(({ atMs, p90 }) => at(atMs, p90));
  const down = points.toReversed().map(({ atMs, p10 }) => at(atMs, p10));
  return points.length === 0 ? '' : `M${[...up, ...down].join('L')}Z`;
}

/** Path along one rank. */
export function linePath(frame: Frame, points: Points, rank: 'p10' | 'p50' | 'p90'): string {
  if (points.length === 0) return '';
  return `M${points.map((point) => `${xOf(frame, point.atMs).toFixed(1)} ${yOf(frame, point[rank]).toFixed(1)}`).join('L')}`;
}

/** The point of a course that is nearest to a time. */
export function nearest(points: Points, atMs: number): Points[number] | undefined {
  return points.toSorted((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs))[0];
}
