// Calls for frames: at most 60 a second, fewer on a slow renderer, none while the page is hidden.

const TARGET_MS = 1000 / 62;
/** A frame interval above this counts as slow [ms]. */
const SLOW_MS = 40;
const SLOW_FRAMES = 24;
const QUALITIES = [1, 0.75] as const;

/** Runs `draw` until `stop`; `draw` says whether it drew. */
export class Pacer {
  readonly #draw: (nowMs: number) => boolean;
  #handle = 0;
  #lastMs = 0;
  #slowFrames = 0;
  #level = 0;

  /** @param draw called with `performance.now()`; returns false when nothing had changed */
  constructor(draw: (nowMs: number) => boolean) {
    this.#draw = draw;
    this.#handle = requestAnimationFrame(this.#tick);
  }

  /** Share of the pixel ratio a slow renderer should work with, 0..1. */
  get quality(): number {
    return QUALITIES[this.#level] ?? 1;
  }

  /** Calls for no more frames. */
  stop(): void {
    cancelAnimationFrame(this.#handle);
  }

  #tick = (nowMs: number): void => {
    this.#handle = requestAnimationFrame(this.#tick);
    const elapsedMs = nowMs - this.#lastMs;
    // On a slow renderer every second chance is left to the rest of the page.
    if (elapsedMs < (this.#level > 0 ? SLOW_MS : TARGET_MS - 4)) return;
    this.#lastMs = nowMs;
    const hasDrawn = this.#draw(nowMs);
    if (hasDrawn) this.#judge(elapsedMs);
  };

  #judge(elapsedMs: number): void {
    const limit = this.#level === 0 ? SLOW_MS : SLOW_MS * 2.5;
    this.#slowFrames = elapsedMs > limit ? this.#slowFrames + 1 : Math.max(0, this.#slowFrames - 1);
    if (this.#slowFrames < SLOW_FRAMES) return;
    this.#slowFrames = 0;
    this.#level = Math.min(this.#level + 1, QUALITIES.length - 1);
  }
}
