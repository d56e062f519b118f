// Writes what can be seen of a line at a question into one array of floats.
import { DOWN, MAINTENANCE, OFFSHIFT, PROCESSING, SETUP, STARVED } from '../kernel/constants.ts';
import type { Kernel } from '../kernel/index.ts';
import { parametersOf } from '../kernel/program.ts';
import { NOW, stateOf, WIP } from '../kernel/state.ts';
import type { Candidates } from './candidates.ts';
import {
  CANDIDATE,
  CANDIDATE_SIZE,
  DUE_HORIZONS,
  LEAST_WORK,
  LINE_SIZE,
  type Layout,
  RATIO_LIMIT,
  STATION_SIZE,
  WEIGHT_LIMIT,
} from './features.ts';
import { nextStations } from './next-stations.ts';
import type { OrderBook } from './order-book.ts';

/** What an observer looks at. */
interface Seen {
  kernel: Kernel;
  layout: Layout;
  orders: OrderBook;
}

/** Writes the present observation into an array of the layout's length; without candidates at the end of an episode. */
export type Observe = (into: Float32Array, candidates: Candidates | null) => void;

/** Observer of a kernel. It makes no objects. */
export function createObserver(seen: Seen): Observe {
  const writeCandidate = candidateWriter(seen);
  const writeLine = lineWriter(seen);
  const { maxCandidates, lineStart } = seen.layout;
  return (into, candidates) => {
    const shown = candidates === null ? 0 : Math.min(candidates.count, maxCandidates);
    if (candidates !== null) for (let slot = 0; slot < shown; slot++) writeCandidate(into, slot, candidates);
    into.fill(0, shown * CANDIDATE_SIZE, lineStart);
    writeLine(into, candidates);
  };
}

function candidateWriter({ kernel, layout }: Seen) {
  const { program } = kernel;
  const { products } = program.counts;
  const { line, content, state, lastProduct } = stateOf(program, kernel.state);
  const { cycleMean, meanWorkSeconds, remainingWork, changeoverStart, changeoverSeconds } = parametersOf(program);
  const { dueSeconds, orderWeight, orderPriority, productPriority, stationStart } = parametersOf(program);
  const next = nextStations(program);
  const dueLimit = DUE_HORIZONS * layout.horizonSeconds;
  const waitingLimit = layout.features[CANDIDATE.nextWork].high;

  function setupSeconds(machine: number, product: number): number {
    const start = changeoverStart[machine];
    const last = lastProduct[machine];
    return start < 0 || last < 0 ? 0 : changeoverSeconds[start + last * products + product];
  }

  function starves(station: number): boolean {
    for (let machine = stationStart[station]; machine < stationStart[station + 1]; machine++)
      if (state[machine] === STARVED) return true;
    return false;
  }

  return (into: Float32Array, slot: number, candidates: Candidates): void => {
    const { machine } = candidates;
    const product = candidates.product[slot];
    const order = candidates.order[slot];
    const cell = machine * products + product;
    const unit = Math.max(LEAST_WORK, meanWorkSeconds[machine]);
    const work = cycleMean[cell] / unit;
    const remaining = remainingWork[cell] / unit;
    const dueIn = order < 0 ? Infinity : dueSeconds[order] - line[NOW];
    const toDue = between(-dueLimit, dueIn, dueLimit) / unit;
    const slack = dueIn > dueLimit ? toDue : toDue - remaining;
    const weight = order < 0 ? 1 : Math.min(WEIGHT_LIMIT, orderWeight[order]);
    const priority = order < 0 ? productPriority[product] : orderPriority[order];
    const behind = next.buffer[cell];
    const at = slot * CANDIDATE_SIZE;
    into[at + CANDIDATE.present] = 1;
    into[at + CANDIDATE.position] = slot / layout.maxCandidates;
    into[at + CANDIDATE.work] = work;
    into[at + CANDIDATE.setup] = setupSeconds(machine, product) / unit;
    into[at + CANDIDATE.remaining] = remaining;
    into[at + CANDIDATE.age] = candidates.ageSeconds[slot] / unit;
    into[at + CANDIDATE.due] = toDue;
    into[at + CANDIDATE.slack] = slack;
    into[at + CANDIDATE.late] = slack < 0 ? -slack : 0;
    into[at + CANDIDATE.criticalRatio] = cut(toDue / Math.max(LEAST_WORK, remaining), RATIO_LIMIT);
    into[at + CANDIDATE.urgency] = slack > 0 ? Math.exp(-slack / 2) : 1;
    into[at + CANDIDATE.weight] = weight;
    into[at + CANDIDATE.weightPerWork] = cut(Math.log(weight / Math.max(LEAST_WORK, work)), RATIO_LIMIT);
    into[at + CANDIDATE.priority] = cut(priority, WEIGHT_LIMIT);
    into[at + CANDIDATE.nextWork] =
      behind < 0 ? 0 : Math.min(waitingLimit, (content[behind] * next.workSeconds[cell]) / unit);
    into[at + CANDIDATE.nextStarves] = behind >= 0 && starves(next.station[cell]) ? 1 : 0;
  };
}

function lineWriter({ kernel, layout, orders }: Seen) {
  const { program } = kernel;
  const { line, tally, state, content } = stateOf(program, kernel.state);
  const { stationStart, stationOf, inputStart, inputBuffer, capacity } = parametersOf(program);
  const { askers, workers, horizonSeconds, lineStart } = layout;
  const total = Math.max(1, orders.orders);

  /** Shares of the machines of a station that run and that cannot, and of the places in front of it that are taken. */
  function writeStation(into: Float32Array, at: number, station: number): void {
    const from = stationStart[station];
    const end = stationStart[station + 1];
    let running = 0;
    let down = 0;
    for (let machine = from; machine < end; machine++) {
      const does = state[machine];
      if (does === PROCESSING || does === SETUP) running++;
      else if (does === DOWN || does === MAINTENANCE || does === OFFSHIFT) down++;
    }
    let waiting = 0;
    let room = 0;
    for (let input = inputStart[from]; input < inputStart[from + 1]; input++) {
      waiting += content[inputBuffer[input]];
      room += capacity[inputBuffer[input]];
    }
    into[at] = running / (end - from);
    into[at + 1] = down / (end - from);
    into[at + 2] = room > 0 ? Math.min(1, waiting / room) : 0;
  }

  return (into: Float32Array, candidates: Candidates | null): void => {
    into[lineStart] = line[NOW] / horizonSeconds;
    into[lineStart + 1] = Math.min(1, tally[WIP] / program.counts.parts);
    into[lineStart + 2] = orders.openCount() / total;
    into[lineStart + 3] = orders.lateCount() / total;
    let at = lineStart + LINE_SIZE;
    const asking = candidates === null ? -1 : stationOf[candidates.machine];
    for (let i = 0; i < askers.length; i++) into[at++] = askers[i] === asking ? 1 : 0;
    for (let i = 0; i < workers.length; i++) {
      writeStation(into, at, workers[i]);
      at += STATION_SIZE;
    }
  };
}

function cut(value: number, limit: number): number {
  return between(-limit, value, limit);
}

function between(low: number, value: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
