// What a machine sees of the plant around it.
import type { Station, StationState } from '@mini-factory-twin/contracts';
import type { Crew } from './crew.ts';
import type { HiddenTruth } from './hidden-truth.ts';
import type { CycleResult, Part } from './part.ts';
import type { WorkCalendar } from './work-calendar.ts';

/** The plant as its machines see it. */
export interface PlantFloor {
  readonly hidden: HiddenTruth;
  readonly crew: Crew;
  readonly calendar: WorkCalendar;
  /** A new part for a source; null when nothing is to be released. */
  releasePart(station: Station): Part | null;
  hasWorkFor(station: Station): boolean;
  onState(id: string, state: StationState): void;
  onPartAt(part: Part, place: string): void;
  onPartGone(part: Part): void;
  /** A cycle of the station with this index is over. */
  onCycleEnd(station: number, result: CycleResult): void;
}

/** A way out of a machine that is free now. */
export interface Exit {
  accept(part: Part): void;
}

/** The belts and chutes around one machine. */
export interface Places {
  /** Takes the next part in order of the inputs, when all components of a cycle are there too; null when not. */
  takeInput(): Part | null;
  /** Reserves what `takeInput` would take; false when nothing is there. */
  claimInput(): boolean;
  dropClaim(): void;
  /** The next part is less than a pitch away. */
  isInputMovingUp(): boolean;
  /** Uses one component of the n-th kind up; false when none is at the stop. */
  takeComponent(index: number): boolean;
  /** The first free way out for a result. */
  exitFor(result: CycleResult): Exit | 'none';
  /** A way out has room, but the last part has not moved off yet. */
  isExitClearing(result: CycleResult): boolean;
  /** Time the slowest way out needs between two parts [s]. */
  readonly exitPitchSeconds: number;
}
