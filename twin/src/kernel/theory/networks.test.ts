// The kernel as a network of queues: Jackson's tandem, rework, and CONWIP as a closed network.
import { describe, expect, it } from 'vitest';
import { PROCESSING } from '../constants.ts';
import type { Kernel } from '../kernel-interface.ts';
import { ANY_NUMBER, constant, exponential, places, plant, row, SINK, station, stock, VAST, way } from './plants.ts';
import { comparisonsOf, study } from './study.ts';

const compare = comparisonsOf('networks');

/** Mean time of a visit to a station from the buffer before it. */
const visit = (kernel: Kernel, stationIndex: number, buffer: number): number =>
  (kernel.bufferIntegral(buffer) + kernel.stationSeconds(stationIndex, PROCESSING)) / kernel.bufferEntered(buffer);

it("Jackson's tandem: each station as if alone, 10.333333 s in all", () => {
  const rates = [0.5, 1, 0.8, 0.7];
  const line = row([VAST, VAST, VAST], (i) => ({ cycleSeconds: [exponential(1 / rates[i])] }));
  const estimates = study(line, { warmUpSeconds: 1000, runSeconds: 40_000 }, (kernel) => {
    const visits = [0, 1, 2].map((i) => visit(kernel, i + 1, i));
    return [...visits, visits.reduce((sum, time) => sum + time, 0)];
  });
  const exact = rates.slice(1).map((rate) => 1 / (rate - rates[0]));
  exact.forEach((time, i) => compare(estimates[i], time, { name: `W ${i}`, coarsest: 0.02 }));
  compare(estimates[3], 31 / 3, { name: 'W', coarsest: 0.02 });
});

it('rework with probability 0.2: 5/3 parts in the system for 10/3 s each', () => {
  const line = plant({
    stations: [
      stock(0, exponential(2), { outputs: [way({ buffer: 0 })] }),
      station({
        inputs: [0],
        outputs: [way({ buffer: 0 }, 'rework'), way({ sink: 2 }, 'pass')],
        cycleSeconds: [exponential(1)],
        quality: { rework: 0.2, scrap: 0, maxReworks: ANY_NUMBER },
      }),
      SINK,
    ],
    buffers: [places(VAST)],
  });
  const [length, time, again] = study(line, { warmUpSeconds: 500, runSeconds: 40_000 }, (kernel, seconds) => {
    const held = kernel.bufferIntegral(0) + kernel.stationSeconds(1, PROCESSING);
    return [held / seconds, held / kernel.goodOutput(), kernel.stationDefective(1) / kernel.stationProcessed(1)];
  });
  compare(length, 5 / 3, { name: 'L', coarsest: 0.015 });
  compare(time, 10 / 3, { name: 'W', coarsest: 0.015 });
  compare(again, 0.2, { name: 'reworked' });
});

describe('CONWIP, four stations', () => {
  it.each([1, 2, 4, 8, 16])('%i parts: w / (w + 3) a second, w + 3 s each', (most) => {
    const line = row([VAST, VAST, VAST, VAST], (i) =>
      i === 0 ? { cycleSeconds: [constant(0)], maxWip: most } : { cycleSeconds: [exponential(1)] },
    );
    const [throughput, flow, wip] = study(line, { warmUpSeconds: 500, runSeconds: 8000 }, (kernel, seconds) => [
      kernel.goodOutput() / seconds,
      kernel.flowTimeSum() / kernel.goodOutput(),
      kernel.wipIntegral() / seconds,
    ]);
    compare(throughput, most / (most + 3), { name: 'throughput' });
    compare(flow, most + 3, { name: 'flow time' });
    expect(wip.mean).toBeCloseTo(most, 6);
  });
});
