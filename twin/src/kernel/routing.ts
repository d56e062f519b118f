// Where a finished part goes: its result, and the way out by the routing rule.
import {
  NONE,
  PASS,
  REWORK,
  ROUTE_CYCLIC,
  ROUTE_FIRST,
  ROUTE_PROBABILITY,
  ROUTE_SHORTEST,
  SCRAP,
  WHEN_ALWAYS,
} from './constants.ts';
import type { Buffers } from './buffers.ts';
import type { Core } from './core.ts';
import { uniform } from './random.ts';

export type Routing = ReturnType<typeof createRouting>;

/** Judges parts and chooses their way. */
export function createRouting({ state, parameters, program }: Core, { hasRoom }: Buffers) {
  const { partProduct, partReworks, partResult, defective, qualityStream, routeStream, chosen, lastOutput } = state;
  const { content, slowness } = state;
  const { scrapShare, reworkShare, scrapExponent, maxReworks, routing } = parameters;
  const { outputStart, outputTo, outputWhen, outputWeight, outputProductStart, outputProduct } = parameters;
  const { wear: hasWear } = program.features;

  /** Result of the cycle for one part. A part that asks for more reworks than allowed is scrap. */
  function judge(machine: number, part: number): number {
    let scrap = scrapShare[machine];
    let rejected = scrap + reworkShare[machine];
    if (rejected === 0) return PASS;
    if (hasWear && scrapExponent[machine] !== 0) {
      const growth = Math.min(slowness[machine] ** -scrapExponent[machine], 1 / rejected);
      scrap *= growth;
      rejected *= growth;
    }
    const u = uniform(qualityStream, 4 * machine);
    if (u >= rejected) return PASS;
    defective[machine]++;
    if (u < scrap || partReworks[part] >= maxReworks[machine]) return SCRAP;
    partReworks[part]++;
    return REWORK;
  }

  /** Output for a part with its result set, NONE when it has to wait. */
  function wayOut(machine: number, part: number): number {
    const rule = routing[machine];
    if (rule === ROUTE_FIRST) return firstWithRoom(machine, part);
    if (rule === ROUTE_SHORTEST) return shortest(machine, part);
    if (chosen[machine] === NONE)
      chosen[machine] = rule === ROUTE_PROBABILITY ? drawOutput(machine, part) : nextInTurn(machine, part);
    const output = chosen[machine];
    return output !== NONE && isOpen(output) ? output : NONE;
  }

  /** True when an output takes the result and product of a part. */
  function takes(output: number, part: number): boolean {
    const when = outputWhen[output];
    if (when !== WHEN_ALWAYS && when !== partResult[part]) return false;
    const end = outputProductStart[output + 1];
    let at = outputProductStart[output];
    if (at === end) return true;
    while (at < end && outputProduct[at] !== partProduct[part]) at++;
    return at < end;
  }

  /** True when a part waits to leave by this output, which has no room: what a buffer without places hands over. */
  function offers(machine: number, part: number, buffer: number): boolean {
    const rule = routing[machine];
    if (rule === ROUTE_PROBABILITY || rule === ROUTE_CYCLIC)
      return chosen[machine] !== NONE && outputTo[chosen[machine]] === buffer;
    for (let output = outputStart[machine]; output < outputStart[machine + 1]; output++)
      if (outputTo[output] === buffer && takes(output, part)) return true;
    return false;
  }

  function isOpen(output: number): boolean {
    return outputTo[output] < 0 || hasRoom(outputTo[output]);
  }

  function firstWithRoom(machine: number, part: number): number {
    const end = outputStart[machine + 1];
    for (let output = outputStart[machine]; output < end; output++)
      if (takes(output, part) && isOpen(output)) return output;
    return NONE;
  }

  function shortest(machine: number, part: number): number {
    let best = NONE;
    let least = Infinity;
    for (let output = outputStart[machine]; output < outputStart[machine + 1]; output++) {
      if (!takes(output, part) || !isOpen(output)) continue;
      const waiting = outputTo[output] < 0 ? 0 : content[outputTo[output]];
      if (waiting >= least) continue;
      best = output;
      least = waiting;
    }
    return best;
  }

  function drawOutput(machine: number, part: number): number {
    let total = 0;
    for (let output = outputStart[machine]; output < outputStart[machine + 1]; output++)
      if (takes(output, part)) total += outputWeight[output];
    let left = total * uniform(routeStream, 4 * machine);
    let last = NONE;
    for (let output = outputStart[machine]; output < outputStart[machine + 1]; output++) {
      if (!takes(output, part) || outputWeight[output] === 0) continue;
      last = output;
      left -= outputWeight[output];
      if (left <= 0) return output;
    }
    return last;
  }

  /** The output after the last one, round again from the first. */
  function nextInTurn(machine: number, part: number): number {
    const start = outputStart[machine];
    const count = outputStart[machine + 1] - start;
    for (let step = 1; step <= count; step++) {
      const output = start + ((lastOutput[machine] + step) % count);
      if (!takes(output, part)) continue;
      lastOutput[machine] = output - start;
      return output;
    }
    return NONE;
  }

  return { judge, wayOut, offers };
}
