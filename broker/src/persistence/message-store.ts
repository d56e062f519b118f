// What the broker must not forget: retained messages, persistent sessions and what they have not acknowledged.
import { topicMatches } from '../topic-filter.ts';
import { OutgoingQueue } from './outgoing-queue.ts';
import type { JournalRecord } from './record.ts';
import { SubscriptionTrie } from './subscription-trie.ts';

export interface RetainedMessage {
  cmd: 'publish';
  topic: string;
  payload: Buffer;
  qos: number;
  retain: true;
}

interface Session {
  owner: string;
  /** Topic filter to granted QoS. */
  subscriptions: Map<string, number>;
}

/** Changes by records only, so that the same records in the same order always lead to the same state. */
export class MessageStore {
  /** Highest sequence number seen. */
  lastSeq = 0;
  readonly #retained = new Map<string, RetainedMessage>();
  readonly #sessions = new Map<string, Session>();
  readonly #queues = new Map<string, OutgoingQueue>();
  readonly #trie = new SubscriptionTrie();

  apply(record: JournalRecord): void {
    switch (record.kind) {
      case 'publish':
        return this.#publish(record);
      case 'retain':
        return this.#retain(record);
      case 'ack':
        this.#queues.get(record.clientId)?.remove(record.seq);
        return;
      case 'subscribe':
        return this.#subscribe(record);
      case 'unsubscribe':
        return this.#unsubscribe(record.clientId, record.topics);
      case 'discard':
        this.#unsubscribe(record.clientId, [...(this.#sessions.get(record.clientId)?.subscriptions.keys() ?? [])]);
        this.#sessions.delete(record.clientId);
        this.#queues.delete(record.clientId);
        return;
    }
  }

  /** The fewest records that lead to the present state. */
  *snapshot(): Generator<JournalRecord> {
    for (const { topic, qos, payload } of this.#retained.values()) yield { kind: 'retain', topic, qos, payload };
    for (const [clientId, { owner, subscriptions }] of this.#sessions) {
      const list = [...subscriptions].map(([topic, qos]) => ({ topic, qos }));
      yield { kind: 'subscribe', clientId, owner, subscriptions: list };
    }
    const unacknowledged = [...this.#collectUnacknowledged()].sort(([a], [b]) => a - b);
    for (const [, record] of unacknowledged) yield record;
  }

  /** Retained messages that match any of the filters, each once; a filter without wildcard is one look-up. */
  *retainedMatching(filters: readonly string[]): Generator<RetainedMessage> {
    for (const filter of filters) {
      if (/[+#]/.test(filter)) {
        for (const [topic, message] of this.#retained) if (topicMatches(filter, topic)) yield message;
      } else {
        const message = this.#retained.get(filter);
        if (message) yield message;
      }
    }
  }

  sessionsMatching(topic: string): Map<string, number> {
    return this.#trie.match(topic);
  }

  sessions(): ReadonlyMap<string, Session> {
    return this.#sessions;
  }

  queueOf(clientId: string): OutgoingQueue | undefined {
    return this.#queues.get(clientId);
  }

  #publish(record: JournalRecord & { kind: 'publish' }): void {
    const { seq, topic, payload, retain, to } = record;
    this.lastSeq = Math.max(this.lastSeq, seq);
    if (retain) this.#retain(record);
    for (const { clientId, qos } of to) {
      const queue = this.#queues.get(clientId) ?? new OutgoingQueue();
      this.#queues.set(clientId, queue);
      // [MQTT-3.3.1-9]: RETAIN is 0 for a subscription that was there before the message
      queue.add(seq, { cmd: 'publish', topic, payload, qos, retain: false, dup: false });
    }
  }

  #retain({ topic, qos, payload }: { topic: string; qos: number; payload: Buffer }): void {
    if (payload.length === 0)
      this.#retained.delete(topic); // [MQTT-3.3.1-10]
    else this.#retained.set(topic, { cmd: 'publish', topic, qos, payload, retain: true });
  }

  #subscribe({ clientId, owner, subscriptions }: JournalRecord & { kind: 'subscribe' }): void {
    const session = this.#sessions.get(clientId) ?? { owner, subscriptions: new Map<string, number>() };
    this.#sessions.set(clientId, session);
    for (const { topic, qos } of subscriptions) {
      session.subscriptions.set(topic, qos);
      if (qos > 0) this.#trie.add(topic, clientId, qos);
      else this.#trie.remove(topic, clientId);
    }
  }

  #unsubscribe(clientId: string, topics: readonly string[]): void {
    const session = this.#sessions.get(clientId);
    for (const topic of topics) {
      session?.subscriptions.delete(topic);
      this.#trie.remove(topic, clientId);
    }
  }

  #collectUnacknowledged(): Map<number, JournalRecord> {
    const records = new Map<number, JournalRecord & { kind: 'publish' }>();
    for (const [clientId, queue] of this.#queues) {
      for (const [seq, { cmd, topic = '', payload, qos = 0 }] of queue.entries()) {
        if (cmd !== 'publish' || !payload) continue; // a PUBREL: the client has the message
        const known = records.get(seq);
        if (known) known.to.push({ clientId, qos });
        else records.set(seq, { kind: 'publish', seq, topic, qos, retain: false, to: [{ clientId, qos }], payload });
      }
    }
    return records;
  }
}
