// Reads the parts a policy may choose from out of a kernel's state, without making objects.
import { NONE } from '../kernel/constants.ts';
import type { Kernel } from '../kernel/index.ts';
import { parametersOf } from '../kernel/program.ts';
import { ASKED, NOW, stateOf } from '../kernel/state.ts';

/** The candidates of the open question, as columns. */
export interface Candidates {
  product: Int32Array;
  /** Order by index, -1 for none. */
  order: Int32Array;
  ageSeconds: Float64Array;
  /** Machine that asks. */
  machine: number;
  /** How many there are; the columns hold the first of them. */
  count: number;
}

/** Room for so many candidates. */
export function createCandidates(most: number): Candidates {
  return {
    product: new Int32Array(most),
    order: new Int32Array(most),
    ageSeconds: new Float64Array(most),
    machine: NONE,
    count: 0,
  };
}

/**
 * Reader of the question that is open in a kernel, in the order of `Kernel.decision`, which it agrees with. It reads the
 * state's arrays; in a line with buffers without places it asks the kernel, which knows who hands over.
 */
export function candidateReader(kernel: Kernel): (into: Candidates) => void {
  return kernel.program.features.handOver ? slowReader(kernel) : fastReader(kernel);
}

function fastReader({ program, state: buffer }: Kernel): (into: Candidates) => void {
  const { line, tally, content, head, store, lastLeft, partReady, partProduct, partOrder, partBorn } = stateOf(
    program,
    buffer,
  );
  const { inputStart, inputBuffer, ringStart, headwaySeconds } = parametersOf(program);
  const hasTransit = program.features.transit;
  return (into) => {
    const { product, order, ageSeconds } = into;
    const machine = tally[ASKED];
    const now = line[NOW];
    let found = 0;
    for (let input = inputStart[machine]; input < inputStart[machine + 1]; input++) {
      const from = inputBuffer[input];
      const start = ringStart[from];
      const size = ringStart[from + 1] - start;
      for (let index = 0; index < content[from]; index++) {
        const at = head[from] + index;
        const part = store[start + (at >= size ? at - size : at)];
        if (hasTransit && Math.max(partReady[part], lastLeft[from] + headwaySeconds[from] * (index + 1)) > now) break;
        if (found < product.length) {
          product[found] = partProduct[part];
          order[found] = partOrder[part];
          ageSeconds[found] = now - partBorn[part];
        }
        found++;
      }
    }
    into.machine = machine;
    into.count = found;
  };
}

function slowReader(kernel: Kernel): (into: Candidates) => void {
  const { tally } = stateOf(kernel.program, kernel.state);
  return (into) => {
    const found = kernel.decision()?.candidates ?? [];
    into.machine = tally[ASKED];
    into.count = found.length;
    for (let at = 0; at < Math.min(found.length, into.product.length); at++) {
      into.product[at] = found[at].product;
      into.order[at] = found[at].order;
      into.ageSeconds[at] = found[at].ageSeconds;
    }
  };
}
