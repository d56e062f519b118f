// Requests for a new birth: one at a time per edge node, spread by jitter, ever rarer while they are not answered.
import type { Timers } from './source.ts';

export interface RebirthOptions {
  timers: Timers;
  /** Shortest pause between two requests [ms]; doubles with each one that is not answered, up to 32 times. */
  throttleMs: number;
  /** Requests are delayed by a random part of this, so that many nodes are not asked at once [ms]. */
  jitterMs: number;
  /** Uniform in [0, 1). */
  random: () => number;
  send: (reason: string) => void;
}

/** The requests to one edge node. */
export interface RebirthRequester {
  request(reason: string): void;
  /** A birth has come: an open request is void. */
  answered(): void;
  stop(): void;
}

const MAX_DOUBLINGS = 5;

/** Creates the requester of one edge node. */
export function createRebirthRequester(options: RebirthOptions): RebirthRequester {
  const { timers, throttleMs, jitterMs, random, send } = options;
  let nextMs = Number.NEGATIVE_INFINITY;
  let unanswered = 0;
  let cancel: (() => void) | null = null;

  function stop(): void {
    cancel?.();
    cancel = null;
  }
  return {
    request(reason) {
      if (cancel) return;
      const waitMs = Math.max(0, nextMs - timers.now()) + random() * jitterMs;
      cancel = timers.after(waitMs, () => {
        cancel = null;
        nextMs = timers.now() + throttleMs * 2 ** Math.min(unanswered, MAX_DOUBLINGS);
        unanswered++;
        send(reason);
      });
    },
    answered() {
      unanswered = 0;
      stop();
    },
    stop,
  };
}
