// A session with one twin: finds the line, keeps the stream open, fills the store, passes moves on.
import type { Move } from '@mini-factory-twin/contracts';
import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';
import { PlantClock } from './plant-clock.ts';
import type { Message, Transport } from './transport.ts';
import { applyDelta, applyHello, EMPTY_TWIN } from './twin-state.ts';
import type { TwinState } from './twin-state.ts';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5000;
/** An open stream that says nothing for this long is taken for dead [real ms]. */
const SILENCE_MS = 15_000;

export interface MoveListener {
  /** `isReset`: these are all parts on the line, forget the others. */
  (moves: readonly Move[], isReset: boolean): void;
}

/** Lives from `start` to `stop`; `store` and `clock` are read by everything that draws. */
export class Session {
  readonly store: StoreApi<TwinState> = createStore<TwinState>(() => EMPTY_TWIN);
  readonly clock = new PlantClock();
  readonly transport: Transport;
  #line: string | null = null;
  #retryMs = FIRST_RETRY_MS;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #close: (() => void) | null = null;
  #isStopped = false;
  readonly #places = new Map<string, Move>();
  readonly #listeners = new Set<MoveListener>();

  /** @param transport the way to the twin */
  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** Id of the line shown; null before it is known. */
  get line(): string | null {
    return this.#line;
  }

  /** Finds the line and opens the stream; keeps trying until `stop`. */
  async start(): Promise<void> {
    this.#isStopped = false;
    try {
      await this.#findLine();
      if (!this.#isStopped) this.#open();
    } catch (error) {
      this.store.setState({ problem: error instanceof Error ? error.message : String(error) });
      this.#retry();
    }
  }

  /** Ends the session. */
  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#close?.();
    this.#close = null;
  }

  /** Calls back at once with the parts on the line, then with every move. Returns the way to stop it. */
  onMoves(listener: MoveListener): () => void {
    this.#listeners.add(listener);
    listener([...this.#places.values()], true);
    return () => this.#listeners.delete(listener);
  }

  async #findLine(): Promise<void> {
    const lines = await this.transport.lines();
    const line = lines[0];
    if (line === undefined) throw new Error('The twin has no line yet');
    const document = await this.transport.line(line.id);
    this.#line = line.id;
    const isKnown = this.store.getState().modelVersion === document.modelVersion;
    if (!isKnown) this.store.setState({ model: document.model, modelVersion: document.modelVersion });
    this.store.setState({ problem: null });
  }

  #open(): void {
    if (this.#line === null) return;
    this.#close = this.transport.open(this.#line, {
      onMessage: (message) => this.#take(message),
      onEnd: () => this.#lose(),
    });
    this.#watchSilence();
  }

  #take(message: Message): void {
    const nowMs = Date.now();
    this.#watchSilence();
    if (message.type === 'hello') {
      this.#retryMs = FIRST_RETRY_MS;
      this.store.setState(applyHello(this.store.getState(), message, nowMs), true);
      this.clock.sample(message.state.plantTimeMs, nowMs, message.state.clockSpeed);
      this.#places.clear();
      this.#move(message.moves, true);
      return;
    }
    const next = applyDelta(this.store.getState(), message, nowMs);
    if (next === null) return this.#lose();
    this.clock.sample(message.plantTimeMs, nowMs, message.clockSpeed);
    this.store.setState(next, true);
    if (message.moves !== undefined) this.#move(message.moves, false);
  }

  #move(moves: readonly Move[], isReset: boolean): void {
    for (const move of moves) {
      if (move.segment === null) this.#places.delete(move.part);
      else this.#places.set(move.part, move);
    }
    for (const listener of this.#listeners) listener(moves, isReset);
  }

  #watchSilence(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lose(), SILENCE_MS);
  }

  #lose(): void {
    this.#close?.();
    this.#close = null;
    if (this.#isStopped) return;
    this.store.setState({ link: this.store.getState().epoch === null ? 'connecting' : 'lost' });
    this.#retry();
  }

  #retry(): void {
    if (this.#isStopped) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.start(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }
}
