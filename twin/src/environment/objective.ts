// What an episode costs so far: the quantity whose increase is the reward, with its sign turned.
import { KERNEL_STATES, type Kernel } from '../kernel/index.ts';
import type { CompiledLine } from '../line/index.ts';
import type { OrderBook } from './order-book.ts';

const HOUR_SECONDS = 3600;
const WAITING = ['blocked', 'starved', 'held', 'idle'] as const;

/**
 * What is to be kept low. `tardiness`: weighted tardiness of all orders [order weight x h], one that is not finished
 * counted up to now. `wip`: parts on the line times the time they are there [part x h]. `cost`: the money of the line
 * model, that of tardiness, WIP, material, scrap and stations together. Or a function of the kernel: costs since time 0.
 */
export type Reward = 'tardiness' | 'wip' | 'cost' | ((kernel: Kernel) => number);

/** Cost since the start of the episode. */
export type Objective = () => number;

/** Objective of a kernel; `orders` is brought up to date before it is asked. */
export function objectiveOf(
  reward: Reward,
  kernel: Kernel,
  from: { line: CompiledLine; orders: OrderBook },
): Objective {
  const { line, orders } = from;
  const tardinessHours = (): number => orders.weightedTardinessSeconds() / HOUR_SECONDS;
  if (typeof reward === 'function') return () => reward(kernel);
  if (reward === 'tardiness') return tardinessHours;
  if (reward === 'wip') return () => kernel.wipIntegral() / HOUR_SECONDS;
  return () => lineCost(line, kernel) + line.model.costs.tardinessPerOrderHour * tardinessHours();
}

/** Money spent but for tardiness. */
function lineCost({ model }: CompiledLine, kernel: Kernel): number {
  const { materialPerPart, scrapPerPart, wipPerPartHour } = model.costs;
  let cost = materialPerPart * kernel.released() + scrapPerPart * kernel.scrapped();
  cost += (wipPerPartHour * kernel.wipIntegral()) / HOUR_SECONDS;
  model.stations.forEach(({ costs }, station) => {
    const hours = (state: (typeof KERNEL_STATES)[number]): number =>
      kernel.stationSeconds(station, KERNEL_STATES.indexOf(state)) / HOUR_SECONDS;
    cost += costs.perHourProcessing * hours('processing');
    cost += costs.perHourWaiting * WAITING.reduce((sum, state) => sum + hours(state), 0);
    cost += costs.perSetup * kernel.stationSetups(station);
    cost += costs.perRepair * kernel.stationFailures(station);
    cost += costs.perMaintenance * kernel.stationMaintained(station);
  });
  return cost;
}
