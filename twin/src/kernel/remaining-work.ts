// How much work a part still has before it, from each machine on: what due-date rules reckon with.
import { PASS, WHEN_ALWAYS } from './constants.ts';
import type { Counts, Parameters } from './program.ts';

/**
 * Fills `remainingWork`: mean cycle time at the machine plus the least over its ways for good parts of what follows; 0 at
 * sinks, and where no way leads to one. Transit and setups are not counted. Least fixed point, since lines have loops.
 */
export function fillRemainingWork(p: Parameters, { machines, products }: Counts): void {
  const best = new Float64Array(machines * products).fill(Infinity);
  for (let machine = 0; machine < machines; machine++) {
    if (p.outputStart[machine + 1] === p.outputStart[machine])
      best.fill(0, machine * products, (machine + 1) * products);
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (let at = 0; at < best.length; at++) {
      const machine = Math.floor(at / products);
      const follows = leastAfter(p, best, { machine, product: at % products, products });
      const total = p.cycleMean[at] + follows;
      if (!(total < best[at])) continue;
      best[at] = total;
      changed = true;
    }
  }
  for (let at = 0; at < best.length; at++) p.remainingWork[at] = Number.isFinite(best[at]) ? best[at] : 0;
}

function leastAfter(
  p: Parameters,
  best: Float64Array,
  { machine, product, products }: { machine: number; product: number; products: number },
): number {
  let least = Infinity;
  for (let output = p.outputStart[machine]; output < p.outputStart[machine + 1]; output++) {
    const when = p.outputWhen[output];
    if ((when !== PASS && when !== WHEN_ALWAYS) || !takesProduct(p, output, product)) continue;
    const to = p.outputTo[output];
    if (to < 0) return 0;
    for (let entry = p.consumerStart[to]; entry < p.consumerStart[to + 1]; entry++) {
      if (p.consumerIsComponent[entry] === 1) continue;
      least = Math.min(least, best[p.consumerMachine[entry] * products + product]);
    }
  }
  return least;
}

/** True when parts of a product may leave by an output. */
export function takesProduct(p: Parameters, output: number, product: number): boolean {
  const start = p.outputProductStart[output];
  const end = p.outputProductStart[output + 1];
  if (start === end) return true;
  return p.outputProduct.subarray(start, end).includes(product);
}
