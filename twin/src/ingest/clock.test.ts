// The plant clock: never ahead of the fastest message, unmoved by jitter and wild time stamps, quick to follow a step.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlantClock, medianClock, type PlantClock } from './clock.ts';

const START = 1_700_000_000_000;
const DAY = 86_400_000;

interface Scene {
  offsetMs: number;
  speed: number;
  /** Delay of each message [real ms], one message each 100 ms. */
  delays: number[];
}

const scenes: fc.Arbitrary<Scene> = fc.record({
  offsetMs: fc.integer({ min: -400 * DAY, max: 400 * DAY }),
  speed: fc.constantFrom(0.5, 1, 10, 60),
  delays: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 900 }),
});

function plantTime({ offsetMs, speed }: Scene, wallMs: number): number {
  return START + offsetMs + speed * (wallMs - START);
}

function run(scene: Scene): { clock: PlantClock; endMs: number } {
  const clock = createPlantClock(scene.speed);
  let endMs = START;
  scene.delays.forEach((delayMs, index) => {
    const sentMs = START + index * 100;
    endMs = sentMs + delayMs;
    clock.observe(plantTime(scene, sentMs), endMs);
  });
  return { clock, endMs };
}

describe('with jitter and any offset', () => {
  test('it is behind the true plant time by no more than the smallest delay of the last minute, and never ahead', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const { clock, endMs } = run(scene);
        const error = clock.plantTimeAt(endMs) - plantTime(scene, endMs);
        const smallest = Math.min(...scene.delays.slice(-500)) * scene.speed;
        expect(error).toBeLessThanOrEqual(0.5);
        expect(error).toBeGreaterThanOrEqual(-smallest - 0.5);
      }),
      { numRuns: 60 },
    );
  });

  test('time stamps in the future or the past do not move it', () => {
    fc.assert(
      fc.property(scenes, fc.integer({ min: 1, max: 300 }), fc.boolean(), (scene, minutes, isFuture) => {
        const { clock, endMs } = run(scene);
        const before = clock.plantTimeAt(endMs);
        const jumpMs = (isFuture ? 1 : -1) * (minutes * 60_000 + 5000 * 60);
        for (let i = 0; i < 4; i++) clock.observe(before + jumpMs * (i + 1), endMs);
        expect(clock.plantTimeAt(endMs)).toBe(before);
      }),
      { numRuns: 60 },
    );
  });
});

test('a first time stamp that is wrong is forgotten', () => {
  const clock = createPlantClock();
  clock.observe(START + 30 * DAY, START);
  for (let i = 1; i <= 15; i++) clock.observe(START + i * 100, START + i * 100);
  expect(clock.plantTimeAt(START + 1500)).toBe(START + 1500);
});

test('a clock that is set is followed after a second', () => {
  const clock = createPlantClock();
  for (let i = 0; i < 50; i++) clock.observe(START + i * 100, START + i * 100);
  const stepMs = -3 * DAY;
  const wall = (i: number) => START + 5000 + i * 100;
  for (let i = 0; i < 10; i++) clock.observe(wall(i) + stepMs, wall(i));
  expect(clock.plantTimeAt(wall(10))).toBe(wall(10));
  for (let i = 10; i < 12; i++) clock.observe(wall(i) + stepMs, wall(i));
  expect(clock.plantTimeAt(wall(12))).toBe(wall(12) + stepMs);
});

test('a burst of old messages after a stall is not a step', () => {
  const clock = createPlantClock();
  clock.observe(START, START);
  for (let i = 0; i < 200; i++) clock.observe(START + i * 100, START + 30_000 + i);
  expect(clock.plantTimeAt(START + 30_200)).toBe(START + 30_200);
});

test('slow drift is followed over the window, and silence extrapolates', () => {
  const clock = createPlantClock();
  const drift = 1 - 1e-4;
  for (let i = 0; i < 3000; i++) clock.observe(START + i * 100 * drift, START + i * 100);
  const truth = START + 300_000 * drift;
  expect(Math.abs(clock.plantTimeAt(START + 300_000) - truth)).toBeLessThan(10);
  expect(clock.plantTimeAt(START + 360_000) - clock.plantTimeAt(START + 300_000)).toBe(60_000);
});

test('a new speed starts anew, and a speed that is none is ignored', () => {
  const clock = createPlantClock();
  clock.observe(START, START);
  clock.setSpeed(Number.NaN);
  clock.setSpeed(-1);
  expect([clock.speed, clock.isSet]).toEqual([1, true]);
  clock.setSpeed(60);
  expect(clock.isSet).toBe(false);
  clock.observe(START + 6000, START + 100);
  expect(clock.plantTimeAt(START + 200)).toBe(START + 12_000);
});

test('of several clocks the median counts', () => {
  const clocks = [0, 50, 400 * DAY].map((offsetMs) => {
    const clock = createPlantClock();
    clock.observe(START + offsetMs, START);
    return clock;
  });
  expect(medianClock([...clocks, createPlantClock()], START)).toEqual({ plantMs: START + 50, speed: 1 });
  expect(medianClock([], START)).toEqual({ plantMs: START, speed: 1 });
});
