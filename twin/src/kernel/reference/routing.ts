// How a finished part is judged, and which way it leaves (rules 12 and 13).
import type { OutputSpec } from '../spec.ts';
import type { Machine } from './machine.ts';
import type { Part, Result } from './part.ts';

/** Result of the cycle for a part whose turn to leave has come. */
export function judge(machine: Machine, part: Part): Result {
  const { scrap, rework, maxReworks } = machine.spec.quality;
  const rejected = scrap + rework;
  if (part.isYield || rejected === 0) return 'pass';
  const growth = Math.min(machine.speedFactor ** machine.spec.speed.scrapExponent, 1 / rejected);
  const u = machine.qualityStream.next();
  if (u >= rejected * growth) return 'pass';
  machine.defective++;
  if (u < scrap * growth || part.reworks >= maxReworks) return 'scrap';
  part.reworks++;
  return 'rework';
}

/** Outputs that take a part with its result, in order. */
export function waysOf({ spec }: Machine, { product }: Part, result: Result): OutputSpec[] {
  return spec.outputs.filter(
    ({ when, products = [] }) =>
      (when === 'always' || when === result) && (products.length === 0 || products.includes(product)),
  );
}

/** Output by which a part can leave now, null when it has to wait. */
export function wayOut(machine: Machine, part: Part, result: Result): OutputSpec | null {
  const ways = waysOf(machine, part, result);
  const open = (output: OutputSpec): boolean => 'sink' in output.to || machine.line.buffer(output.to.buffer).hasRoom();
  switch (machine.spec.routing) {
    case 'first':
      return ways.find(open) ?? null;
    case 'shortest': {
      const length = ({ to }: OutputSpec): number => ('sink' in to ? 0 : machine.line.buffer(to.buffer).content);
      return ways.filter(open).sort((a, b) => length(a) - length(b))[0] ?? null;
    }
    case 'probability':
      machine.chosen ??= drawWay(machine, ways);
      break;
    case 'cyclic':
      machine.chosen ??= nextWay(machine, ways);
  }
  return machine.chosen !== null && open(machine.chosen) ? machine.chosen : null;
}

function drawWay(machine: Machine, ways: readonly OutputSpec[]): OutputSpec | null {
  const total = ways.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const possible = ways.filter(({ weight = 1 }) => weight > 0);
  let left = total * machine.routeStream.next();
  for (const way of possible) {
    left -= way.weight ?? 1;
    if (left <= 0) return way;
  }
  return possible.at(-1) ?? null;
}

/** The next output after the last one, round again from the first, that takes the part. */
function nextWay(machine: Machine, ways: readonly OutputSpec[]): OutputSpec | null {
  const { outputs } = machine.spec;
  const after = machine.lastWay + 1;
  const inTurn = [...outputs.slice(after), ...outputs.slice(0, after)];
  const way = inTurn.find((output) => ways.includes(output)) ?? null;
  if (way !== null) machine.lastWay = outputs.indexOf(way);
  return way;
}
