// The kernel as a Bernoulli line: two machines that succeed in a slot with a probability, blocking before service.
import { it } from 'vitest';
import type { ProgramSpec } from '../spec.ts';
import { ANY_NUMBER, constant, places, plant, SINK, station, stock, way } from './plants.ts';
import { bernoulli } from './production-forms.ts';
import { comparisonsOf, study } from './study.ts';

const compare = comparisonsOf('bernoulli');

const MADE = 2;
const VOID = 3;

/**
 * The second machine comes first in the model, so at the end of a slot it makes room before the first looks for it. An
 * attempt of it that fails goes round through a buffer of its own; the storage is its own place and the buffer before it.
 * A part of the first machine that finds no room was not made.
 */
function slots([p1, p2]: readonly [number, number], size: number): ProgramSpec {
  const storage = 0;
  const again = 1;
  return plant({
    stations: [
      station({
        inputs: [again, storage],
        outputs: [way({ sink: MADE }, 'pass'), way({ buffer: again }, 'rework')],
        cycleSeconds: [constant(1)],
        quality: { rework: 1 - p2, scrap: 0, maxReworks: ANY_NUMBER },
      }),
      stock(0, constant(1), {
        outputs: [way({ buffer: storage }, 'pass'), way({ sink: VOID }, 'pass'), way({ sink: VOID }, 'scrap')],
        quality: { rework: 0, scrap: 1 - p1, maxReworks: 0 },
      }),
      SINK,
      SINK,
    ],
    buffers: [places(size - 1), places(1)],
  });
}

const ROWS: { chances: readonly [number, number]; size: number }[] = [
  { chances: [0.9, 0.9], size: 3 },
  { chances: [0.8, 0.9], size: 2 },
  { chances: [0.95, 0.85], size: 5 },
];

it.each(ROWS)('chances $chances, $size places', ({ chances, size }) => {
  const plan = { warmUpSeconds: 500.5, runSeconds: 20_000 };
  const [throughput] = study(slots(chances, size), plan, (kernel, seconds) => [kernel.sinkOutput(MADE) / seconds]);
  compare(throughput, bernoulli(chances, size), { name: 'throughput', coarsest: 0.002 });
});
