// Accumulating conveyor: parts run at belt speed until they meet the one ahead (pure arithmetic on typed arrays).

export interface Belt {
  /** Metres. */
  length: number;
  /** Metres per plant second. */
  speed: number;
  /** Room one part takes [m]. */
  pitch: number;
}

export interface Rider {
  part: string;
  product: string;
  seq: number;
  enterMs: number;
  /** Metres from the entry. */
  position: number;
}

/**
 * Moves the riders of one belt on by `seconds`; `riders` are in order, the first to leave first. No rider passes the one
 * ahead, overtakes its own free travel since it entered, or leaves the belt.
 */
export function advanceRiders(riders: readonly Rider[], belt: Belt, step: { nowMs: number; seconds: number }): void {
  let limit = belt.length;
  for (const rider of riders) {
    const free = Math.max(0, ((step.nowMs - rider.enterMs) / 1000) * belt.speed);
    // Half as fast again as the belt, so that a rider that fell behind the clock catches up without a jump.
    const reach = rider.position + belt.speed * 1.5 * step.seconds;
    rider.position = Math.max(0, Math.min(reach, free, limit));
    limit = rider.position - belt.pitch;
  }
}

/** Puts the riders where they stand at `nowMs` when nothing is known of the time before: after a jump of the clock. */
export function settleRiders(riders: readonly Rider[], belt: Belt, nowMs: number): void {
  let limit = belt.length;
  for (const rider of riders) {
    const free = Math.max(0, ((nowMs - rider.enterMs) / 1000) * belt.speed);
    rider.position = Math.max(0, Math.min(free, limit));
    limit = rider.position - belt.pitch;
  }
}
