// The plant clock runs smoothly: monotone, converging, frozen in silence, jumping only when it must.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlantClock } from './plant-clock.ts';

describe('plant clock', () => {
  it('takes over the first sample and runs at the speed given', () => {
    const clock = new PlantClock();
    clock.sample(1_000_000, 5000, 10);
    expect(clock.now(5000)).toBe(1_000_000);
    expect(clock.now(5500)).toBe(1_005_000);
  });

  it('never runs backwards, however unevenly messages arrive', () => {
    const jitter = fc.array(
      fc.record({ gapMs: fc.integer({ min: 20, max: 400 }), lateMs: fc.integer({ min: 0, max: 300 }) }),
      { minLength: 2, maxLength: 60 },
    );
    fc.assert(
      fc.property(jitter, fc.constantFrom(1, 2, 10), (samples, speed) => {
        const clock = new PlantClock();
        let wallMs = 0;
        let last = Number.NEGATIVE_INFINITY;
        for (const { gapMs, lateMs } of samples) {
          for (let step = 0; step < gapMs; step += 10) {
            const now = clock.now(wallMs + step);
            if (wallMs > 0) expect(now).toBeGreaterThanOrEqual(last - 1e-6);
            if (wallMs > 0) last = now;
          }
          wallMs += gapMs;
          clock.sample((wallMs - lateMs) * speed, wallMs, speed);
        }
      }),
    );
  });

  it('works off a small difference without a jump', () => {
    const clock = new PlantClock();
    clock.sample(0, 0, 1);
    clock.sample(1200, 1000, 1);
    expect(clock.now(1000)).toBe(1000);
    for (let wallMs = 1100; wallMs <= 4000; wallMs += 100) clock.sample(wallMs + 200, wallMs, 1);
    expect(Math.abs(clock.now(4000) - 4200)).toBeLessThan(30);
  });

  it('jumps when the plant is somewhere else altogether', () => {
    const clock = new PlantClock();
    clock.sample(0, 0, 1);
    clock.sample(3_600_000, 1000, 1);
    expect(clock.now(1000)).toBe(3_600_000);
  });

  it('stands still when the stream is silent', () => {
    const clock = new PlantClock();
    clock.sample(0, 0, 1);
    expect(clock.now(60_000)).toBe(2000);
  });
});
