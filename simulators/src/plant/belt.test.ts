// Belts obey physics whatever is put on them, and photo-eyes count true in spite of bounce.
import { bufferCapacity, lineModelSchema } from '@mini-factory-twin/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Belt } from './belt.ts';
import type { Part } from './part.ts';
import { createRandom } from './random.ts';
import { conveyor } from './testing.ts';

type BufferModel = ReturnType<typeof lineModelSchema.parse>['buffers'][number];

const part = (id: string): Part => ({ id, product: 'a', order: null, reworks: 0, result: 'pass', materialFactor: 1 });

function beltOf(places: number, seed: number, more: Record<string, unknown> = {}): Belt {
  return new Belt({ ...conveyor('belt', places), ...more } as BufferModel, createRandom(seed, 'bounce').next);
}

test('parts never overlap, never pass each other, are never lost, and the eyes count them all', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 150, max: 900 }),
      fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.integer({ min: 1, max: 250 })), { minLength: 1, maxLength: 60 }),
      fc.integer(),
      (places, speedMmPerSecond, moves, seed) => {
        const belt = beltOf(places, seed, { speedMmPerSecond, lengthMm: places * 300 + 70 });
        let put = 0;
        let taken = 0;
        for (const [mayPut, mayTake, steps] of moves) {
          if (mayPut && belt.canEnter()) belt.put(part(String(put++)));
          if (mayTake && belt.isReadyFor(0)) expect(belt.take().id).toBe(String(taken++));
          for (let step = 0; step < steps; step++) {
            belt.step(true);
            expectPhysics(belt, put - taken);
          }
        }
        for (let step = 0; step < 200; step++) belt.step(true);
        expect([belt.entered, belt.left]).toEqual([put, taken]);
      },
    ),
    { numRuns: 60 },
  );
});

function expectPhysics(belt: Belt, count: number): void {
  if (belt.count !== count || belt.count > belt.capacity) throw new Error(`count ${belt.count}, expected ${count}`);
  for (let index = 0; index < belt.count; index++) {
    const ahead = index === 0 ? belt.lengthMm + belt.pitchMm : belt.positionAt(index - 1);
    const at = belt.positionAt(index);
    if (at < 0 || at > ahead - belt.pitchMm + 1e-6) throw new Error(`part ${index} at ${at}, ahead ${ahead}`);
  }
}

test('a part needs length / speed to the end, and a full belt takes no more', () => {
  const belt = beltOf(4, 1);
  belt.put(part('first'));
  let steps = 0;
  for (; !belt.isReadyFor(0); steps++) belt.step(true);
  expect(steps).toBe(400);
  for (let step = 0; step < 2000; step++) {
    if (belt.canEnter()) belt.put(part(`p${step}`));
    belt.step(true);
  }
  expect(belt.count).toBe(bufferCapacity(conveyor('belt', 4) as BufferModel));
  expect(belt.canEnter()).toBe(false);
  expect(() => belt.put(part('more'))).toThrow('no room');
});

test('raw eyes do chatter: without the input filter the count would be wrong', () => {
  const random = createRandom(3, 'bounce');
  const belt = new Belt(conveyor('belt', 3) as BufferModel, random.next);
  let draws = 0;
  const chatty = new Belt(conveyor('belt', 3) as BufferModel, () => {
    draws++;
    return random.next();
  });
  chatty.put(part('a'));
  for (let step = 0; step < 400; step++) chatty.step(true);
  expect(draws).toBeGreaterThanOrEqual(9);
  expect([belt.entered, chatty.entered]).toEqual([0, 1]);
});

test('a plain buffer has no eyes and counts at the handling', () => {
  const lane = new Belt(
    {
      id: 'l',
      name: 'l',
      kind: 'buffer',
      capacity: 3,
      transitSeconds: 0,
      headwaySeconds: 0,
      path: [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
      ],
    },
    () => 0,
  );
  expect(lane.eyes).toBeNull();
  lane.put(part('a'));
  lane.step(true);
  lane.step(true);
  expect(lane.isReadyFor(0)).toBe(true);
  lane.take();
  expect([lane.entered, lane.left]).toEqual([1, 1]);
});
