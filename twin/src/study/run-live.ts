// Futures of a line from an observed state: figures from now on, and the course of output and WIP.
import type { LiveState } from '../kernel/index.ts';
import type { CompiledLine } from '../line/index.ts';
import { estimateOf, type StudyFigure } from './run-study.ts';
import { startTeam, type Team, type TeamOptions } from './team.ts';

/** What to run. */
export interface LiveTask {
  live: LiveState;
  /** End of each future, in seconds since the line's epoch. */
  horizonSeconds: number;
  replications: number;
  seed: number;
  /** Points of the course. */
  points: number;
}

/** A value in a tenth, half and nine tenths of the futures. */
interface Band {
  p10: number;
  p50: number;
  p90: number;
}

/** What the futures have in common. */
export interface LiveStudy {
  figures: StudyFigure[];
  rows: (number | null)[][];
  /** Parts finished since the start, and mean parts on the line in the stretch before each point. */
  course: { seconds: number; output: Band; wip: Band }[];
  warnings: string[];
}

/** Runs all futures. @throws TwinError STUDY_FAILED, and the signal's reason when aborted */
export async function runLive(line: CompiledLine, task: LiveTask, options: TeamOptions = {}): Promise<LiveStudy> {
  const { live, horizonSeconds, replications, seed, points } = task;
  const team = startTeam(
    line,
    { live, horizonSeconds, replications, seed, warmupSeconds: 0, coursePoints: points },
    options,
  );
  try {
    await team.runTo(replications);
    return {
      figures: team.figures.map((figure, index) => ({
        ...figure,
        estimate: estimateOf(figure, team.column(index, replications)),
      })),
      rows: Array.from({ length: replications }, (_, replication) =>
        Array.from(team.row(replication).subarray(0, team.figures.length), (value) =>
          Number.isFinite(value) ? value : null,
        ),
      ),
      course: courseOf(team, task),
      warnings: team.warnings(),
    };
  } finally {
    await team.close();
  }
}

function courseOf(team: Team, { live, horizonSeconds, replications, points }: LiveTask): LiveStudy['course'] {
  const stretch = (horizonSeconds - live.nowSeconds) / points;
  const first = team.figures.length;
  const done = new Float64Array(replications);
  return Array.from({ length: points }, (_, point) => {
    team.column(first + points + point, replications).forEach((parts, replication) => (done[replication] += parts));
    const wip = team.column(first + point, replications).map((integral) => integral / stretch);
    return { seconds: live.nowSeconds + stretch * (point + 1), output: bandOf([...done]), wip: bandOf(wip) };
  });
}

/** Ranks of the sorted values, so that a new one falls between the outer two in 80 % of cases (99 futures: 10, 50, 90). */
function bandOf(values: number[]): Band {
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number): number => {
    const rank = Math.round(share * (sorted.length + 1));
    return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
