// The plant clock as the browser believes it: smooth, never backwards, frozen when the stream goes silent.

/** Real time over which a difference to the server is worked off [ms]. */
const SLEW_MS = 1000;
/** Difference, in real ms at the plant's speed, above which the clock jumps. */
const JUMP_MS = 3000;
/** The clock runs on this long without news [real ms]. */
const HOLD_MS = 2000;

/** Follows samples of plant time taken at irregular real times; `now` is what the page and the scene show. */
export class PlantClock {
  #plantMs = 0;
  #wallMs = 0;
  #lastSampleMs = Number.NEGATIVE_INFINITY;
  #rate = 1;
  #speed = 1;

  /** Plant seconds per real second. */
  get speed(): number {
    return this.#speed;
  }

  /**
   * Takes in one message.
   * @param plantMs plant time it says [ms since 1970]
   * @param wallMs local real time of its arrival [ms]
   * @param speed plant seconds per real second
   */
  sample(plantMs: number, wallMs: number, speed: number): void {
    const shown = this.now(wallMs);
    const error = plantMs - shown;
    const isJump = this.#lastSampleMs === Number.NEGATIVE_INFINITY || Math.abs(error) > JUMP_MS * Math.max(1, speed);
    this.#plantMs = isJump ? plantMs : shown;
    this.#wallMs = wallMs;
    this.#lastSampleMs = wallMs;
    this.#speed = speed;
    const correction = isJump ? 0 : error / SLEW_MS;
    this.#rate = Math.min(speed * 1.5, Math.max(speed * 0.5, speed + correction));
  }

  /** Plant time at a local real time [ms]. */
  now(wallMs: number): number {
    const elapsed = Math.max(0, Math.min(wallMs - this.#wallMs, HOLD_MS));
    const slewed = Math.min(elapsed, SLEW_MS);
    return this.#plantMs + slewed * this.#rate + (elapsed - slewed) * this.#speed;
  }
}
