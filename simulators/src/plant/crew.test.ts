// People walk at their pace, the nearest free one with the skill goes, and nobody is in two places.
import { describe, expect, test } from 'vitest';
import { Crew, type Workplace } from './crew.ts';
import { lineOf, conveyor, sink, station, stock } from './testing.ts';

const person = (id: string, x: number, more: Record<string, unknown> = {}) => ({
  id,
  name: id,
  role: 'technician',
  skills: ['mechanics'],
  home: { x, y: 0 },
  walkMetresPerSecond: 2,
  ...more,
});

function crewOf(people: readonly Record<string, unknown>[]): Crew {
  const stations = [stock('in', 'belt'), station('m', ['belt'], 'out'), sink('out')];
  return new Crew(lineOf({ stations, buffers: [conveyor('belt', 3)], people }).people);
}

function placeAt(x: number): Workplace & { repairs: number } {
  const place = { x, y: 0, repairs: 0, onRepaired: () => void place.repairs++ };
  return place;
}

function run(crew: Crew, seconds: number): void {
  for (let step = 0; step < Math.round(seconds * 100); step++) crew.step(0.01);
}

describe('technicians', () => {
  test('walk distance / speed, then repair for the time it takes', () => {
    const crew = crewOf([person('tom', 0)]);
    const place = placeAt(10);
    crew.requestRepair(place, 'mechanics', 3);
    run(crew, 2.5);
    expect(crew.positionOf('tom')?.x).toBeCloseTo(5, 1);
    run(crew, 5.4);
    expect(place.repairs).toBe(0);
    run(crew, 0.2);
    expect(place.repairs).toBe(1);
  });

  test('the nearest free one with the skill goes', () => {
    const crew = crewOf([person('near', 8, { skills: ['optics'] }), person('far', 30), person('middle', 20)]);
    crew.requestRepair(placeAt(10), 'mechanics', 60);
    run(crew, 1);
    expect(['near', 'far', 'middle'].map((id) => Math.round(crew.positionOf(id)?.x ?? 0))).toEqual([8, 30, 18]);
  });

  test('one technician serves two machines one after the other, in the order of their calls', () => {
    const crew = crewOf([person('tom', 0)]);
    const [first, second] = [placeAt(2), placeAt(4)];
    crew.requestRepair(first, 'mechanics', 5);
    crew.requestRepair(second, 'mechanics', 5);
    run(crew, 6.2);
    expect([first.repairs, second.repairs]).toEqual([1, 0]);
    run(crew, 6.2);
    expect([first.repairs, second.repairs]).toEqual([1, 1]);
  });

  test('a failure without a skill recovers by itself', () => {
    const crew = crewOf([]);
    const place = placeAt(0);
    crew.requestRepair(place, null, 2);
    run(crew, 1.9);
    expect(place.repairs).toBe(0);
    run(crew, 0.2);
    expect(place.repairs).toBe(1);
  });
});

describe('operators', () => {
  test('are awaited while they walk, bound while they work, and then free for the next place', () => {
    const crew = crewOf([person('anna', 0, { role: 'operator', skills: ['assembly'] })]);
    const [here, there] = [placeAt(0), placeAt(4)];
    expect(crew.requestOperator(here, 'assembly')).toBe(true);
    expect(crew.requestOperator(there, 'assembly')).toBe(false);
    run(crew, 5);
    expect(crew.positionOf('anna')?.x).toBe(0);
    crew.releaseOperator(here);
    expect(crew.requestOperator(there, 'assembly')).toBe(false);
    run(crew, 1.9);
    expect(crew.requestOperator(there, 'assembly')).toBe(false);
    run(crew, 0.2);
    expect(crew.requestOperator(there, 'assembly')).toBe(true);
  });
});
