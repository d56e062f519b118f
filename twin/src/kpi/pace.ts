// The planned pace of a line: what each stage needs per part, and which stage is planned to be the slowest.
import { cycleTimeOf, distributionMean, type LineModel, type Station } from '@mini-factory-twin/contracts';

/** Stations that share one stream of parts between them (the same inputs): one stage of the line. */
export interface Stage {
  stations: string[];
  /** Planned seconds between two parts of that product leaving the stage when nothing holds it up. */
  secondsPerPart(product: string): number;
}

/** Planned run time per part (ISO 22400-2: PRI) [s]: the mean cycle time, shared by the parts of a batch. */
export function plannedRunSeconds(station: Station, product: string): number {
  return distributionMean(cycleTimeOf(station, product)) / station.batchSize;
}

/**
 * Stages that every ordered part goes through, in the order of the model. Feeders of components, stations that are
 * reached only by rework or scrap, and stations without a cycle time are not among them.
 */
export function stagesOf(model: LineModel): Stage[] {
  const groups = new Map<string, Station[]>();
  for (const station of mainStations(model)) {
    const key = `${station.kind === 'source' ? 'source' : 'in'}:${station.inputs.toSorted().join(',')}`;
    groups.set(key, [...(groups.get(key) ?? []), station]);
  }
  return [...groups.values()].map((stations) => ({
    stations: stations.map((station) => station.id),
    secondsPerPart: (product) =>
      1 / stations.reduce((rate, station) => rate + 1 / plannedRunSeconds(station, product), 0),
  }));
}

/**
 * The slowest stage for a mix of products (parts by product id); with no parts in the mix, for one of each ordered
 * product. Null for a line without a stage. The first one wins a tie.
 */
export function slowestStage(stages: readonly Stage[], mix: ReadonlyMap<string, number>): Stage | null {
  let slowest: Stage | null = null;
  let most = -1;
  for (const stage of stages) {
    const seconds = secondsForMix(stage, mix);
    if (seconds > most) [slowest, most] = [stage, seconds];
  }
  return slowest;
}

/** Planned seconds a stage needs for a mix of products. */
export function secondsForMix(stage: Stage, mix: ReadonlyMap<string, number>): number {
  let seconds = 0;
  for (const [product, count] of mix) seconds += count * stage.secondsPerPart(product);
  return seconds;
}

/** One of each product the line is there to make. */
export function evenMix(model: LineModel): Map<string, number> {
  return new Map(model.products.filter(({ role }) => role === 'product').map(({ id }) => [id, 1]));
}

function mainStations(model: LineModel): Station[] {
  const sources = model.stations.filter((station) => station.kind === 'source');
  const ordered = sources.filter((source) => source.releases === 'orders');
  const reached = new Set(ordered.length > 0 ? ordered : sources);
  // A set may grow while it is walked: each station found is visited in turn.
  for (const station of reached) {
    for (const output of station.outputs) {
      if (output.when === 'rework' || output.when === 'scrap') continue;
      for (const next of model.stations) if (next.inputs.includes(output.to)) reached.add(next);
    }
  }
  return model.stations.filter((station) => reached.has(station) && distributionMean(station.cycleTimeSeconds) > 0);
}
