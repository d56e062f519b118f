// Keeps a subscriber that does not read from holding up the others.

/** Unsent bytes from which a subscriber counts as slow [bytes]: half of what the stream takes before aedes would wait. */
export const SLOW_AFTER_BYTES = 512 * 1024;

export interface SubscriberView {
  /** Bytes accepted for the client and not yet taken by its socket [bytes]. */
  unsentBytes: number;
  hasPersistentSession: boolean;
  /** QoS of each of its subscriptions. */
  subscriptionQos: readonly number[];
}

/**
 * What to do with a message for a subscriber. QoS 0 may be dropped; where the subscriber was promised more, it is closed
 * instead: a persistent session then finds its messages when it comes back.
 */
export function judgeForward(subscriber: SubscriberView, messageQos: number): 'forward' | 'drop' | 'close' {
  if (subscriber.unsentBytes <= SLOW_AFTER_BYTES) return 'forward';
  if (messageQos === 0) return 'drop';
  if (subscriber.hasPersistentSession || subscriber.subscriptionQos.some((qos) => qos > 0)) return 'close';
  return 'drop';
}
