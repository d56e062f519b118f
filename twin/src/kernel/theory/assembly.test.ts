// The kernel as an assembly of two feeders against exact throughputs (see ctmc.test.ts).
import { describe, it } from 'vitest';
import type { FailureSpec, ProgramSpec } from '../spec.ts';
import { workControls } from './controls.ts';
import { exponential, failure, places, plant, SINK, station, stock, way } from './plants.ts';
import { comparisonsOf, study } from './study.ts';
import { ASSEMBLY, ASSEMBLY_FAILURE_RATE, ASSEMBLY_REPAIR_RATE } from './tables.ts';

const compare = comparisonsOf('assembly');

function assembly(capacity: number, failures: readonly FailureSpec[]): ProgramSpec {
  const feeder = (product: number) => stock(product, exponential(1), { outputs: [way({ buffer: product })], failures });
  return plant({
    products: [{ isComponent: false }, { isComponent: true }],
    stations: [
      feeder(0),
      feeder(1),
      station({
        inputs: [0],
        components: [{ buffer: 1, quantity: 1 }],
        outputs: [way({ sink: 3 })],
        cycleSeconds: [exponential(1), exponential(1)],
        failures,
      }),
      SINK,
    ],
    buffers: [places(capacity), places(capacity)],
  });
}

describe.each(ASSEMBLY)('$places places on each side', ({ places: capacity, reliable, unreliable }) => {
  const failures = [failure(exponential(1 / ASSEMBLY_FAILURE_RATE), exponential(1 / ASSEMBLY_REPAIR_RATE))];

  it.each([
    { kind: 'reliable', exact: reliable, failures: [] },
    { kind: 'unreliable', exact: unreliable, failures },
  ])('$kind: $exact', (of) => {
    const plan = { warmUpSeconds: 500, runSeconds: 6000, controls: 3 };
    const line = assembly(capacity, of.failures);
    const [throughput] = study(line, plan, (kernel, seconds) => [
      ...workControls(kernel, seconds, [1, 1, 1]),
      kernel.goodOutput() / seconds,
    ]);
    compare(throughput, Number(of.exact), { name: 'throughput' });
  });
});
