// What the broker remembers between packets, in the form aedes asks for it; journaled when there is a data directory.
import { Readable } from 'node:stream';
import type { Client } from 'aedes';
import type { Journal } from './journal.ts';
import { MessageStore } from './message-store.ts';
import type { OutgoingPacket } from './outgoing-queue.ts';
import type { Addressee, JournalRecord } from './record.ts';

interface Identified {
  id: string;
}
interface Subscription {
  topic: string;
  qos: number;
}
/** A publish packet in the hands of aedes. */
export interface PublishedPacket extends Omit<OutgoingPacket, 'payload' | 'cmd'> {
  topic: string;
  payload: Buffer | string;
}
interface Subscriber {
  clientId: string;
  qos?: number;
}
interface Accepted {
  client: Client;
  packet: PublishedPacket;
}
interface Will extends PublishedPacket {
  clientId?: string;
}

export interface PersistenceOptions {
  store: MessageStore;
  /** Where changes go to survive; null = memory only. */
  journal: Journal | null;
  /** Messages kept for one session; above it the oldest go. */
  maxQueuedMessages: number;
  onQueueFull: (clientId: string) => void;
}

/**
 * The persistence of one broker, after the interface of `aedes-persistence`. Beyond the one in memory: retained `$` topics
 * do not match a leading wildcard, a session gets a message once, look-ups do not scan, and with a journal every QoS 1
 * message for a persistent session, retained message and session is on disk before it is acknowledged.
 *
 * aedes acknowledges before it routes, so a message is journaled and queued when it is accepted. It is known again by
 * its payload object, the one thing that aedes hands on unchanged through all its copies.
 */
export class BrokerPersistence {
  readonly #options: PersistenceOptions;
  readonly #store: MessageStore;
  readonly #owners = new WeakMap<object, string>();
  readonly #incoming = new Map<string, Map<number, PublishedPacket>>();
  readonly #wills = new Map<string, Will>();
  readonly #allowed = new WeakSet<object>();
  readonly #seqOf = new WeakMap<Buffer, number>();
  readonly #accepted = new Map<number, Accepted>();
  #brokerId = '';

  constructor(options: PersistenceOptions) {
    this.#options = options;
    this.#store = options.store;
    for (const [, { payload }, seq] of queuedPackets(this.#store)) if (payload) this.#seqOf.set(payload, seq);
  }

  async setup(broker: { id: string }): Promise<void> {
    this.#brokerId = broker.id;
  }

  // --- What the hooks ask ---

  /** Takes responsibility for a message of QoS 1 or 2: resolves when it may be acknowledged. */
  async acceptPublish(client: Client, packet: PublishedPacket): Promise<void> {
    const payload = payloadOf(packet);
    const to = addressees(this.#subscribersOf(packet.topic), packet);
    const seq = this.#nextSeq(payload);
    this.#accepted.set(seq, { client, packet });
    if (to.length === 0 && !packet.retain) return;
    this.#change({ kind: 'publish', seq, ...contentOf(packet), retain: packet.retain === true, to });
    try {
      await this.#options.journal?.commit();
    } catch (error) {
      this.#accepted.delete(seq);
      throw error;
    }
  }

  /** Messages accepted from a client whose connection broke before aedes routed them; they are owed all the same. */
  async takeUnrouted<Packet extends PublishedPacket>(client: Client): Promise<Packet[]> {
    const mine = [...this.#accepted].filter(([, accepted]) => accepted.client === client);
    if (mine.length === 0) return [];
    await this.#options.journal?.commit();
    // aedes drops what waits for the broken connection within a few turns of the event loop
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    return mine.filter(([seq]) => this.#accepted.has(seq)).map(([, { packet }]) => packet as Packet);
  }

  /** Marks a subscription as allowed: aedes hands over all of a packet to be stored, the refused ones too. */
  allowSubscription(subscription: object): void {
    this.#allowed.add(subscription);
  }

  /** Notes which user a connected client is. */
  setOwner(client: Identified, owner: string): void {
    this.#owners.set(client, owner);
  }

  /** The user whose stored session has this client id. */
  ownerOf(clientId: string): string | undefined {
    return this.#store.sessions().get(clientId)?.owner;
  }

  // --- Retained messages ---

  async storeRetained(packet: PublishedPacket): Promise<void> {
    const seq = this.#seqOf.get(payloadOf(packet));
    if (seq !== undefined && this.#accepted.has(seq)) return; // stored when it was accepted
    this.#change({ kind: 'retain', ...contentOf(packet) });
  }

  createRetainedStream(filter: string): Readable {
    return this.createRetainedStreamCombi([filter]);
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from([...this.#store.retainedMatching(filters)]);
  }

  // --- Sessions ---

  async addSubscriptions(client: Identified, given: readonly Subscription[]): Promise<void> {
    const allowed = given.filter((subscription) => this.#allowed.has(subscription));
    const subscriptions = allowed.map(({ topic, qos }) => ({ topic, qos }));
    const owner = this.#owners.get(client) ?? '';
    this.#change({ kind: 'subscribe', clientId: client.id, owner, subscriptions });
    await this.#options.journal?.commit();
  }

  async removeSubscriptions(client: Identified, topics: string[]): Promise<void> {
    this.#change({ kind: 'unsubscribe', clientId: client.id, topics });
    await this.#options.journal?.commit();
  }

  async subscriptionsByClient(client: Identified): Promise<Subscription[]> {
    const subscriptions = this.#store.sessions().get(client.id)?.subscriptions ?? [];
    const list = [...subscriptions].map(([topic, qos]) => ({ topic, qos }));
    for (const subscription of list) this.#allowed.add(subscription);
    return list;
  }

  async subscriptionsByTopic(topic: string): Promise<(Subscription & { clientId: string })[]> {
    return this.#subscribersOf(topic).map((subscriber) => ({ topic, ...subscriber }));
  }

  async cleanSubscriptions(client: Identified): Promise<void> {
    const isStored = this.#store.sessions().has(client.id) || this.#store.queueOf(client.id);
    if (isStored) this.#change({ kind: 'discard', clientId: client.id }); // [MQTT-3.1.2-6]
  }

  // --- Messages on the way to persistent sessions ---

  async outgoingEnqueue(subscription: Subscriber, packet: PublishedPacket): Promise<void> {
    await this.outgoingEnqueueCombi([subscription], packet);
  }

  async outgoingEnqueueCombi(subscriptions: readonly Subscriber[], packet: PublishedPacket): Promise<void> {
    let seq = this.#seqOf.get(payloadOf(packet));
    if (seq === undefined || !this.#accepted.delete(seq)) {
      // From the broker itself, maybe with a payload object it used before: a new object makes a new message.
      packet.payload = Buffer.from(packet.payload);
      seq = this.#nextSeq(packet.payload);
    }
    const isMissing = ({ clientId }: Subscriber) => !this.#store.queueOf(clientId)?.has(seq);
    const to = addressees(subscriptions.filter(isMissing), packet);
    if (to.length > 0) this.#change({ kind: 'publish', seq, ...contentOf(packet), retain: false, to });
    for (const { clientId } of subscriptions) this.#trim(clientId);
  }

  async outgoingUpdate(client: Identified, packet: OutgoingPacket): Promise<void> {
    const queue = this.#store.queueOf(client.id);
    const messageId = packet.messageId ?? 0;
    const seq = packet.payload && this.#seqOf.get(packet.payload);
    const isPubrel = packet.cmd === 'pubrel';
    const isKnown = isPubrel ? queue?.replace(messageId, packet) : seq !== undefined && queue?.markSent(seq, messageId);
    if (!isKnown && isPubrel) throw new Error('no such packet');
  }

  async outgoingClearMessageId(client: Identified, packet: OutgoingPacket): Promise<OutgoingPacket | undefined> {
    // aedes also asks with a packet that has no identifier yet; that must not take out the message of another one
    if (packet.messageId === undefined) return undefined;
    const done = this.#store.queueOf(client.id)?.acknowledge(packet.messageId);
    if (done) this.#change({ kind: 'ack', seq: done.seq, clientId: client.id });
    return done?.packet;
  }

  outgoingStream(client: Identified): Readable {
    return Readable.from(this.#store.queueOf(client.id)?.startSession() ?? []);
  }

  // --- QoS 2 messages on the way in ---

  async incomingStorePacket(client: Client, packet: PublishedPacket): Promise<void> {
    const stored = this.#incoming.get(client.id) ?? new Map<number, PublishedPacket>();
    this.#incoming.set(client.id, stored);
    stored.set(packet.messageId ?? 0, packet);
    await this.acceptPublish(client, packet);
  }

  async incomingGetPacket(client: Identified, packet: OutgoingPacket): Promise<PublishedPacket> {
    const stored = this.#incoming.get(client.id)?.get(packet.messageId ?? 0);
    if (!stored) throw new Error('no such packet');
    return stored;
  }

  async incomingDelPacket(client: Identified, packet: OutgoingPacket): Promise<void> {
    if (!this.#incoming.get(client.id)?.delete(packet.messageId ?? 0)) throw new Error('no such packet');
  }

  async cleanIncoming(client: Identified): Promise<void> {
    this.#incoming.delete(client.id);
  }

  // --- Wills: they belong to connections, and a connection does not outlive the broker ---

  async putWill(client: Identified, packet: Will): Promise<void> {
    packet.brokerId = this.#brokerId;
    packet.clientId = client.id;
    this.#wills.set(client.id, packet);
  }

  async delWill(client: Identified): Promise<Will | undefined> {
    const will = this.#wills.get(client.id);
    this.#wills.delete(client.id);
    return will;
  }

  streamWill(brokers: Record<string, number> = {}): Readable {
    return Readable.from([...this.#wills.values()].filter(({ brokerId = '' }) => brokers[brokerId] === undefined));
  }

  #nextSeq(payload: Buffer): number {
    this.#store.lastSeq += 1;
    this.#seqOf.set(payload, this.#store.lastSeq);
    return this.#store.lastSeq;
  }

  #subscribersOf(topic: string): { clientId: string; qos: number }[] {
    return [...this.#store.sessionsMatching(topic)].map(([clientId, qos]) => ({ clientId, qos }));
  }

  #change(record: JournalRecord): void {
    this.#store.apply(record);
    this.#options.journal?.append(record);
  }

  #trim(clientId: string): void {
    const queue = this.#store.queueOf(clientId);
    if (!queue || queue.size <= this.#options.maxQueuedMessages) return;
    const [seq] = queue.entries().next().value as [number, OutgoingPacket];
    this.#change({ kind: 'ack', seq, clientId });
    this.#options.onQueueFull(clientId);
  }
}

function* queuedPackets(store: MessageStore): Generator<[string, OutgoingPacket, number]> {
  for (const clientId of store.sessions().keys()) {
    for (const [seq, packet] of store.queueOf(clientId)?.entries() ?? []) yield [clientId, packet, seq];
  }
}

/** The payload as the object it is known by; aedes' own wire packets always carry a buffer. */
function payloadOf(packet: PublishedPacket): Buffer {
  if (typeof packet.payload === 'string') packet.payload = Buffer.from(packet.payload);
  return packet.payload;
}

function contentOf(packet: PublishedPacket): { topic: string; qos: number; payload: Buffer } {
  return { topic: packet.topic, qos: packet.qos ?? 0, payload: payloadOf(packet) };
}

function addressees(subscribers: readonly Subscriber[], packet: PublishedPacket): Addressee[] {
  const published = packet.qos ?? 0;
  return subscribers.map(({ clientId, qos = published }) => ({ clientId, qos: Math.min(qos, published) }));
}
