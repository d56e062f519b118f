// A rate limit: tokens refill steadily, up to a burst of one second.

/** A token bucket on a monotonic clock. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #nowMs: () => number;
  #tokens: number;
  #refilledAtMs: number;

  /**
   * @param perSecond tokens a second, also the burst
   * @param nowMs monotonic clock [ms]
   */
  constructor(perSecond: number, nowMs: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#nowMs = nowMs;
    this.#tokens = perSecond;
    this.#refilledAtMs = nowMs();
  }

  /** Takes a token if there is one. */
  tryTake(): boolean {
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Takes a token on credit; returns how long the taker must wait for it to be covered [ms], 0 = not at all. */
  takeWithDelay(): number {
    this.#refill();
    this.#tokens -= 1;
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens / this.#perSecond) * 1000);
  }

  #refill(): void {
    const nowMs = this.#nowMs();
    const gained = ((nowMs - this.#refilledAtMs) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + gained);
    this.#refilledAtMs = nowMs;
  }
}
