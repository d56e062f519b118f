// A make-believe line for looking at the dashboard without a twin and for its tests: never part of the product's bundle.
import type { BufferView, KnownState, LineModel, Move, Part, Station, StationView } from '@mini-factory-twin/contracts';
import { bufferCapacity, bufferTransitSeconds, cycleTimeOf, distributionMean } from '@mini-factory-twin/contracts';

interface Inside {
  part: Part;
  enterMs: number;
}

interface Machine {
  station: Station;
  state: KnownState;
  sinceMs: number;
  parts: Part[];
  remainingSeconds: number;
  cycleSeconds: number;
  processed: number;
  defective: number;
  stopReason: { code: number; text: string } | null;
  down: number;
}

/** Time-stepped toy plant over any line model. */
export class FakeLine {
  readonly model: LineModel;
  nowMs: number;
  readonly machines = new Map<string, Machine>();
  readonly buffers = new Map<string, Inside[]>();
  readonly moves: Move[] = [];
  readonly places = new Map<string, Move>();
  readonly changes = new Map<string, [number, KnownState][]>();
  readonly changed = new Set<string>();
  output = 0;
  scrap = 0;
  #seq = 0;
  #partCount = 0;
  #seed = 12345;

  /** @param startMs plant time of the start */
  constructor(model: LineModel, startMs: number) {
    this.model = model;
    this.nowMs = startMs;
    for (const station of model.stations) {
      this.machines.set(station.id, {
        station,
        state: station.kind === 'sink' ? 'processing' : 'starved',
        sinceMs: startMs,
        parts: [],
        remainingSeconds: 0,
        cycleSeconds: 0,
        processed: 0,
        defective: 0,
        stopReason: null,
        down: 0,
      });
      this.changes.set(station.id, [[startMs, station.kind === 'sink' ? 'processing' : 'starved']]);
    }
    for (const buffer of model.buffers) this.buffers.set(buffer.id, []);
  }

  /** Lets a machine fail for a while. */
  fail(id: string, seconds: number): void {
    const machine = this.machines.get(id);
    const mode = machine?.station.failures[0];
    if (machine === undefined || machine.down > 0) return;
    machine.down = seconds;
    machine.stopReason = { code: mode?.stopReason ?? 100, text: mode?.name ?? 'Fault' };
    this.#set(machine, 'down');
  }

  /** Runs `seconds` in steps of 0.1 s. */
  run(seconds: number): void {
    for (let step = 0; step < Math.round(seconds * 10); step += 1) {
      this.nowMs += 100;
      for (const machine of [...this.machines.values()].toReversed()) this.#step(machine);
    }
  }

  /** View of one machine as the API gives it. */
  view(id: string): StationView {
    const machine = this.machines.get(id) as Machine;
    const plan = machine.station.kind === 'sink' ? 0 : this.#planSeconds(machine);
    const isDown = machine.down > 0;
    const left = isDown ? machine.down : machine.remainingSeconds;
    return {
      id,
      state: machine.state,
      sinceMs: machine.sinceMs,
      packml: {
        state: machine.state === 'processing' ? 'Execute' : isDown ? 'Aborted' : 'Suspended',
        mode: 'Production',
      },
      stopReason: machine.stopReason,
      quality: 'good',
      parts: machine.parts,
      remainingSeconds: left > 0 ? { p10: left * 0.8, p50: left, p90: left * 1.4 } : null,
      cycle: {
        planSeconds: plan,
        lastSeconds: machine.cycleSeconds || null,
        meanSeconds: plan * 1.02,
        count: machine.processed,
      },
      processed: machine.processed,
      defective: machine.defective,
      queue: machine.station.inputs.reduce((sum, input) => sum + (this.buffers.get(input)?.length ?? 0), 0),
    };
  }

  /** View of one buffer as the API gives it. */
  bufferView(id: string): BufferView {
    const buffer = this.model.buffers.find((entry) => entry.id === id);
    const inside = this.buffers.get(id) ?? [];
    const capacity = buffer === undefined ? 0 : bufferCapacity(buffer);
    return {
      id,
      content: inside.length,
      low: inside.length,
      high: inside.length,
      capacity,
      quality: 'good',
      parts: inside.map((entry) => entry.part),
    };
  }

  random(): number {
    this.#seed = (this.#seed * 1664525 + 1013904223) % 4294967296;
    return this.#seed / 4294967296;
  }

  #step(machine: Machine): void {
    if (machine.station.kind === 'sink' || this.#isUnderRepair(machine) || this.#isWorking(machine)) return;
    if (!this.#pushOut(machine)) this.#set(machine, machine.down > 0 ? 'down' : 'blocked');
    else if (machine.down === 0 && !this.#start(machine)) this.#set(machine, 'starved');
  }

  #isUnderRepair(machine: Machine): boolean {
    if (machine.down === 0) return false;
    machine.down = Math.max(0, machine.down - 0.1);
    if (machine.down > 0) return true;
    machine.stopReason = null;
    return false;
  }

  #isWorking(machine: Machine): boolean {
    if (machine.parts.length === 0 || machine.remainingSeconds <= 0) return false;
    this.#set(machine, 'processing');
    machine.remainingSeconds -= 0.1;
    if (machine.remainingSeconds > 0) return true;
    machine.processed += machine.parts.length;
    const fails = machine.station.failures.length > 0 && this.random() < 0.0012;
    if (fails) this.fail(machine.station.id, 20 + this.random() * 80);
    return false;
  }

  #pushOut(machine: Machine): boolean {
    while (machine.parts.length > 0) {
      const quality = machine.station.quality;
      const draw = this.random();
      const kind = draw < quality.rework ? 'rework' : draw < quality.rework + quality.scrap ? 'scrap' : 'pass';
      const outputs = machine.station.outputs;
      const to = (
        outputs.find((entry) => entry.when === kind) ??
        outputs.find((entry) => entry.when === 'pass' || entry.when === 'always')
      )?.to;
      const part = machine.parts[0] as Part;
      if (to === undefined || !this.#put(part, to)) return false;
      if (kind !== 'pass') machine.defective += 1;
      machine.parts.shift();
    }
    return true;
  }

  #put(part: Part, to: string): boolean {
    const sink = this.machines.get(to);
    if (sink !== undefined) {
      sink.processed += 1;
      this.changed.add(to);
      if (sink.station.id.includes('scrap')) this.scrap += 1;
      else this.output += 1;
      this.#move(part, null, null);
      return true;
    }
    const inside = this.buffers.get(to);
    const buffer = this.model.buffers.find((entry) => entry.id === to);
    if (inside === undefined || buffer === undefined || inside.length >= bufferCapacity(buffer)) return false;
    inside.push({ part, enterMs: this.nowMs });
    this.#move(part, to, this.nowMs + bufferTransitSeconds(buffer) * 1000);
    return true;
  }

  #start(machine: Machine): boolean {
    const { station } = machine;
    if (station.kind === 'source') {
      const product = station.product ?? this.model.products[Math.floor(this.output / 30) % 3]?.id ?? 'part';
      const part: Part = { id: `${station.id}-${(this.#partCount += 1)}`, product, order: null };
      return this.#begin(machine, [part]);
    }
    for (const component of station.components)
      if (this.#ready(component.from).length < component.quantity) return false;
    for (const input of station.inputs) {
      if (this.#ready(input).length < station.batchSize) continue;
      for (const component of station.components)
        for (const used of this.#take(component.from, component.quantity)) this.#move(used, null, null);
      return this.#begin(machine, this.#take(input, station.batchSize));
    }
    return false;
  }

  #begin(machine: Machine, parts: Part[]): boolean {
    machine.parts = parts;
    machine.cycleSeconds = Math.max(0.5, this.#planSeconds(machine) * (0.94 + 0.12 * this.random()));
    machine.remainingSeconds = machine.cycleSeconds;
    for (const part of parts) this.#move(part, machine.station.id, null);
    this.#set(machine, 'processing');
    return true;
  }

  #planSeconds(machine: Machine): number {
    return distributionMean(cycleTimeOf(machine.station, machine.parts[0]?.product ?? ''));
  }

  #ready(id: string): Inside[] {
    const buffer = this.model.buffers.find((entry) => entry.id === id);
    if (buffer === undefined) return [];
    return (this.buffers.get(id) ?? []).filter(
      (entry) => entry.enterMs + bufferTransitSeconds(buffer) * 1000 <= this.nowMs,
    );
  }

  #take(id: string, count: number): Part[] {
    return (this.buffers.get(id) ?? []).splice(0, count).map((entry) => entry.part);
  }

  #move(part: Part, segment: string | null, exitMs: number | null): void {
    const move: Move = {
      seq: (this.#seq += 1),
      part: part.id,
      product: part.product,
      segment,
      enterMs: this.nowMs,
      exitMs,
    };
    this.moves.push(move);
    if (segment === null) this.places.delete(part.id);
    else this.places.set(part.id, move);
  }

  #set(machine: Machine, state: KnownState): void {
    if (machine.state === state) return;
    machine.state = state;
    machine.sinceMs = this.nowMs;
    this.changes.get(machine.station.id)?.push([this.nowMs, state]);
    this.changed.add(machine.station.id);
  }
}
