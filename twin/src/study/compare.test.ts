import { describe, expect, it } from 'vitest';
import { compareStudies, type StudyOfSeed } from './compare.ts';

const studyOf = (
  seed: number,
  values: (number | null)[],
  better: 'higher' | 'lower' | 'neither' = 'higher',
): StudyOfSeed => ({
  seed,
  figures: [{ id: 'line.goodParts', unit: 'parts', better, isShare: false, estimate: null }],
  rows: values.map((value) => [value]),
});

describe('two studies of one seed', () => {
  it('are compared pair by pair: a small gain shows through a large spread', () => {
    const [found] = compareStudies(studyOf(1, [100, 200, 300, 400]), studyOf(1, [101, 202, 301, 402]));
    expect(found).toMatchObject({
      first: 250,
      second: 251.5,
      difference: 1.5,
      n: 4,
      method: 'paired',
      verdict: 'better',
    });
  });

  it('leave out pairs of which one half says nothing', () => {
    const [found] = compareStudies(studyOf(1, [1, null, 3]), studyOf(1, [2, 9, null, 4]));
    expect(found).toMatchObject({ n: 1, difference: 1, low: null, verdict: 'undecided' });
  });
});

describe('two studies of different seeds', () => {
  it('are compared by Welch’s interval, which a large spread keeps undecided', () => {
    const [found] = compareStudies(studyOf(1, [100, 200, 300, 400]), studyOf(2, [101, 202, 301, 402]));
    expect(found).toMatchObject({ difference: 1.5, method: 'welch', verdict: 'undecided' });
  });

  // Equal spread and size: 4 degrees of freedom, t = 2.776445.
  it('have the interval of Welch and Satterthwaite', () => {
    const [found] = compareStudies(studyOf(1, [9, 10, 11]), studyOf(2, [19, 20, 21]));
    expect(found?.low).toBeCloseTo(10 - 2.776445 * Math.sqrt(2 / 3), 5);
    expect(found?.verdict).toBe('better');
  });
});

it('knows that less is better for some figures, and neither for others', () => {
  const verdict = (better: 'higher' | 'lower' | 'neither') =>
    compareStudies(studyOf(1, [1, 2, 3], better), studyOf(1, [2.1, 3, 4], better))[0]?.verdict;
  expect([verdict('higher'), verdict('lower'), verdict('neither')]).toEqual(['better', 'worse', 'different']);
});

it('leaves out figures that only one study has', () => {
  const other = studyOf(1, [1]);
  expect(compareStudies(studyOf(1, [1]), { ...other, figures: [{ ...other.figures[0], id: 'line.cost' }] })).toEqual(
    [],
  );
});
