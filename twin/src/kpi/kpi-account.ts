// The KPI account of a line: takes what happens, answers the ISO 22400 figures of the current shift.
import type { KnownState, Kpis, LineModel } from '@mini-factory-twin/contracts';
import { type Oee, oeeOf } from './oee.ts';
import { evenMix, secondsForMix, slowestStage, type Stage, stagesOf } from './pace.ts';
import { periodFrom, workingSeconds } from './period.ts';
import { StationAccount, type StationFigures } from './station-account.ts';

/** Parts a station has finished: increments, not counter readings. */
export interface ProcessedParts {
  station: string;
  product: string;
  count: number;
  defective: number;
  atMs: number;
}

/** A part that left the line. */
export interface PartLeft {
  product: string;
  isGood: boolean;
  /** Seconds from entering to leaving; null when nobody saw it enter. */
  flowSeconds: number | null;
  atMs: number;
}

/**
 * Times are plant ms and rise; one that is late by less than a shift change is booked at the latest time known.
 * Stations the model does not have, and sinks, are passed over.
 */
export interface KpiAccount {
  stateChange(station: string, state: KnownState, atMs: number): void;
  processed(parts: ProcessedParts): void;
  partLeft(part: PartLeft): void;
  /** Work in process from `atMs` on [parts]. */
  wip(atMs: number, parts: number): void;
  /** Figures of the current period up to `atMs`, or up to the latest event when that is later. */
  kpis(atMs: number): Kpis;
  /** Figures of the last shift that ended; null before. */
  previousShift(): Kpis | null;
}

interface LineCounts {
  /** Parts that left, by product. */
  mix: Map<string, number>;
  good: number;
  scrap: number;
  flowSeconds: number;
  flowCount: number;
}

/** An account that knows nothing before `fromMs`. It starts anew with each shift. */
export function createKpiAccount(model: LineModel, fromMs: number): KpiAccount {
  const stages = stagesOf(model);
  let period = periodFrom(model, fromMs);
  const watched = model.stations.filter((station) => station.kind !== 'sink');
  const stations = new Map(watched.map((station) => [station.id, new StationAccount(station, period)]));
  let counts = noCounts();
  let wipParts = 0;
  let latestMs = fromMs;
  let lastShift: Kpis | null = null;

  function view(toMs: number): Kpis {
    const figures = new Map([...stations].map(([id, station]) => [id, station.figures(toMs)]));
    const hours = workingSeconds(period, period.startMs, toMs) / 3600;
    return {
      line: model.id,
      fromMs: period.startMs,
      toMs,
      shift: period.shift,
      output: counts.good,
      scrap: counts.scrap,
      throughputPerHour: hours > 0 ? counts.good / hours : 0,
      wip: wipParts,
      flowTimeSeconds: counts.flowCount > 0 ? counts.flowSeconds / counts.flowCount : null,
      oee: lineOee(counts, figures, slowestStage(stages, counts.mix.size > 0 ? counts.mix : evenMix(model))),
      stations: [...figures.values()].map(({ kpis }) => kpis),
    };
  }

  function advance(atMs: number): void {
    while (atMs >= period.endMs) {
      if (period.shift !== null) lastShift = view(period.endMs);
      period = periodFrom(model, period.endMs);
      for (const station of stations.values()) station.begin(period);
      counts = noCounts();
    }
    latestMs = Math.max(latestMs, atMs);
  }

  return {
    stateChange(station, state, atMs) {
      advance(atMs);
      stations.get(station)?.change(state, atMs);
    },
    processed({ station, product, count, defective, atMs }) {
      advance(atMs);
      stations.get(station)?.count(product, count, defective);
    },
    partLeft(part) {
      advance(part.atMs);
      addPart(counts, part);
    },
    wip(atMs, parts) {
      advance(atMs);
      wipParts = parts;
    },
    kpis(atMs) {
      advance(atMs);
      return view(latestMs);
    },
    previousShift: () => lastShift,
  };
}

/**
 * OEE of the line = planned time of its good parts at the pace of the slowest planned stage / planned busy time of that
 * stage. It splits like a station's: APT and PBT are the means over the stage's stations, PQ is what left the line, PRI
 * the stage's planned seconds per part in the mix that left.
 */
function lineOee(counts: LineCounts, figures: ReadonlyMap<string, StationFigures>, stage: Stage | null): Oee {
  const members = (stage?.stations ?? []).flatMap((id) => figures.get(id) ?? []);
  if (stage === null || members.length === 0) return oeeOf(NOTHING);
  const mean = (value: (member: StationFigures) => number): number =>
    members.reduce((sum, member) => sum + value(member), 0) / members.length;
  return oeeOf({
    productionSeconds: mean((member) => member.productionSeconds),
    busySeconds: mean((member) => member.kpis.plannedBusySeconds),
    plannedSeconds: secondsForMix(stage, counts.mix),
    processed: counts.good + counts.scrap,
    good: counts.good,
  });
}

const NOTHING = { productionSeconds: 0, busySeconds: 0, plannedSeconds: 0, processed: 0, good: 0 };

function addPart(counts: LineCounts, part: PartLeft): void {
  counts.mix.set(part.product, (counts.mix.get(part.product) ?? 0) + 1);
  if (part.isGood) counts.good++;
  else counts.scrap++;
  if (part.flowSeconds === null) return;
  counts.flowSeconds += part.flowSeconds;
  counts.flowCount++;
}

function noCounts(): LineCounts {
  return { mix: new Map(), good: 0, scrap: 0, flowSeconds: 0, flowCount: 0 };
}
