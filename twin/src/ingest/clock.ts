// The plant clock: what time it is at the source now, estimated from the time stamps of the messages that came fastest.

/** Window over which the fastest message is looked for [real ms]. */
const WINDOW_MS = 60_000;
const BUCKET_MS = 1_000;
/** A jump of the source's clock larger than this is a step, not jitter [plant ms at speed 1]. */
const STEP_MS = 5_000;
/** A step needs so many messages in a row that agree with each other ... */
const STEP_MESSAGES = 5;
/** ... over at least this real time: a burst after a stall agrees with itself, but for an instant only. */
const STEP_SPAN_MS = 1_000;

/** Estimate of the source's clock. Times are ms since 1970 UTC, source (plant) or wall (twin). */
export interface PlantClock {
  /** Plant ms per real ms. */
  readonly speed: number;
  /** True once a message was seen. */
  readonly isSet: boolean;
  /** Changes the rate (`Properties/ClockSpeed`), which starts the estimate anew. Negative and non-finite rates are ignored. */
  setSpeed(speed: number): void;
  /** Takes one pair: when the source sent, when the twin received. */
  observe(sourceMs: number, receiveMs: number): void;
  /** Plant time at a wall time; the wall time itself before the first message. */
  plantTimeAt(wallMs: number): number;
}

interface Bucket {
  index: number;
  offsetMs: number;
}

/** Messages that disagree with the estimate but agree with each other: perhaps the source's clock was set. */
interface Candidate {
  count: number;
  firstWallMs: number;
  lowMs: number;
  highMs: number;
}

/**
 * A clock of one source. Offset = source - speed x receive is largest for the message with the smallest delay, so the
 * estimate is the maximum over a sliding minute: the lower hull of the delays (as in NTP's minimum filter and
 * Moon, Skelly, Towsley 1999). Time stamps far off the estimate count only when several in a row agree.
 */
export function createPlantClock(initialSpeed = 1): PlantClock {
  let speed = initialSpeed;
  let anchorMs: number | null = null;
  let buckets: Bucket[] = [];
  let candidate: Candidate | null = null;

  const tolerance = (): number => STEP_MS * Math.max(1, speed);
  const estimate = (): number =>
    buckets.reduce((max, { offsetMs }) => Math.max(max, offsetMs), Number.NEGATIVE_INFINITY);

  return {
    get speed() {
      return speed;
    },
    get isSet() {
      return buckets.length > 0;
    },
    setSpeed(next) {
      if (!Number.isFinite(next) || next < 0 || next === speed) return;
      speed = next;
      anchorMs = null;
      buckets = [];
      candidate = null;
    },
    observe(sourceMs, receiveMs) {
      if (!Number.isFinite(sourceMs) || !Number.isFinite(receiveMs)) return;
      anchorMs ??= receiveMs;
      const wallMs = receiveMs - anchorMs;
      const offsetMs = sourceMs - speed * wallMs;
      if (buckets.length > 0 && Math.abs(offsetMs - estimate()) > tolerance()) {
        candidate = extend(candidate, { offsetMs, wallMs, spreadMs: tolerance() / 5 });
        if (!isStep(candidate, wallMs)) return;
        buckets = withOffset([], candidate.highMs, wallMs);
      } else {
        buckets = withOffset(buckets, offsetMs, wallMs);
      }
      candidate = null;
    },
    plantTimeAt(wallMs) {
      if (anchorMs === null || buckets.length === 0) return wallMs;
      return estimate() + speed * (wallMs - anchorMs);
    },
  };
}

/** The window with one more offset. The newest bucket always stays, so a silent source keeps its last estimate. */
function withOffset(buckets: Bucket[], offsetMs: number, wallMs: number): Bucket[] {
  const index = Math.floor(wallMs / BUCKET_MS);
  const newest = buckets.at(-1);
  if (newest && index <= newest.index) {
    newest.offsetMs = Math.max(newest.offsetMs, offsetMs);
    return buckets;
  }
  const first = index - WINDOW_MS / BUCKET_MS;
  return [...buckets.filter((bucket) => bucket.index > first), { index, offsetMs }];
}

/** The candidate with one more message, or a new one when it does not agree with those before. */
function extend(
  candidate: Candidate | null,
  { offsetMs, wallMs, spreadMs }: { offsetMs: number; wallMs: number; spreadMs: number },
): Candidate {
  if (!candidate || offsetMs < candidate.highMs - spreadMs || offsetMs > candidate.lowMs + spreadMs) {
    return { count: 1, firstWallMs: wallMs, lowMs: offsetMs, highMs: offsetMs };
  }
  return {
    ...candidate,
    count: candidate.count + 1,
    lowMs: Math.min(candidate.lowMs, offsetMs),
    highMs: Math.max(candidate.highMs, offsetMs),
  };
}

function isStep({ count, firstWallMs }: Candidate, wallMs: number): boolean {
  return count >= STEP_MESSAGES && wallMs - firstWallMs >= STEP_SPAN_MS;
}

/** One clock for several sources: the median of those that are set, so that a single wrong one does not count. */
export function medianClock(clocks: readonly PlantClock[], wallMs: number): { plantMs: number; speed: number } {
  const ranked = clocks
    .filter((clock) => clock.isSet)
    .map((clock) => ({ plantMs: clock.plantTimeAt(wallMs), speed: clock.speed }))
    .sort((a, b) => a.plantMs - b.plantMs);
  return ranked[(ranked.length - 1) >> 1] ?? { plantMs: wallMs, speed: 1 };
}
