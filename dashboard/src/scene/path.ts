// A polyline in the plan, sampled by share of its length.

export interface PlanPoint {
  x: number;
  y: number;
}

/** Where on the path, and which way it leads there [rad, counter-clockwise from +x]. */
export interface PathSample extends PlanPoint {
  heading: number;
}

export interface Path {
  points: readonly PlanPoint[];
  /** Metres from the start to each point. */
  distances: readonly number[];
  length: number;
}

/** @param points at least two, in metres of the plan */
export function pathOf(points: readonly PlanPoint[]): Path {
  const distances = [0];
  for (let i = 1; i < points.length; i += 1) {
    const from = points[i - 1] as PlanPoint;
    const to = points[i] as PlanPoint;
    distances.push((distances[i - 1] as number) + Math.hypot(to.x - from.x, to.y - from.y));
  }
  return { points, distances, length: distances.at(-1) ?? 0 };
}

/** Point and heading at `metres` from the start; beyond the ends, the end. Writes into `out` to spare allocations. */
export function samplePath(path: Path, metres: number, out: PathSample): PathSample {
  const last = path.points.length - 1;
  let leg = 1;
  while (leg < last && metres > (path.distances[leg] as number)) leg += 1;
  const from = path.points[leg - 1] as PlanPoint;
  const to = path.points[leg] as PlanPoint;
  const start = path.distances[leg - 1] as number;
  const length = (path.distances[leg] as number) - start;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, (metres - start) / length));
  out.x = from.x + (to.x - from.x) * share;
  out.y = from.y + (to.y - from.y) * share;
  out.heading = Math.atan2(to.y - from.y, to.x - from.x);
  return out;
}
