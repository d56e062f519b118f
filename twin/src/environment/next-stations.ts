// Where a part goes after a machine: the first of its ways for good parts, and who works there.
import { NONE, PASS, WHEN_ALWAYS } from '../kernel/constants.ts';
import type { Program } from '../kernel/index.ts';
import { parametersOf } from '../kernel/program.ts';
import { takesProduct } from '../kernel/remaining-work.ts';

/** Machine x product: buffer that the part goes to (NONE: it leaves the line), station behind it, and work a waiting part is there. */
export interface NextStations {
  buffer: Int32Array;
  station: Int32Array;
  /** Mean cycle time there over the number of its machines [s]. */
  workSeconds: Float64Array;
}

/** Where parts of each product go after each machine. */
export function nextStations(program: Program): NextStations {
  const p = parametersOf(program);
  const { machines, products } = program.counts;
  const buffer = new Int32Array(machines * products).fill(NONE);
  const station = new Int32Array(machines * products).fill(NONE);
  const workSeconds = new Float64Array(machines * products);
  for (let at = 0; at < buffer.length; at++) {
    const to = firstWay(program, Math.floor(at / products), at % products);
    if (to < 0) continue;
    const consumer = p.consumerMachine[p.consumerStart[to]];
    buffer[at] = to;
    station[at] = p.stationOf[consumer];
    workSeconds[at] = p.meanWorkSeconds[consumer] / (p.stationStart[station[at] + 1] - p.stationStart[station[at]]);
  }
  return { buffer, station, workSeconds };
}

function firstWay(program: Program, machine: number, product: number): number {
  const p = parametersOf(program);
  for (let output = p.outputStart[machine]; output < p.outputStart[machine + 1]; output++) {
    const when = p.outputWhen[output];
    if ((when === PASS || when === WHEN_ALWAYS) && takesProduct(p, output, product)) return p.outputTo[output];
  }
  return NONE;
}
