// Makes a state that can run of an observed one, whatever the observation lacks or contradicts.
//
// What cannot be is put right the cheapest way: content above a capacity is dropped from the back, a cycle without a
// part gets one, a part without an order is given to an order of its product that misses one, and at last each order's
// released count is made released = done + scrapped + on the line, so that no order waits for a part that is not there.
import type { Core } from './core.ts';
import {
  BUFFER_PARAM,
  BUFFER_SIZE,
  CONTENT,
  DONE,
  FINISHED_AT,
  GOOD,
  IS_WORKING,
  CALENDAR_NEXT,
  LINE,
  NOW,
  ORDER_SCRAPPED,
  ORDER_SIZE,
  READY_AT,
  RELEASED,
  RING,
  SCRAPPED,
  STATION_SIZE,
  WIP_INTEGRAL,
  WIP_SINCE,
} from './layout.ts';
import type { LiveState } from './live-state.ts';
import { loadPart } from './load-part.ts';
import { placePeople } from './load-people.ts';
import { loadStation } from './load-station.ts';
import { orFinite, whole } from './load-values.ts';
import { reconcileOrders } from './load-orders.ts';
import { CAPACITY, ORDER_PARAM_SIZE, QUANTITY, TRANSIT } from './program.ts';
import { clearState } from './reset.ts';
import { setCalendarTimer } from './station.ts';

/** Writes the observed state. Streams are not started and nothing is drawn: `resample` does both. */
export function loadLive(k: Core, live: LiveState): void {
  const { layout, counts } = k.program;
  const line = LINE >> 1;
  clearState(k);
  k.f[line + NOW] = orFinite(live.nowSeconds, 0);
  k.f[line + WIP_SINCE] = k.f[line + NOW];
  setCalendar(k);
  loadOrders(k, live);
  for (let index = 0; index < counts.stations; index++) {
    loadStation(k, layout.stations + index * STATION_SIZE, live.stations[index]);
  }
  for (let index = 0; index < counts.buffers; index++) {
    loadBuffer(k, layout.buffers + index * BUFFER_SIZE, live.buffers[index]?.parts ?? []);
  }
  reconcileOrders(k);
  placePeople(k, live);
  k.n[LINE + GOOD] = whole(live.goodOutput);
  k.n[LINE + SCRAPPED] = whole(live.scrapped);
  k.f[line + WIP_INTEGRAL] = 0;
}

/** Where the calendar stands at the present time. A switch at this very time is done. */
function setCalendar(k: Core): void {
  const { tables } = k.program;
  const now = k.f[(LINE >> 1) + NOW];
  let next = 0;
  while (next < tables.switchCount && k.g[tables.switches + next] <= now) next++;
  k.n[LINE + CALENDAR_NEXT] = next;
  k.n[LINE + IS_WORKING] = tables.startsWorking ^ (next & 1);
  setCalendarTimer(k);
}

function loadOrders(k: Core, live: LiveState): void {
  const { layout, tables, counts } = k.program;
  for (let index = 0; index < counts.orders; index++) {
    const seen = live.orders[index];
    const order = layout.orders + index * ORDER_SIZE;
    k.n[order + RELEASED] = whole(seen?.released);
    k.n[order + DONE] = whole(seen?.done);
    k.n[order + ORDER_SCRAPPED] = whole(seen?.scrapped);
    const isFinished = k.n[order + DONE] >= k.m[tables.orders + index * ORDER_PARAM_SIZE + QUANTITY];
    k.f[(order >> 1) + FINISHED_AT] = isFinished ? k.f[(LINE >> 1) + NOW] : NaN;
  }
}

function loadBuffer(k: Core, b: number, seen: LiveState['buffers'][number]['parts']): void {
  const param = k.n[b + BUFFER_PARAM];
  const transit = k.g[(param >> 1) + TRANSIT];
  const content = Math.min(seen.length, k.m[param + CAPACITY]);
  let ahead = k.f[(LINE >> 1) + NOW];
  for (let place = 0; place < content; place++) {
    const part = loadPart(k, seen[place]);
    k.n[k.n[b + RING] + place] = part;
    const rest = transit - Math.max(0, orFinite(seen[place].elapsedSeconds, transit));
    // Parts do not overtake: none is there before the one ahead.
    ahead = Math.max(ahead, k.f[(LINE >> 1) + NOW] + rest);
    k.f[(part >> 1) + READY_AT] = ahead;
  }
  k.n[b + CONTENT] = content;
}
