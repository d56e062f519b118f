// The printed figures of exponential lines are right to every digit (exact solution, no simulation).
import { describe, expect, it } from 'vitest';
import { type MarkovMachine, meanOf, solveLine, solveRow, steadyState } from './ctmc.ts';
import {
  ASSEMBLY,
  ASSEMBLY_FAILURE_RATE,
  ASSEMBLY_REPAIR_RATE,
  BOWLS,
  RELIABLE_THROUGHPUT,
  TWO_STATIONS,
  UNRELIABLE,
  type UnreliableMachines,
} from './tables.ts';

const digitsOf = (printed: string): number => printed.length - printed.indexOf('.') - 1;

function expectPrinted(value: number, printed: string): void {
  expect(value.toFixed(digitsOf(printed))).toBe(printed);
}

const like = (count: number): { rate: number }[] => new Array<{ rate: number }>(count).fill({ rate: 1 });

const unreliable = ({ rates, failureRates, repairRates }: UnreliableMachines) =>
  rates.map((rate, i) => ({ rate, failureRate: failureRates[i], repairRate: repairRates[i] }));

it('a birth-death chain has the geometric steady state', () => {
  const steady = steadyState([0], ([n]) => [
    [n < 6 ? 0.9 : 0, [n + 1]],
    [n > 0 ? 1 : 0, [n - 1]],
  ]);
  const sum = [0, 1, 2, 3, 4, 5, 6].reduce((total, n) => total + 0.9 ** n, 0);
  for (let n = 0; n <= 6; n++)
    expect(meanOf(steady, (state) => Number(state[0] === n))).toBeCloseTo(0.9 ** n / sum, 10);
});

describe('reliable saturated lines', () => {
  it.each(RELIABLE_THROUGHPUT)('$stations stations, $places places: $throughput', (row) => {
    const { throughput, wip } = solveRow(like(row.stations), row.places);
    expectPrinted(throughput, row.throughput);
    if (row.wip !== undefined) expectPrinted(wip, row.wip);
  });

  it('three stations without places between make 22/39 (Hunt 1956)', () => {
    expect(solveRow(like(3), 0).throughput).toBeCloseTo(22 / 39, 10);
  });

  it.each(TWO_STATIONS)('two stations, rates $rates, $places places: $throughput', ({ rates, places, throughput }) => {
    const [first, second] = rates;
    const machines = rates.map((rate) => ({ rate }));
    const ratio = first / second;
    const places2 = places + 2;
    expectPrinted(solveRow(machines, places).throughput, throughput);
    expectPrinted((first * (1 - ratio ** places2)) / (1 - ratio ** (places2 + 1)), throughput);
  });

  it.each([0, 1, 5, 20])('two like stations with %i places make (B + 2) / (B + 3)', (places) => {
    expect(solveRow(like(2), places).throughput).toBeCloseTo((places + 2) / (places + 3), 9);
  });

  it('reversed make as much', () => {
    const machines = [
      { rate: 1, failureRate: 0.02, repairRate: 0.1 },
      { rate: 1.3, failureRate: 0.1, repairRate: 0.5 },
      { rate: 0.9 },
    ];
    expect(solveRow([...machines].reverse(), 2).throughput).toBeCloseTo(solveRow(machines, 2).throughput, 9);
  });
});

describe('the bowl phenomenon', () => {
  const rates = (means: readonly number[]): { rate: number }[] => means.map((mean) => ({ rate: 1 / mean }));

  it.each(BOWLS)('means $means with $places places: $throughput', ({ means, places, throughput, gainPercent }) => {
    const bowl = solveRow(rates(means), places).throughput;
    expectPrinted(bowl, throughput);
    const gain = (bowl / solveRow(like(means.length), places).throughput - 1) * 100;
    if (gainPercent !== undefined) expectPrinted(gain, gainPercent);
  });

  it.each(BOWLS)('means $means with $places places are the best of their kind', ({ means, places, throughput }) => {
    const inner = means.length - 2;
    for (const shift of [-0.005, 0.005]) {
      const moved = means.map((mean, i) => mean + (i === 0 || i > inner ? shift : (-2 * shift) / inner));
      expect(solveRow(rates(moved), places).throughput).toBeLessThan(Number(throughput));
    }
  });
});

describe('unreliable lines', () => {
  const cells = UNRELIABLE.flatMap(({ machines, throughput }) =>
    Object.entries(throughput).map(([places, printed]) => ({ machines, places: Number(places), printed })),
  );

  it.each(cells)('$machines, $places places: $printed', ({ machines, places, printed }) => {
    expectPrinted(solveRow(unreliable(machines), places).throughput, printed);
  });

  it('the first with five places holds 4.33182 parts, and is blocked as long as starved', () => {
    const { wip, blocked, starved } = solveRow(unreliable(UNRELIABLE[0].machines), 5);
    expectPrinted(wip, '4.33182');
    expectPrinted(blocked[0], '0.16818');
    expectPrinted(starved[1], '0.16818');
  });

  it('three machines with five places are blocked and starved alike, mirrored', () => {
    const { blocked, starved } = solveRow(unreliable(UNRELIABLE[4].machines), 5);
    ['0.22408', '0.11368', '0.00000'].forEach((printed, i) => expectPrinted(blocked[i], printed));
    ['0.00000', '0.11040', '0.22408'].forEach((printed, i) => expectPrinted(starved[i], printed));
  });
});

describe('assembly of two feeders', () => {
  const assembly = (places: number, failing: Partial<MarkovMachine>): number =>
    solveLine(
      [
        { inputs: [], output: 0, rate: 1, ...failing },
        { inputs: [], output: 1, rate: 1, ...failing },
        { inputs: [0, 1], output: -1, rate: 1, ...failing },
      ],
      [places, places],
    ).throughput;

  it.each(ASSEMBLY)('$places places on each side: $reliable, $unreliable', (row) => {
    expectPrinted(assembly(row.places, {}), row.reliable);
    const failing = { failureRate: ASSEMBLY_FAILURE_RATE, repairRate: ASSEMBLY_REPAIR_RATE };
    expectPrinted(assembly(row.places, failing), row.unreliable);
  });
});
