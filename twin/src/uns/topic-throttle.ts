// At most so many messages a second per topic; what comes faster is merged, and the last value wins.

export interface ThrottleOptions {
  /** Shortest pause between two messages of a topic [ms]. */
  intervalMs: number;
  now: () => number;
  send: (topic: string, payload: string) => void;
}

/** A throttle that sends at once when the topic was quiet, and else when `flush` finds its time has come. */
export interface TopicThrottle {
  offer(topic: string, payload: string): void;
  /** Sends what has waited long enough; to be called now and then. */
  flush(): void;
  /** Messages that wait. */
  readonly waiting: number;
}

/** Creates a throttle over all topics. */
export function createTopicThrottle({ intervalMs, now, send }: ThrottleOptions): TopicThrottle {
  const sentMs = new Map<string, number>();
  const pending = new Map<string, string>();

  function pass(topic: string, payload: string, atMs: number): void {
    pending.delete(topic);
    sentMs.set(topic, atMs);
    send(topic, payload);
  }
  return {
    get waiting() {
      return pending.size;
    },
    offer(topic, payload) {
      const atMs = now();
      if (atMs - (sentMs.get(topic) ?? Number.NEGATIVE_INFINITY) >= intervalMs) pass(topic, payload, atMs);
      else pending.set(topic, payload);
    },
    flush() {
      const atMs = now();
      for (const [topic, payload] of pending) {
        if (atMs - (sentMs.get(topic) ?? 0) >= intervalMs) pass(topic, payload, atMs);
      }
    },
  };
}
