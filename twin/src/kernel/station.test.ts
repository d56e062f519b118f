// What stations, people, orders and shifts do, in small lines whose course can be told by hand.
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { BLOCKED, DOWN, HELD, IDLE, OFFSHIFT, PROCESSING, SETUP, STARVED } from './constants.ts';
import { createKernel } from './kernel.ts';
import type { Kernel } from './kernel-interface.ts';
import type { FailureSpec, PersonSpec, ProgramSpec } from './spec.ts';
import { constant, failure, places, row, spec, station } from './test-lines.ts';

const started = (line: ProgramSpec, seed = 1): Kernel => {
  const kernel = createKernel(assemble(line));
  kernel.reset(seed, 0);
  return kernel;
};
const person = (fields: Partial<PersonSpec>): PersonSpec => ({
  role: 'operator',
  skills: [0],
  x: 0,
  y: 0,
  metresPerSecond: 1,
  ...fields,
});

describe('buffers', () => {
  it('hold a part for the transit time and block the station before when full', () => {
    const kernel = started(row(2, places(2, 30), (i) => ({ cycleSeconds: [constant(i === 0 ? 10 : 1)] })));
    kernel.runUntil(35);
    expect(kernel.stationState(0)).toBe(BLOCKED);
    expect(kernel.bufferContent(0)).toBe(2);
    expect(kernel.stationState(1)).toBe(STARVED);
    kernel.runUntil(40);
    expect(kernel.stationState(1)).toBe(PROCESSING);
    expect(kernel.stationSeconds(0, BLOCKED)).toBeCloseTo(10, 9);
    kernel.runUntil(41);
    expect(kernel.goodOutput()).toBe(1);
    expect(kernel.flowTimeSum()).toBeCloseTo(41, 9);
  });

  it('serve the input named first when several have a part', () => {
    const feeder = (buffer: number, product: number) =>
      station({
        kind: 'source',
        stockProduct: product,
        cycleSeconds: [constant(1), constant(1)],
        outputs: [{ to: { buffer }, when: 'always' }],
      });
    const line = spec({
      products: [{ isComponent: false }, { isComponent: false }],
      stations: [
        feeder(0, 0),
        feeder(1, 1),
        station({
          inputs: [1, 0],
          cycleSeconds: [constant(100), constant(3)],
          outputs: [{ to: { sink: 3 }, when: 'always' }],
        }),
        station({ kind: 'sink' }),
      ],
      buffers: [places(3), places(3)],
    });
    const kernel = started(line);
    kernel.runUntil(400);
    // At time 1 the part of the first source is there first; ever after there is one in the preferred buffer.
    expect(kernel.stationProcessed(2)).toBe(1 + Math.floor((400 - 101) / 3));
  });
});

describe('batches', () => {
  it('start when all parts are there and unload one by one', () => {
    const line = row(3, places(2), (i) => ({ cycleSeconds: [constant([10, 20, 8][i])], batchSize: i === 1 ? 3 : 1 }));
    const kernel = started(line);
    kernel.runUntil(29);
    expect(kernel.stationState(1)).toBe(STARVED);
    kernel.runUntil(49);
    expect(kernel.stationState(1)).toBe(PROCESSING);
    kernel.runUntil(50);
    // One goes straight on, two wait in the buffer: there is room for all three.
    expect(kernel.stationProcessed(1)).toBe(3);
    expect(kernel.stationState(2)).toBe(PROCESSING);
    expect(kernel.bufferContent(1)).toBe(2);
  });

  it('start with the parts there are when the first has waited long enough', () => {
    const line = row(3, places(9), (i) => ({
      cycleSeconds: [constant([10, 20, 1][i])],
      ...(i === 1 ? { batchSize: 5, batchWaitSeconds: 25 } : {}),
    }));
    const kernel = started(line);
    // Parts come at 10, 20, 30; at 35 the first has waited 25 s.
    kernel.runUntil(34);
    expect(kernel.stationState(1)).toBe(STARVED);
    kernel.runUntil(54);
    expect(kernel.stationState(1)).toBe(PROCESSING);
    kernel.runUntil(57.5);
    expect([kernel.stationProcessed(1), kernel.goodOutput()]).toEqual([3, 2]);
    // 40 and 50 came meanwhile and were taken at 55; with 60, 70 and 80 the next batch is full when its time is up.
    kernel.runUntil(79.5);
    expect(kernel.stationState(1)).toBe(STARVED);
    kernel.runUntil(100.5);
    expect(kernel.stationProcessed(1)).toBe(8);
  });

  it('block until the last part is out', () => {
    const line = row(3, places(1), (i) => ({ cycleSeconds: [constant([1, 5, 10][i])], batchSize: i === 1 ? 3 : 1 }));
    const kernel = started(line);
    kernel.runUntil(8);
    expect(kernel.stationState(1)).toBe(BLOCKED);
    kernel.runUntil(17.9);
    expect(kernel.stationState(1)).toBe(BLOCKED);
    kernel.runUntil(18.1);
    expect(kernel.stationState(1)).not.toBe(BLOCKED);
  });
});

it('a changeover comes before the first part of another product, and is not repeated', () => {
  const line = row(2, places(5), (i) => ({
    cycleSeconds: [constant(1), constant(1)],
    stockProduct: -1,
    changeoverSeconds:
      i === 1
        ? [
            [0, 7],
            [9, 0],
          ]
        : null,
  }));
  const kernel = started({
    ...line,
    products: [{ isComponent: false }, { isComponent: false }],
    orders: [
      { product: 0, quantity: 2, releaseSeconds: 0 },
      { product: 1, quantity: 2, releaseSeconds: 0 },
    ],
  });
  kernel.runUntil(3.5);
  expect(kernel.stationState(1)).toBe(SETUP);
  kernel.runUntil(100);
  expect(kernel.stationSeconds(1, SETUP)).toBeCloseTo(7, 9);
  expect(kernel.orderFinishedAt(0)).toBeCloseTo(3, 9);
  expect(kernel.orderFinishedAt(1)).toBeCloseTo(12, 9);
  expect(kernel.stationState(0)).toBe(IDLE);
});

describe('quality', () => {
  const inspected = (quality: { rework: number; scrap: number; maxReworks: number }): ProgramSpec =>
    spec({
      stations: [
        station({ kind: 'source', cycleSeconds: [constant(2)], outputs: [{ to: { buffer: 0 }, when: 'always' }] }),
        station({
          inputs: [1, 0],
          cycleSeconds: [constant(1)],
          quality,
          outputs: [
            { to: { sink: 2 }, when: 'pass' },
            { to: { buffer: 1 }, when: 'rework' },
            { to: { sink: 3 }, when: 'scrap' },
          ],
        }),
        station({ kind: 'sink' }),
        station({ kind: 'sink' }),
      ],
      buffers: [places(2), places(2)],
      orders: [{ product: 0, quantity: 200, releaseSeconds: 5 }],
    });

  it('sends a part to rework as often as allowed, then scraps it', () => {
    const kernel = started(inspected({ rework: 1, scrap: 0, maxReworks: 2 }));
    kernel.runUntil(10.5);
    expect(kernel.stationProcessed(1)).toBe(3);
    expect(kernel.scrapped()).toBe(1);
    expect(kernel.stationDefective(1)).toBe(3);
    expect(kernel.orderScrapped(0)).toBe(1);
  });

  it('has scrap made up, so that the order is finished in full', () => {
    const kernel = started(inspected({ rework: 0.1, scrap: 0.2, maxReworks: 1 }));
    kernel.runUntil(5);
    expect(kernel.stationSeconds(0, IDLE)).toBeCloseTo(5, 9);
    kernel.runUntil(2000);
    expect(kernel.orderDone(0)).toBe(200);
    expect(kernel.orderReleased(0)).toBe(200 + kernel.orderScrapped(0));
    expect(kernel.orderScrapped(0)).toBeGreaterThan(20);
    expect(kernel.orderFinishedAt(0)).toBeGreaterThan(400);
    expect(kernel.wip()).toBe(0);
  });
});

describe('failures', () => {
  const failing = (fields: Partial<FailureSpec>): Kernel =>
    started(row(1, places(1), () => ({ cycleSeconds: [constant(10)], failures: [failure(fields)] })));

  it('resume: the cycle goes on where it was', () => {
    const kernel = failing({});
    kernel.runUntil(26);
    expect(kernel.stationState(0)).toBe(DOWN);
    kernel.runUntil(34.9);
    expect(kernel.goodOutput()).toBe(2);
    kernel.runUntil(35.1);
    expect(kernel.goodOutput()).toBe(3);
  });
  it('restart: the cycle begins anew', () => {
    const kernel = failing({ onFailure: 'restart' });
    kernel.runUntil(39.9);
    expect(kernel.goodOutput()).toBe(2);
    kernel.runUntil(40.1);
    expect(kernel.goodOutput()).toBe(3);
  });
  it('scrap: the part is lost', () => {
    const kernel = failing({ onFailure: 'scrap' });
    kernel.runUntil(26);
    expect(kernel.scrapped()).toBe(1);
    expect(kernel.wip()).toBe(0);
    kernel.runUntil(40.1);
    expect(kernel.goodOutput()).toBe(3);
  });
  it('cycles: fail within the cycle in which the count is reached', () => {
    const kernel = failing({ clock: 'cycles', timeBetween: constant(2.25) });
    kernel.runUntil(22.6);
    expect(kernel.stationState(0)).toBe(DOWN);
    expect(kernel.stationSeconds(0, PROCESSING)).toBeCloseTo(22.5, 9);
  });
  it('calendar: fail though the station does not work', () => {
    const line = row(2, places(1), (i) => ({
      cycleSeconds: [constant(i === 0 ? 100 : 1)],
      failures: i === 1 ? [failure({ clock: 'calendar' })] : [],
    }));
    const kernel = started(line);
    kernel.runUntil(26);
    expect(kernel.stationState(1)).toBe(DOWN);
    kernel.runUntil(31);
    expect(kernel.stationState(1)).toBe(STARVED);
    kernel.runUntil(56);
    expect(kernel.stationState(1)).toBe(DOWN);
  });
  it('operating: do not come while the station waits', () => {
    const line = row(2, places(1), (i) => ({
      cycleSeconds: [constant(i === 0 ? 100 : 1)],
      failures: i === 1 ? [failure({})] : [],
    }));
    const kernel = started(line);
    kernel.runUntil(2000);
    expect(kernel.stationSeconds(1, DOWN)).toBe(0);
  });
});

describe('people', () => {
  it('one technician repairs in the order of failure, after the walk', () => {
    const of = (i: number) => ({
      kind: 'source' as const,
      stockProduct: 0,
      x: 10 * (i + 1),
      cycleSeconds: [constant(1000)],
      outputs: [{ to: { sink: 2 }, when: 'always' as const }],
      failures: [failure({ skill: 0, timeBetween: constant(i === 0 ? 20 : 22), repairSeconds: constant(30) })],
    });
    const line = spec({
      stations: [station(of(0)), station(of(1)), station({ kind: 'sink' })],
      buffers: [],
      skills: 1,
      persons: [person({ role: 'technician' })],
    });
    const kernel = started(line);
    kernel.runUntil(59.9);
    expect(kernel.stationState(0)).toBe(DOWN);
    kernel.runUntil(60.1);
    expect(kernel.stationState(0)).toBe(PROCESSING);
    expect(kernel.stationState(1)).toBe(DOWN);
    kernel.runUntil(100.1);
    expect(kernel.stationSeconds(0, DOWN)).toBeCloseTo(10 + 30 + 20.1, 6);
    expect(kernel.stationSeconds(1, DOWN)).toBeCloseTo(100 - 22, 6);
  });

  it('whoever has not the skill does not come', () => {
    const line = row(1, places(1), () => ({ cycleSeconds: [constant(10)], failures: [failure({ skill: 1 })] }));
    const kernel = started({ ...line, skills: 2, persons: [person({ role: 'technician' }), person({ skills: [1] })] });
    kernel.runUntil(1000);
    expect(kernel.stationState(0)).toBe(DOWN);
    expect(kernel.goodOutput()).toBe(2);
  });

  it('one operator for two stations: the other one is held', () => {
    const of = {
      kind: 'source' as const,
      stockProduct: 0,
      cycleSeconds: [constant(10)],
      operatorSkill: 0,
      outputs: [{ to: { sink: 2 }, when: 'always' as const }],
    };
    const line = spec({
      stations: [station(of), station({ ...of, x: 5 }), station({ kind: 'sink' })],
      buffers: [],
      skills: 1,
      persons: [person({})],
    });
    const kernel = started(line);
    kernel.runUntil(5);
    expect([kernel.stationState(0), kernel.stationState(1)]).toEqual([PROCESSING, HELD]);
    kernel.runUntil(14);
    expect(kernel.stationState(1)).toBe(HELD);
    kernel.runUntil(16);
    expect([kernel.stationState(0), kernel.stationState(1)]).toEqual([HELD, PROCESSING]);
    kernel.runUntil(300);
    expect(kernel.goodOutput()).toBe(20);
  });
});

it('in a break the running cycle is finished, nothing starts, repairs go on', () => {
  const line = row(2, places(5), (i) => ({
    cycleSeconds: [constant(10)],
    failures: i === 1 ? [failure({ timeBetween: constant(13), repairSeconds: constant(20) })] : [],
  }));
  const kernel = started({
    ...line,
    working: [
      { from: 0, to: 25 },
      { from: 100, to: 1000 },
    ],
  });
  kernel.runUntil(24);
  expect([kernel.stationState(0), kernel.stationState(1)]).toEqual([PROCESSING, DOWN]);
  kernel.runUntil(31);
  expect(kernel.stationState(0)).toBe(OFFSHIFT);
  expect(kernel.stationProcessed(0)).toBe(3);
  kernel.runUntil(99);
  expect(kernel.stationState(1)).toBe(OFFSHIFT);
  expect(kernel.stationSeconds(1, DOWN)).toBeCloseTo(20, 9);
  expect(kernel.stationProcessed(0)).toBe(3);
  kernel.runUntil(101);
  expect([kernel.stationState(0), kernel.stationState(1)]).toEqual([PROCESSING, PROCESSING]);
  // Interrupted with 7 s left.
  kernel.runUntil(107.1);
  expect(kernel.stationProcessed(1)).toBe(2);
});
