// The dock's time scale: past and future meet at the now-line.
import { describe, expect, it } from 'vitest';
import { NOW_SHARE, PAST_MS, tickTimes, timeScale } from './ribbon.ts';

const nowMs = Date.UTC(2026, 10, 23, 17, 2, 11);
const horizonMs = Date.UTC(2026, 10, 23, 22);

describe('time scale', () => {
  it('puts the past left, now on its line and the horizon at the right edge', () => {
    const scale = timeScale(1000, nowMs, horizonMs);
    expect(scale.x(nowMs - PAST_MS)).toBeCloseTo(0, 6);
    expect(scale.x(nowMs)).toBe(1000 * NOW_SHARE);
    expect(scale.x(horizonMs)).toBeCloseTo(1000, 6);
  });

  it('still has a future when the shift is about to end', () => {
    const scale = timeScale(1000, nowMs, nowMs + 1000);
    expect(scale.x(nowMs + 15 * 60_000)).toBeCloseTo(810, 6);
  });

  it('ticks on round times, no more than asked for', () => {
    const ticks = tickTimes(nowMs, horizonMs, 5);
    expect(ticks.map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
      '18:00',
      '19:00',
      '20:00',
      '21:00',
      '22:00',
    ]);
  });
});
