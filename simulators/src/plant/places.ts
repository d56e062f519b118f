// Connects a machine to the belts it takes from and puts on, and to the chutes into sinks.
import type { Station } from '@mini-factory-twin/contracts';
import type { Belt } from './belt.ts';
import type { CycleResult, Part } from './part.ts';
import type { Exit, Places } from './plant-floor.ts';

/** What happens to parts at the ends of a belt, told to whoever keeps the books. */
export interface Traffic {
  onPut(part: Part, belt: Belt): void;
  onTaken(belt: Belt): void;
  onConsumed(part: Part): void;
  onSink(part: Part, sink: string): void;
}

interface BeltExit extends Exit {
  belt: Belt | null;
}

/** The surroundings of one station. @throws Error when the line model names a belt that does not exist */
export function createPlaces(station: Station, index: number, yard: Yard): Places {
  return new StationPlaces(station, index, yard);
}

/** All belts by id, and who keeps the books. */
interface Yard {
  belts: ReadonlyMap<string, Belt>;
  traffic: Traffic;
}

class StationPlaces implements Places {
  readonly exitPitchSeconds: number;
  private readonly index: number;
  private readonly traffic: Traffic;
  private readonly inputs: Belt[];
  private readonly components: { belt: Belt; quantity: number }[];
  private readonly exits: Record<CycleResult, BeltExit[]>;
  private claimed: Belt | null = null;

  constructor(station: Station, index: number, yard: Yard) {
    const beltOf = (id: string): Belt => {
      const belt = yard.belts.get(id);
      if (belt === undefined) throw new Error(`${station.id} names the unknown buffer ${id}`);
      return belt;
    };
    this.index = index;
    this.traffic = yard.traffic;
    this.inputs = station.inputs.map(beltOf);
    this.components = station.components.map(({ from, quantity }) => ({ belt: beltOf(from), quantity }));
    this.exits = {
      pass: exitsFor(station, 'pass', yard),
      rework: exitsFor(station, 'rework', yard),
      scrap: exitsFor(station, 'scrap', yard),
    };
    this.exitPitchSeconds = Math.max(0, ...this.exits.pass.map(({ belt }) => belt?.pitchSeconds ?? 0));
  }

  takeInput(): Part | null {
    const belt = this.next();
    if (belt === undefined) return null;
    if (this.claimed !== belt) this.dropClaim();
    this.claimed = null;
    const part = belt.take();
    this.traffic.onTaken(belt);
    return part;
  }

  claimInput(): boolean {
    const belt = this.next();
    if (belt === undefined) return false;
    belt.claim = this.index;
    this.claimed = belt;
    return true;
  }

  dropClaim(): void {
    if (this.claimed?.claim === this.index) this.claimed.claim = -1;
    this.claimed = null;
  }

  isInputMovingUp(): boolean {
    return this.inputs.some((belt) => belt.isMovingUp());
  }

  takeComponent(kind: number): boolean {
    const belt = this.components[kind]?.belt;
    if (belt === undefined || !belt.isReadyFor(this.index)) return false;
    this.traffic.onConsumed(belt.take());
    this.traffic.onTaken(belt);
    return true;
  }

  exitFor(result: CycleResult): Exit | 'none' {
    for (const exit of this.exits[result]) if (exit.belt === null || exit.belt.canEnter()) return exit;
    return 'none';
  }

  isExitClearing(result: CycleResult): boolean {
    return this.exits[result].some(({ belt }) => belt !== null && belt.count < belt.capacity);
  }

  /** Loops without closures: they run in every scan of a machine that waits. */
  private next(): Belt | undefined {
    for (const belt of this.inputs) if (belt.isReadyFor(this.index)) return this.hasComponents() ? belt : undefined;
    return undefined;
  }

  private hasComponents(): boolean {
    for (const { belt, quantity } of this.components)
      if (!belt.isReadyFor(this.index, Math.min(quantity, belt.capacity))) return false;
    return true;
  }
}

/** Ways out for a result, first one first. A scrapped part without one is thrown away at the machine. */
function exitsFor(station: Station, result: CycleResult, { belts, traffic }: Yard): BeltExit[] {
  const named = station.outputs.filter(({ when }) => when === result || (when === 'always' && result !== 'scrap'));
  // An output for exactly this result goes before one for all.
  const ways = [...named.filter(({ when }) => when === result), ...named.filter(({ when }) => when !== result)];
  if (ways.length === 0) return [{ belt: null, accept: (part) => traffic.onSink(part, '') }];
  return ways.map(({ to }) => {
    const belt = belts.get(to) ?? null;
    if (belt === null) return { belt, accept: (part) => traffic.onSink(part, to) };
    return {
      belt,
      accept(part) {
        belt.put(part);
        traffic.onPut(part, belt);
      },
    };
  });
}
