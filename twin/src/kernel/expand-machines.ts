// From stations to the machines they consist of, and from failures and maintenance tasks to modes.
import type { DistributionSpec, FailureSpec, ProgramSpec, StationSpec } from './spec.ts';

/** A failure mode, or a maintenance task as one that never fails. */
export interface ModeSpec {
  clock: FailureSpec['clock'];
  timeBetween: DistributionSpec;
  repairSeconds: DistributionSpec;
  skill: number;
  onFailure: FailureSpec['onFailure'] | 'never';
  overlap: 'absorb' | 'follow' | 'pause';
  /** Modes of the machine, by ordinal, that are as new along with it. */
  renews: number[];
}

/** One machine of a station. Modes: its failures, then its maintenance tasks. */
export interface MachineSpec {
  station: StationSpec;
  index: number;
  modes: ModeSpec[];
}

/** The machines of all stations, in the order of the model. */
export function expandMachines(spec: ProgramSpec): MachineSpec[] {
  return spec.stations.flatMap((station, index) =>
    Array.from({ length: station.servers }, () => ({ station, index, modes: modesOf(station) })),
  );
}

function modesOf({ failures, maintenance }: StationSpec): ModeSpec[] {
  const tasksFor = (mode: number): number[] =>
    maintenance.flatMap((task, index) => (task.renews.includes(mode) ? [failures.length + index] : []));
  return [
    ...failures.map((failure, ordinal) => ({ overlap: 'absorb' as const, ...failure, renews: tasksFor(ordinal) })),
    ...maintenance.map(({ clock, every, durationSeconds, skill, renews }) => ({
      clock,
      timeBetween: { type: 'constant' as const, value: every },
      repairSeconds: durationSeconds,
      skill,
      onFailure: 'never' as const,
      overlap: 'absorb' as const,
      renews: [...renews],
    })),
  ];
}
