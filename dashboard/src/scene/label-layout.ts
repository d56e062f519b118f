// Places labels over the scene so that none covers another: greedy by priority, moved up, shrunk or hidden.

export interface LabelBox {
  /** Screen point the label belongs to [px]. */
  x: number;
  y: number;
  /** Size of the full label [px]. */
  width: number;
  height: number;
  /** Higher goes first. */
  priority: number;
  /** May shrink to a square marker of `height` rather than vanish. */
  hasMarker: boolean;
}

/** The viewport [px]; its upper `top` pixels are taken by something else. */
export interface LabelView {
  width: number;
  height: number;
  top: number;
}

export interface Placement {
  mode: 'full' | 'marker' | 'hidden';
  /** Left and top of the placed box [px]. */
  left: number;
  top: number;
}

interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const GAP = 4;
/** Places tried in turn: lines up, and share of the width to the side. */
const TRIES = [
  [0, 0],
  [0, -0.35],
  [0, 0.35],
  [1, 0],
  [1, -0.35],
  [1, 0.35],
  [2, 0],
  [3, 0],
] as const;

/**
 * @param boxes the labels
 * @param view where labels may be; a label that does not fit into it is shifted inside, one whose point is outside
 *   is hidden
 * @returns one placement per box, in the order of `boxes`
 */
export function layoutLabels(boxes: readonly LabelBox[], view: LabelView): Placement[] {
  const order = boxes.map((_, index) => index);
  order.sort((a, b) => boxOf(boxes, b).priority - boxOf(boxes, a).priority || a - b);
  const taken: Rect[] = [];
  const result: Placement[] = boxes.map(() => ({ mode: 'hidden', left: 0, top: 0 }));
  for (const index of order) {
    const box = boxOf(boxes, index);
    if (box.x < 0 || box.y < 0 || box.x > view.width || box.y > view.height) continue;
    const placed = place(box, view, taken);
    if (placed === null) continue;
    taken.push(placed.rect);
    result[index] = { mode: placed.mode, left: placed.rect.left, top: placed.rect.top };
  }
  return result;
}

function place(box: LabelBox, view: LabelView, taken: readonly Rect[]) {
  for (const [lift, aside] of TRIES) {
    const rect = rectAt(box, { width: box.width, lift, aside }, view);
    if (isFree(rect, taken)) return { mode: 'full' as const, rect };
  }
  if (!box.hasMarker) return null;
  for (const [lift] of TRIES) {
    const rect = rectAt(box, { width: box.height, lift, aside: 0 }, view);
    if (isFree(rect, taken)) return { mode: 'marker' as const, rect };
  }
  return null;
}

interface Try {
  width: number;
  lift: number;
  aside: number;
}

function rectAt(box: LabelBox, { width, lift, aside }: Try, view: LabelView): Rect {
  const left = Math.max(GAP, Math.min(box.x - width / 2 + aside * width, view.width - width - GAP));
  const top = Math.max(
    view.top + GAP,
    Math.min(box.y - box.height * (1 + lift) - GAP * lift, view.height - box.height - GAP),
  );
  return { left, top, right: left + width, bottom: top + box.height };
}

function isFree(rect: Rect, taken: readonly Rect[]): boolean {
  return taken.every(
    (other) =>
      rect.right + GAP <= other.left ||
      other.right + GAP <= rect.left ||
      rect.bottom + GAP <= other.top ||
      other.bottom + GAP <= rect.top,
  );
}

function boxOf(boxes: readonly LabelBox[], index: number): LabelBox {
  return boxes[index] as LabelBox;
}
