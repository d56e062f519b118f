// The messages one persistent session has not acknowledged yet, in order.

/** A message under way to a client; `messageId` is set while it is in flight. */
export interface OutgoingPacket {
  cmd: string;
  topic?: string;
  payload?: Buffer;
  qos?: number;
  retain?: boolean;
  dup?: boolean;
  brokerId?: string;
  brokerCounter?: number;
  messageId?: number | undefined;
}

/** Keyed by the message's sequence number; finding by packet identifier is constant-time too. */
export class OutgoingQueue {
  readonly #packets = new Map<number, OutgoingPacket>();
  /** Packet identifier to sequence numbers: identifiers wrap at 65,535, and are then acknowledged in order. */
  readonly #inFlight = new Map<number, number[]>();

  get size(): number {
    return this.#packets.size;
  }

  entries(): IterableIterator<[number, OutgoingPacket]> {
    return this.#packets.entries();
  }

  add(seq: number, packet: OutgoingPacket): void {
    if (!this.#packets.has(seq)) this.#packets.set(seq, packet);
  }

  /** Removes a message; false when it is not there. */
  remove(seq: number): boolean {
    return this.#packets.delete(seq);
  }

  has(seq: number): boolean {
    return this.#packets.has(seq);
  }

  /** Notes the packet identifier under which a message is sent now. False when the message is not there. */
  markSent(seq: number, messageId: number): boolean {
    const packet = this.#packets.get(seq);
    if (!packet) return false;
    packet.messageId = messageId;
    packet.dup = true; // [MQTT-3.3.1-1]: any later delivery is a repeated one
    const same = this.#inFlight.get(messageId);
    if (same) same.push(seq);
    else this.#inFlight.set(messageId, [seq]);
    return true;
  }

  /** Puts a PUBREL in the place of its PUBLISH, MQTT 3.1.1 clause 4.3.3. False when there is no such message. */
  replace(messageId: number, packet: OutgoingPacket): boolean {
    const seq = this.#inFlight.get(messageId)?.[0];
    if (seq === undefined || !this.#packets.has(seq)) return false;
    this.#packets.set(seq, packet);
    return true;
  }

  /** Takes out the message acknowledged under this packet identifier. */
  acknowledge(messageId: number): { seq: number; packet: OutgoingPacket } | undefined {
    const seqs = this.#inFlight.get(messageId);
    const seq = seqs?.shift();
    if (seqs?.length === 0) this.#inFlight.delete(messageId);
    const packet = seq === undefined ? undefined : this.#packets.get(seq);
    if (seq === undefined || packet === undefined) return undefined;
    this.#packets.delete(seq);
    return { seq, packet };
  }

  /**
   * All messages for a client that just connected. QoS 1 messages get new packet identifiers, because aedes starts to
   * count anywhere and an old identifier could meet a new one; QoS 2 keeps them, its handshake hangs on them.
   */
  startSession(): OutgoingPacket[] {
    this.#inFlight.clear();
    for (const [seq, packet] of this.#packets) {
      if (packet.cmd === 'publish' && packet.qos !== 2) packet.messageId = undefined;
      else if (packet.messageId !== undefined) this.#inFlight.set(packet.messageId, [seq]);
    }
    return [...this.#packets.values()];
  }
}
