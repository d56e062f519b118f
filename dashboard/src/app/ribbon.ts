// Draws the state ribbon: what each machine did, the now-line, and the hatched side that is only forecast.
import type { Alarm, Order, StationView } from '@mini-factory-twin/contracts';
import type { StateChanges } from '../stream/twin-state.ts';
import { STATE_LOOK, VISUAL_STATES } from '../ui/states.ts';
import type { VisualState } from '../ui/states.ts';

export const ROW_PX = 14;
export const AXIS_PX = 20;
/** Past shown left of the now-line [plant ms]. */
export const PAST_MS = 45 * 60_000;
/** Share of the width left of the now-line. */
export const NOW_SHARE = 0.62;
const SHORTEST_FUTURE_MS = 30 * 60_000;

export interface RibbonRow {
  id: string;
  changes: StateChanges;
  view: StationView | undefined;
  bottleneck: number;
}

export interface RibbonInput {
  nowMs: number;
  horizonMs: number;
  rows: readonly RibbonRow[];
  alarms: readonly Alarm[];
  orders: readonly Order[];
  selected: string | null;
  hovered: string | null;
}

export interface RibbonColors {
  text: string;
  strong: string;
  line: string;
  panel: string;
  state: Record<VisualState, string>;
}

export interface TimeScale {
  nowX: number;
  /** x of a plant time [px]; the past and the future have their own scale each, the now-line is where they meet. */
  x(atMs: number): number;
}

/** The two-sided time scale of the dock. */
export function timeScale(width: number, nowMs: number, horizonMs: number): TimeScale {
  const nowX = Math.round(width * NOW_SHARE);
  const futureMs = Math.max(SHORTEST_FUTURE_MS, horizonMs - nowMs);
  return {
    nowX,
    x: (atMs) =>
      atMs <= nowMs ? nowX - ((nowMs - atMs) / PAST_MS) * nowX : nowX + ((atMs - nowMs) / futureMs) * (width - nowX),
  };
}

/** Times of the ticks between two plant times, on round steps, about one per `mostPx` [ms]. */
export function tickTimes(fromMs: number, toMs: number, most: number): number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 240].map((minutes) => minutes * 60_000);
  const step = steps.find((candidate) => (toMs - fromMs) / candidate <= most) ?? 480 * 60_000;
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at <= toMs; at += step) ticks.push(at);
  return ticks;
}

/** Reads the colours of the theme in force. */
export function ribbonColors(): RibbonColors {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const state = Object.fromEntries(
    VISUAL_STATES.map((visual) => [visual, token(`state-${visual}`)]),
  ) as RibbonColors['state'];
  return { text: token('text-2'), strong: token('text-1'), line: token('line'), panel: token('panel'), state };
}

/** Draws everything on a context whose unit is the CSS pixel. */
export function drawRibbon(
  ctx: CanvasRenderingContext2D,
  width: number,
  input: RibbonInput,
  colors: RibbonColors,
): void {
  const scale = timeScale(width, input.nowMs, input.horizonMs);
  const bottom = AXIS_PX + input.rows.length * ROW_PX;
  const height = bottom + ROW_PX + 4;
  ctx.clearRect(0, 0, width, height);
  ctx.font = "400 11px 'Inter Variable', sans-serif";
  drawAxis(ctx, { width, height: bottom, input, scale, colors });
  const hatch = hatchPattern(ctx, colors.text);
  input.rows.forEach((row, index) =>
    drawRow(ctx, { row, top: AXIS_PX + index * ROW_PX, width, input, scale, colors, hatch }),
  );
  drawOrders(ctx, { top: bottom + 2, input, scale, colors, hatch });
  drawAlarms(ctx, input, scale, colors);
  ctx.fillStyle = colors.strong;
  ctx.fillRect(scale.nowX - 1, AXIS_PX - 4, 2, height);
  tag(ctx, { text: 'now', x: scale.nowX, colors });
}

interface Axis {
  width: number;
  height: number;
  input: RibbonInput;
  scale: TimeScale;
  colors: RibbonColors;
}

function drawAxis(ctx: CanvasRenderingContext2D, { width, height, input, scale, colors }: Axis): void {
  const { nowMs, horizonMs } = input;
  const past = tickTimes(nowMs - PAST_MS, nowMs, Math.max(2, scale.nowX / 110));
  const future = tickTimes(
    nowMs,
    Math.max(horizonMs, nowMs + SHORTEST_FUTURE_MS),
    Math.max(2, (width - scale.nowX) / 90),
  );
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'center';
  for (const at of [...past, ...future]) {
    const x = Math.round(scale.x(at));
    ctx.fillStyle = colors.line;
    ctx.fillRect(x, AXIS_PX - 4, 1, height);
    if (Math.abs(x - scale.nowX) < 44 || x < 18 || x > width - 18) continue;
    ctx.fillStyle = colors.text;
    ctx.fillText(new Date(at).toISOString().slice(11, 16), x, 8);
  }
}

interface RowDrawing {
  row: RibbonRow;
  top: number;
  width: number;
  input: RibbonInput;
  scale: TimeScale;
  colors: RibbonColors;
  hatch: CanvasPattern | null;
}

function drawRow(ctx: CanvasRenderingContext2D, drawing: RowDrawing): void {
  const { row, top, width, input, scale, colors, hatch } = drawing;
  const y = top + 2;
  const height = ROW_PX - 4;
  row.changes.forEach(([fromMs, state], index) => {
    const toMs = row.changes[index + 1]?.[0] ?? input.nowMs;
    const left = Math.max(0, scale.x(fromMs));
    const right = Math.min(scale.nowX, scale.x(toMs));
    if (right <= 0 || right <= left) return;
    const look = STATE_LOOK[state];
    // A stop shorter than a pixel is blended in by its share of it, so that the usual short waits stay quiet.
    ctx.globalAlpha = look.visual === 'running' ? 0.5 : look.visual === 'idle' ? 0.22 : 1;
    ctx.fillStyle = colors.state[look.visual];
    ctx.fillRect(left, y, Math.max(look.attention === 2 ? 2 : 0, right - left), height);
  });
  ctx.globalAlpha = 0.32;
  if (hatch !== null) ctx.fillStyle = hatch;
  ctx.fillRect(scale.nowX, y, width - scale.nowX, height);
  drawRemaining(ctx, drawing);
  ctx.globalAlpha = 1;
  if (row.bottleneck >= 0.3) {
    const text = `bottleneck ${Math.round(row.bottleneck * 100)} %`;
    ctx.textAlign = 'left';
    const left = scale.nowX + 12;
    ctx.fillStyle = colors.panel;
    ctx.fillRect(left - 4, top, ctx.measureText(text).width + 8, ROW_PX);
    ctx.fillStyle = colors.text;
    ctx.fillText(text, left, top + ROW_PX / 2 + 0.5);
  }
  if (row.id !== input.selected && row.id !== input.hovered) return;
  ctx.globalAlpha = row.id === input.selected ? 1 : 0.5;
  ctx.strokeStyle = colors.strong;
  ctx.lineWidth = 1;
  ctx.strokeRect(0.5, top + 0.5, width - 1, ROW_PX - 1);
  ctx.globalAlpha = 1;
}

/** How long the present fault, setup or repair is expected to last: to P50 stronger, to P90 weaker. */
function drawRemaining(ctx: CanvasRenderingContext2D, { row, top, input, scale, colors }: RowDrawing): void {
  const remaining = row.view?.remainingSeconds;
  if (!row.view || !remaining || STATE_LOOK[row.view.state].attention === 0) return;
  ctx.fillStyle = colors.state[STATE_LOOK[row.view.state].visual];
  for (const [seconds, alpha] of [
    [remaining.p90, 0.25],
    [remaining.p50, 0.45],
  ] as const) {
    ctx.globalAlpha = alpha;
    ctx.fillRect(scale.nowX, top + 2, Math.max(3, scale.x(input.nowMs + seconds * 1000) - scale.nowX), ROW_PX - 4);
  }
}

interface OrdersDrawing {
  top: number;
  input: RibbonInput;
  scale: TimeScale;
  colors: RibbonColors;
  hatch: CanvasPattern | null;
}

/** One whisker per order, P10 to P90 of its finish with P50 as a dot; a filled dot for an order that is done. */
function drawOrders(ctx: CanvasRenderingContext2D, { top, input, scale, colors }: OrdersDrawing): void {
  const y = top + ROW_PX / 2;
  for (const order of input.orders) {
    const isLate = order.onTimeProbability !== null && order.onTimeProbability < 0.5 && order.status !== 'done';
    ctx.fillStyle = isLate ? colors.state.blocked : colors.text;
    if (order.finishedMs !== null) {
      circle(ctx, scale.x(order.finishedMs), y, 3);
      continue;
    }
    if (order.finish?.p50 === null || order.finish === null || order.finish.p10 === null) continue;
    const left = scale.x(order.finish.p10);
    const right = scale.x(order.finish.p90 ?? input.horizonMs);
    ctx.fillRect(left, y - 0.75, Math.max(1, right - left), 1.5);
    ctx.fillRect(left, y - 3, 1, 6);
    ctx.fillRect(right, y - 3, 1, 6);
    circle(ctx, scale.x(order.finish.p50), y, 3);
  }
}

function circle(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, Math.PI * 2);
  ctx.fill();
}

function drawAlarms(ctx: CanvasRenderingContext2D, input: RibbonInput, scale: TimeScale, colors: RibbonColors): void {
  for (const alarm of input.alarms) {
    const x = scale.x(alarm.raisedMs);
    if (x < 4) continue;
    ctx.fillStyle =
      alarm.priority === 1 ? colors.state.fault : alarm.priority === 2 ? colors.state.blocked : colors.state.starved;
    ctx.beginPath();
    ctx.moveTo(x - 3.5, AXIS_PX - 6);
    ctx.lineTo(x + 3.5, AXIS_PX - 6);
    ctx.lineTo(x, AXIS_PX);
    ctx.fill();
  }
}

function tag(
  ctx: CanvasRenderingContext2D,
  { text, x, colors }: { text: string; x: number; colors: RibbonColors },
): void {
  ctx.fillStyle = colors.strong;
  ctx.beginPath();
  ctx.roundRect(x - 17, 1, 34, 14, 3);
  ctx.fill();
  ctx.fillStyle = colors.panel;
  ctx.textAlign = 'center';
  ctx.fillText(text, x, 8.5);
}

let hatchOf: { color: string; pattern: CanvasPattern | null } | null = null;

function hatchPattern(ctx: CanvasRenderingContext2D, color: string): CanvasPattern | null {
  if (hatchOf?.color === color) return hatchOf.pattern;
  const tile = document.createElement('canvas');
  tile.width = tile.height = 6;
  const pen = tile.getContext('2d');
  if (pen === null) return null;
  pen.strokeStyle = color;
  pen.lineWidth = 1;
  for (const shift of [-6, 0, 6]) {
    pen.moveTo(shift - 1, 7);
    pen.lineTo(shift + 7, -1);
  }
  pen.stroke();
  hatchOf = { color, pattern: ctx.createPattern(tile, 'repeat') };
  return hatchOf.pattern;
}
