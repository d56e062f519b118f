// The closed forms give the printed figures to every digit (no simulation).
import { describe, expect, it } from 'vitest';
import {
  cobham,
  completion,
  erlangC,
  exponentialMoments,
  lossSystem,
  type Moments,
  pollaczek,
  preemptive,
  repairmen,
} from './closed-forms.ts';
import { meanOf, type Move, steadyState } from './ctmc.ts';
import {
  bernoulli,
  bestAge,
  buzacott,
  costRate,
  fluidOnCalendar,
  fluidOnOperation,
  meanAge,
  twoInStep,
  type TwoMachines,
} from './production-forms.ts';

const printed = (values: readonly number[], digits = 6): string[] => values.map((value) => value.toFixed(digits));

describe('queues', () => {
  it.each([
    { arrival: 0.9, servers: 1, figures: ['0.900000', '9.000000', '8.100000'] },
    { arrival: 1.8, servers: 2, figures: ['0.852632', '4.263158', '7.673684'] },
    { arrival: 2.7, servers: 3, figures: ['0.817061', '2.723537', '7.353549'] },
    { arrival: 4.5, servers: 5, figures: ['0.762493', '1.524986', '6.862439'] },
    { arrival: 9, servers: 10, figures: ['0.668732', '0.668732', '6.018584'] },
  ])('M/M/$servers at $arrival a second', ({ arrival, servers, figures }) => {
    const { waits, wq, lq } = erlangC(arrival, 1, servers);
    expect(printed([waits, wq, lq])).toEqual(figures);
  });

  it('M/G/1', () => {
    const erlang4: Moments = { mean: 1, square: 1.25 };
    const even: Moments = { mean: 1, square: 1 + 1 / 12 };
    const services = [exponentialMoments(1), erlang4, even, { mean: 1, square: 1 }];
    expect(printed(services.map((service) => pollaczek(0.8, service)))).toEqual([
      '4.000000',
      '2.500000',
      '2.166667',
      '2.000000',
    ]);
  });

  it('M/G/1 with failures', () => {
    const time = (service: Moments): number => {
      const whole = completion(service, 0.1, exponentialMoments(2));
      return whole.mean + pollaczek(0.5, whole);
    };
    expect(printed([time(exponentialMoments(1)), time({ mean: 1, square: 1 })], 1)).toEqual(['3.5', '2.6']);
  });

  it('priorities', () => {
    const classes = [0.3, 0.5].map((arrival) => ({ arrival, service: exponentialMoments(1) }));
    expect(printed(cobham(classes))).toEqual(['1.142857', '5.714286']);
    expect(printed(preemptive(classes))).toEqual(['1.428571', '7.142857']);
  });

  it('loss systems', () => {
    const one = lossSystem(0.9, 1, { servers: 1, most: 6 });
    const three = lossSystem(2.7, 1, { servers: 3, most: 8 });
    expect(printed([one.loss, one.l])).toEqual(['0.101867', '2.582407']);
    expect(printed([three.loss, three.l, three.throughput])).toEqual(['0.085275', '3.954882', '2.469759']);
  });

  it.each([
    { machines: 5, crew: 1, figures: ['4.360478', '0.203474', '0.466632'] },
    { machines: 10, crew: 1, figures: ['7.854177', '1.360406', '1.732079'] },
    { machines: 10, crew: 2, figures: ['8.961362', '0.142502', '0.159018'] },
    { machines: 20, crew: 3, figures: ['17.873768', '0.338855', '0.189582'] },
  ])('$machines machines and a crew of $crew', ({ machines, crew, figures }) => {
    const { up, lq, wq } = repairmen(0.1, 1, { machines, crew });
    expect(printed([up, lq, wq])).toEqual(figures);
  });
});

describe('two-machine lines', () => {
  const lines: TwoMachines[] = [
    { failureRates: [0.01, 0.01], repairRates: [0.1, 0.1], size: 10 },
    { failureRates: [0.01, 0.02], repairRates: [0.1, 0.1], size: 10 },
    { failureRates: [0.02, 0.01], repairRates: [0.2, 0.05], size: 20 },
  ];

  it('continuous flow, failures on calendar time', () => {
    expect(printed(lines.map(fluidOnCalendar), 5)).toEqual(['0.85577', '0.79417', '0.80981']);
  });

  it('continuous flow, failures on operating time: as once simulated', () => {
    const simulated = [0.85821, 0.79851, 0.81177];
    lines.map(fluidOnOperation).forEach((exact, i) => expect(Math.abs(exact - simulated[i])).toBeLessThan(0.0015));
  });

  it.each([fluidOnCalendar, fluidOnOperation])('continuous flow reversed is the same: %o', (throughput) => {
    for (const { failureRates, repairRates, size } of lines) {
      const reversed: TwoMachines = {
        failureRates: [failureRates[1], failureRates[0]],
        repairRates: [repairRates[1], repairRates[0]],
        size,
      };
      expect(throughput(reversed)).toBeCloseTo(throughput({ failureRates, repairRates, size }), 9);
    }
  });

  const CHANCES: { chances: readonly [number, number]; size: number; figure: string }[] = [
    { chances: [0.9, 0.9], size: 3, figure: '0.870968' },
    { chances: [0.8, 0.9], size: 2, figure: '0.778702' },
    { chances: [0.95, 0.85], size: 5, figure: '0.849788' },
  ];

  it.each(CHANCES)('Bernoulli $chances, $size places: $figure, as the chain of its slots', (row) => {
    const [p1, p2] = row.chances;
    const chain = steadyState([0], ([parts]): Move[] =>
      [
        [p1 * p2, 1, 1],
        [p1 * (1 - p2), 1, 0],
        [(1 - p1) * p2, 0, 1],
      ].map(([chance, made, taken]) => {
        const left = Math.max(0, parts - taken);
        return [chance, [Math.min(row.size, left + made)]];
      }),
    );
    const throughput = p2 * meanOf(chain, ([parts]) => Number(parts > 0));
    expect(printed([bernoulli(row.chances, row.size), throughput])).toEqual([row.figure, row.figure]);
  });

  it("Buzacott's limits and the two machines in step just above", () => {
    expect(printed([buzacott(100, 10, 2), buzacott(100, 10, 5)], 5)).toEqual(['0.83333', '0.66667']);
    expect(twoInStep(100, 10)).toBeGreaterThan(buzacott(100, 10, 2));
    expect(twoInStep(100, 10)).toBeCloseTo(0.834, 3);
  });
});

it('age replacement', () => {
  const ageing = { shape: 2.5, scale: 100, planned: 1, failure: 5 };
  const best = bestAge(ageing);
  expect(best.toFixed(2)).toBe('49.30');
  expect(costRate(ageing, best).toFixed(6)).toBe('0.034620');
  expect(meanAge(ageing, 1000).toFixed(6)).toBe('88.726382');
  expect(costRate(ageing, 1000).toFixed(6)).toBe('0.056353');
});
