// Parts follow their moves: along belts, into machines, off the line; whatever the clock does.
import type { Move } from '@mini-factory-twin/contracts';
import { describe, expect, it } from 'vitest';
import { demoModel } from '../dev/demo-model.ts';
import { FakeLine } from '../dev/fake-line.ts';
import { BELT_TOP, PartFlow } from './flow.ts';

const model = await demoModel();

function move(part: string, segment: string | null, enterMs: number, seq: number): Move {
  return { seq, part, product: 'du-80', segment, enterMs, exitMs: null };
}

describe('part flow', () => {
  it('runs a part along its conveyor at belt speed', () => {
    const flow = new PartFlow(model);
    flow.push([move('a', 'raw-conveyor', 1000, 1)], true);
    flow.advance(1000);
    expect(flow.parts.get('a')).toMatchObject({ x: 1.2, y: BELT_TOP, z: -0 });
    for (let atMs = 1000; atMs <= 5000; atMs += 50) flow.advance(atMs);
    expect(flow.parts.get('a')?.x).toBeCloseTo(1.2 + 4 * 0.3, 6);
  });

  it('applies a move only when the clock reaches it', () => {
    const flow = new PartFlow(model);
    flow.push([move('a', 'raw-conveyor', 0, 1)], true);
    flow.advance(9000);
    flow.push([move('a', 'cnc-1', 10_000, 2)], false);
    flow.advance(9900);
    expect(flow.parts.get('a')?.z).toBeCloseTo(0, 6);
    for (let atMs = 9900; atMs <= 12_000; atMs += 50) flow.advance(atMs);
    expect(flow.parts.get('a')?.z).toBeCloseTo(-2.2 + 0.2, 6);
  });

  it('takes a part from the line when it leaves', () => {
    const flow = new PartFlow(model);
    flow.push([move('a', 'packing', 0, 1)], true);
    flow.push([move('a', null, 500, 2)], false);
    flow.advance(400);
    expect(flow.parts.size).toBe(1);
    flow.advance(600);
    expect(flow.parts.size).toBe(0);
  });

  it('forgets parts that a reset does not name', () => {
    const flow = new PartFlow(model);
    flow.push([move('a', 'raw-conveyor', 0, 1), move('b', 'raw-conveyor', 1000, 2)], true);
    flow.push([move('b', 'raw-conveyor', 1000, 2)], true);
    expect([...flow.parts.keys()]).toEqual(['b']);
  });

  it('puts parts where they belong after a jump of the clock, without a flight', () => {
    const flow = new PartFlow(model);
    flow.push([move('a', 'raw-conveyor', 0, 1), move('b', 'raw-conveyor', 1000, 2)], true);
    flow.advance(500);
    flow.advance(3_600_000);
    expect(flow.parts.get('a')?.x).toBeCloseTo(3.6, 6);
    expect(flow.parts.get('b')?.x).toBeCloseTo(3.3, 6);
  });

  it('draws exactly the parts a running line holds, and none faster than its hop', () => {
    const line = new FakeLine(model, 0);
    const flow = new PartFlow(model);
    flow.push([], true);
    const last = new Map<string, { x: number; z: number }>();
    let longest = 0;
    for (let step = 0; step < 3000; step += 1) {
      line.run(0.1);
      flow.push(line.moves.splice(0), false);
      flow.advance(line.nowMs);
      for (const [id, part] of flow.parts) {
        const before = last.get(id);
        if (before !== undefined) longest = Math.max(longest, Math.hypot(part.x - before.x, part.z - before.z));
        last.set(id, { x: part.x, z: part.z });
      }
    }
    expect(longest).toBeLessThan(1);
    expect(flow.parts.size).toBeGreaterThan(30);
    expect(new Set(flow.parts.keys())).toEqual(new Set(line.places.keys()));
  });
});
