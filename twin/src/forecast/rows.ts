// One future as a row of numbers: what each replication writes down, in one flat array that workers can share.

/** How many of each a row holds. */
export interface RowShape {
  /** Points of the course over time. */
  points: number;
  orders: number;
  stations: number;
}

/** Where each part of a row starts, and how long a row is. */
export interface RowLayout extends RowShape {
  output: number;
  wip: number;
  finish: number;
  processing: number;
  blocked: number;
  starved: number;
  down: number;
  load: number;
  processed: number;
  length: number;
}

/** Layout of a row: course of output and WIP, finish of each order [s, NaN when not], then per station its shares and output. */
export function rowLayout(shape: RowShape): RowLayout {
  const { points, orders, stations } = shape;
  const finish = 2 * points;
  const processing = finish + orders;
  return {
    ...shape,
    output: 0,
    wip: points,
    finish,
    processing,
    blocked: processing + stations,
    starved: processing + 2 * stations,
    down: processing + 3 * stations,
    load: processing + 4 * stations,
    processed: processing + 5 * stations,
    length: processing + 6 * stations,
  };
}
