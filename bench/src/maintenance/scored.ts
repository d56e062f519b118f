// What a scorer of one data set gives: its figures and the published figures to print beside them.
import type { Figure, Figures } from '../figures.ts';

/** A figure that others published on the same data by the same rule. */
export interface Published {
  method: string;
  value: string;
  source: string;
}

/** Result of one data set. */
export interface SetScore {
  figures: Figures;
  published: Published[];
  /** How the set was scored and what was learned on what. */
  note: string;
}

/** Folders to score in, and to learn from where a set has a part for that. */
export interface SetFolders {
  data: string;
  /** Folders searched for learning files, `data` first. */
  learn: readonly string[];
}

/** A figure without interval. */
export function figure(
  value: number,
  unit: string,
  n: number,
  goal: { floor?: number; ambition?: number; low?: number; high?: number } = {},
): Figure {
  return {
    value,
    unit,
    n,
    low: goal.low ?? null,
    high: goal.high ?? null,
    floor: goal.floor ?? null,
    ambition: goal.ambition ?? null,
  };
}

/** Area under the ROC curve: the share of pairs that the score puts in order, ties counting half. */
export function areaUnderCurve(positive: readonly number[], negative: readonly number[]): number {
  let sum = 0;
  for (const p of positive) for (const q of negative) sum += p > q ? 1 : p === q ? 0.5 : 0;
  return sum / (positive.length * negative.length);
}
