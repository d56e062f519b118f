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
export function createPlaces(
  station: Station,
  index: number,
  { belts, traffic }: { belts: ReadonlyMap<string, Belt>; traffic: Traffic },
): Places {
  const beltOf = (id: string): Belt => {
    const belt = belts.get(id);
    if (belt === undefined) throw new Error(`${station.id} names the unknown buffer ${id}`);
    return belt;
  };
  const inputs = station.inputs.map(beltOf);
  const components = station.components.map(({ from, quantity }) => ({ belt: beltOf(from), quantity }));
  const exits = {
    pass: exitsFor(station, 'pass', { belts, traffic }),
    rework: exitsFor(station, 'rework', { belts, traffic }),
    scrap: exitsFor(station, 'scrap', { belts, traffic }),
  };
  let claimed: Belt | null = null;

  const hasComponents = (): boolean =>
    components.every(({ belt, quantity }) => belt.isReadyFor(index, Math.min(quantity, belt.capacity)));
  const next = (): Belt | undefined => (hasComponents() ? inputs.find((belt) => belt.isReadyFor(index)) : undefined);
  const dropClaim = (): void => {
    if (claimed !== null && claimed.claim === index) claimed.claim = -1;
    claimed = null;
  };
  const takeFrom = (belt: Belt): Part => {
    if (claimed !== belt) dropClaim();
    claimed = null;
    const part = belt.take();
    traffic.onTaken(belt);
    return part;
  };

  return {
    exitPitchSeconds: Math.max(0, ...exits.pass.map(({ belt }) => belt?.pitchSeconds ?? 0)),
    takeInput() {
      const belt = next();
      return belt === undefined ? null : takeFrom(belt);
    },
    claimInput() {
      const belt = next();
      if (belt === undefined) return false;
      belt.claim = index;
      claimed = belt;
      return true;
    },
    dropClaim,
    isInputMovingUp: () => inputs.some((belt) => belt.isMovingUp()),
    takeComponent(kind) {
      const belt = components[kind]?.belt;
      if (belt === undefined || !belt.isReadyFor(index)) return false;
      traffic.onConsumed(belt.take());
      traffic.onTaken(belt);
      return true;
    },
    exitFor: (result) => exits[result].find(({ belt }) => belt === null || belt.canEnter()) ?? 'none',
    isExitClearing: (result) => exits[result].some(({ belt }) => belt !== null && belt.count < belt.capacity),
  };
}

/** Ways out for a result, first one first. A scrapped part without one is thrown away at the machine. */
function exitsFor(
  station: Station,
  result: CycleResult,
  { belts, traffic }: { belts: ReadonlyMap<string, Belt>; traffic: Traffic },
): BeltExit[] {
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
