// Brings a state to an empty line at the program's epoch, and starts its random streams.
import { LOADING, OFFSHIFT, STARVED } from './constants.ts';
import type { Core } from './core.ts';
import { clearTimers } from './event-set.ts';
import {
  AT_X,
  AT_Y,
  BUFFER_PARAM,
  BUFFER_SIZE,
  CYCLE_STREAM,
  FINISHED_AT,
  INDEX,
  IS_WORKING,
  LAST_PRODUCT,
  LIFE_STREAM,
  LINE,
  MODE_INDEX,
  MODE_PARAM,
  MODE_SIZE,
  MODE_STATION,
  ORDER_SIZE,
  PARAM,
  PARTS,
  PERSON_SIZE,
  PHASE,
  QUALITY_STREAM,
  REPAIR_STREAM,
  RESULT,
  RING,
  STATE,
  STATION_SIZE,
} from './layout.ts';
import { clearParts } from './parts.ts';
import {
  BATCH,
  BUFFER_PARAM_SIZE,
  CAPACITY,
  HOME_X,
  HOME_Y,
  MODE_COUNT,
  MODE_KEY,
  MODE_PARAM_SIZE,
  PERSON_PARAM_SIZE,
  STATION_PARAM_SIZE,
} from './program.ts';
import { STREAM_CYCLE, STREAM_LIFE, STREAM_QUALITY, STREAM_REPAIR, seedStream } from './random.ts';
import { UNJUDGED } from './constants.ts';

/** Clears the state and writes what never changes: links to parameters and places for parts. No timer is set. */
export function clearState(k: Core): void {
  const { layout, tables, counts } = k.program;
  k.n.fill(0);
  clearTimers(k);
  clearParts(k);
  k.n[LINE + IS_WORKING] = tables.startsWorking;
  let places = layout.places;
  let mode = 0;
  for (let index = 0; index < counts.stations; index++) {
    const s = layout.stations + index * STATION_SIZE;
    clearStation(k, s, { index, places });
    places += k.m[k.n[s + PARAM] + BATCH];
    for (let i = k.m[k.n[s + PARAM] + MODE_COUNT]; i > 0; i--) linkMode(k, mode++, s);
  }
  for (let index = 0; index < counts.buffers; index++) {
    const b = layout.buffers + index * BUFFER_SIZE;
    k.n[b + BUFFER_PARAM] = tables.buffers + index * BUFFER_PARAM_SIZE;
    k.n[b + RING] = places;
    places += k.m[k.n[b + BUFFER_PARAM] + CAPACITY];
  }
  clearPersons(k);
  for (let index = 0; index < counts.orders; index++) {
    k.f[((layout.orders + index * ORDER_SIZE) >> 1) + FINISHED_AT] = NaN;
  }
}

/** Starts every stream from its key. */
export function seedStreams(k: Core, seed: number, replication: number): void {
  const { layout, tables, counts } = k.program;
  for (let entity = 0; entity < counts.stations; entity++) {
    const s = layout.stations + entity * STATION_SIZE;
    seedStream(k.n, s + CYCLE_STREAM, { seed, replication, entity, purpose: STREAM_CYCLE });
    seedStream(k.n, s + QUALITY_STREAM, { seed, replication, entity, purpose: STREAM_QUALITY });
  }
  for (let index = 0; index < counts.modes; index++) {
    const mode = layout.modes + index * MODE_SIZE;
    const entity = k.m[tables.modes + index * MODE_PARAM_SIZE + MODE_KEY];
    seedStream(k.n, mode + LIFE_STREAM, { seed, replication, entity, purpose: STREAM_LIFE });
    seedStream(k.n, mode + REPAIR_STREAM, { seed, replication, entity, purpose: STREAM_REPAIR });
  }
}

function clearStation(k: Core, s: number, { index, places }: { index: number; places: number }): void {
  const { n } = k;
  n[s + PARAM] = k.program.tables.stations + index * STATION_PARAM_SIZE;
  n[s + INDEX] = index;
  n[s + STATE] = n[LINE + IS_WORKING] === 1 ? STARVED : OFFSHIFT;
  n[s + PHASE] = LOADING;
  n[s + RESULT] = UNJUDGED;
  n[s + LAST_PRODUCT] = -1;
  n[s + PARTS] = places;
}

function linkMode(k: Core, index: number, s: number): void {
  const mode = k.program.layout.modes + index * MODE_SIZE;
  k.n[mode + MODE_PARAM] = k.program.tables.modes + index * MODE_PARAM_SIZE;
  k.n[mode + MODE_STATION] = s;
  k.n[mode + MODE_INDEX] = index;
}

function clearPersons({ f, g, program }: Core): void {
  for (let index = 0; index < program.counts.persons; index++) {
    const person = (program.layout.persons + index * PERSON_SIZE) >> 1;
    const param = (program.tables.persons + index * PERSON_PARAM_SIZE) >> 1;
    f[person + AT_X] = g[param + HOME_X];
    f[person + AT_Y] = g[param + HOME_Y];
  }
}
