// Accumulation on conveyors as laws over random lines of parts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceRiders, settleRiders } from './conveyor.ts';
import type { Rider } from './conveyor.ts';

const belt = { length: 3, speed: 0.3, pitch: 0.3 };

function ridersOf(gapsMs: readonly number[]): Rider[] {
  let enterMs = 0;
  return gapsMs.map((gapMs, index) => {
    enterMs += gapMs;
    return { part: `p${index}`, product: 'a', seq: index, enterMs, position: 0 };
  });
}

const gaps = fc.array(fc.integer({ min: 1000, max: 6000 }), { minLength: 1, maxLength: 10 });
const steps = fc.array(fc.integer({ min: 0, max: 800 }), { minLength: 1, maxLength: 80 });

describe('accumulating conveyor', () => {
  it('keeps the parts in order, a pitch apart, on the belt, and never faster than free travel', () => {
    fc.assert(
      fc.property(gaps, steps, (gapsMs, stepsMs) => {
        const riders = ridersOf(gapsMs);
        let nowMs = 0;
        for (const stepMs of stepsMs) {
          nowMs += stepMs;
          advanceRiders(riders, belt, { nowMs, seconds: stepMs / 1000 });
          riders.forEach((rider, index) => {
            const ahead = riders[index - 1];
            expect(rider.position).toBeGreaterThanOrEqual(0);
            expect(rider.position).toBeLessThanOrEqual(
              Math.max(0, ((nowMs - rider.enterMs) / 1000) * belt.speed) + 1e-9,
            );
            expect(rider.position).toBeLessThanOrEqual(belt.length);
            if (ahead !== undefined && rider.position > 0)
              expect(ahead.position - rider.position).toBeGreaterThanOrEqual(belt.pitch - 1e-9);
          });
        }
      }),
    );
  });

  it('never moves a part back while nobody leaves', () => {
    fc.assert(
      fc.property(gaps, steps, (gapsMs, stepsMs) => {
        const riders = ridersOf(gapsMs);
        let nowMs = 0;
        for (const stepMs of stepsMs) {
          nowMs += stepMs;
          const before = riders.map((rider) => rider.position);
          advanceRiders(riders, belt, { nowMs, seconds: stepMs / 1000 });
          riders.forEach((rider, index) => expect(rider.position).toBeGreaterThanOrEqual(before[index] as number));
        }
      }),
    );
  });

  it('queues waiting parts a pitch apart from the end', () => {
    const riders = ridersOf([0, 1000, 1000]);
    settleRiders(riders, belt, 60_000);
    expect(riders.map((rider) => Number(rider.position.toFixed(3)))).toEqual([3, 2.7, 2.4]);
  });

  it('moves up at about belt speed when the first part leaves, without a jump', () => {
    const riders = ridersOf([0, 1000, 1000]);
    settleRiders(riders, belt, 60_000);
    riders.shift();
    advanceRiders(riders, belt, { nowMs: 60_100, seconds: 0.1 });
    expect(riders[0]?.position).toBeCloseTo(2.745, 3);
  });
});
