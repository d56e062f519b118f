// Makes a state that can run of an observed one, whatever the observation lacks or contradicts.
//
// What cannot be is put right the cheapest way: content above a capacity is dropped from the back, a cycle without a
// part gets one, a part without an order is given to an order of its product that misses one, and at last each order's
// released count is made released = done + scrapped + on the line, so that no order waits for a part that is not there.
import type { Core } from './core.ts';
import type { LiveState } from './live-state.ts';
import { reconcileOrders } from './load-orders.ts';
import { loadPart } from './load-part.ts';
import { placePeople } from './load-people.ts';
import { loadStation } from './load-station.ts';
import { orFinite, whole } from './load-values.ts';
import type { Machines } from './machine.ts';
import { clearState } from './reset.ts';
import { CALENDAR_NEXT, GOOD, IS_WORKING, NOW, RELEASED, SCRAPPED, STATISTICS_SINCE } from './state.ts';

/** Writes the observed state. Streams are not started and nothing is drawn: `resample` does both. */
export function loadLive(core: Core, machines: Machines, live: LiveState): void {
  const { line, tally } = core.state;
  const { stations, buffers } = core.program.counts;
  clearState(core, machines);
  line[NOW] = orFinite(live.nowSeconds, 0);
  line[STATISTICS_SINCE] = line[NOW];
  setCalendar(core, machines);
  loadOrders(core, live);
  for (let station = 0; station < stations; station++)
    loadStation(core, machines, { station, seen: live.stations[station] });
  for (let buffer = 0; buffer < buffers; buffer++)
    loadBuffer(core, machines, { buffer, seen: live.buffers[buffer]?.parts ?? [] });
  reconcileOrders(core);
  placePeople(core, machines, live);
  tally[GOOD] = whole(live.goodOutput);
  tally[SCRAPPED] = whole(live.scrapped);
  tally[RELEASED] = 0;
}

/** Where the calendar stands at the present time. A switch at this very time is done. */
function setCalendar({ state, parameters }: Core, { setCalendarTimer }: Machines): void {
  const { switches, startsWorking } = parameters;
  let next = 0;
  while (next < switches.length && switches[next] <= state.line[NOW]) next++;
  state.tally[CALENDAR_NEXT] = next;
  state.tally[IS_WORKING] = startsWorking[0] ^ (next & 1);
  setCalendarTimer();
}

function loadOrders({ state, parameters, program }: Core, live: LiveState): void {
  for (let order = 0; order < program.counts.orders; order++) {
    const seen = live.orders[order];
    state.orderReleased[order] = whole(seen?.released);
    state.orderDone[order] = whole(seen?.done);
    state.orderScrapped[order] = whole(seen?.scrapped);
    state.finishedAt[order] = state.orderDone[order] >= parameters.quantity[order] ? state.line[NOW] : NaN;
  }
}

function loadBuffer(
  core: Core,
  machines: Machines,
  { buffer, seen }: { buffer: number; seen: LiveState['buffers'][number]['parts'] },
): void {
  const { state, parameters } = core;
  const now = state.line[NOW];
  const transit = parameters.transitSeconds[buffer];
  const content = Math.min(seen.length, parameters.capacity[buffer]);
  let ahead = now;
  for (let place = 0; place < content; place++) {
    const part = loadPart(core, machines, seen[place]);
    state.store[parameters.ringStart[buffer] + place] = part;
    const rest = transit - Math.max(0, orFinite(seen[place].elapsedSeconds, transit));
    // Parts do not overtake: none is there before the one ahead.
    ahead = Math.max(ahead, now + rest);
    state.partReady[part] = ahead;
  }
  state.content[buffer] = content;
  state.contentSum[buffer] = -content * now;
}
