// Runs futures: one kernel, one live state, many replications, each written into its row.
import { KERNEL_STATES, type Kernel, type LiveState } from '../kernel/index.ts';
import type { RowLayout } from './rows.ts';

/** A block of replications for one worker. Times are seconds since the program's epoch. */
export interface ReplicationJob {
  live: LiveState;
  seed: number;
  /** First replication, and the one after the last. */
  from: number;
  to: number;
  pointsSeconds: readonly number[];
  layout: RowLayout;
  /** Kernel indices of the stations that have a place in the row. */
  stations: readonly number[];
}

const state = (name: (typeof KERNEL_STATES)[number]): number => KERNEL_STATES.indexOf(name);
const PROCESSING = state('processing');
const BLOCKED = state('blocked');
const STARVED = state('starved');
const DOWN = state('down');
const IDLE = state('idle');
const OFFSHIFT = state('offshift');

/** Runs the replications of a job; row r of `rows` is replication r whichever worker ran it. */
export function replicate(kernel: Kernel, job: ReplicationJob, rows: Float64Array): void {
  kernel.load(job.live);
  const start = kernel.snapshot();
  for (let replication = job.from; replication < job.to; replication++) {
    kernel.restore(start);
    kernel.resample(job.seed, replication);
    runOne(kernel, job, rows.subarray(replication * job.layout.length, (replication + 1) * job.layout.length));
  }
}

function runOne(kernel: Kernel, job: ReplicationJob, row: Float64Array): void {
  const { layout, pointsSeconds, stations } = job;
  const before = stations.map((station) => secondsOf(kernel, station));
  const processedBefore = stations.map((station) => kernel.stationProcessed(station));
  pointsSeconds.forEach((seconds, index) => {
    kernel.runUntil(seconds);
    row[layout.output + index] = kernel.goodOutput();
    row[layout.wip + index] = kernel.wip();
  });
  for (let order = 0; order < layout.orders; order++) row[layout.finish + order] = kernel.orderFinishedAt(order);
  stations.forEach((station, index) => {
    const spent = secondsOf(kernel, station).map((seconds, name) => seconds - (before[index]?.[name] ?? 0));
    const of = (name: number): number => spent[name] ?? 0;
    const total = spent.reduce((sum, seconds) => sum + seconds, 0) - of(OFFSHIFT);
    const share = (seconds: number): number => (total > 0 ? seconds / total : 0);
    row[layout.processing + index] = share(of(PROCESSING));
    row[layout.blocked + index] = share(of(BLOCKED));
    row[layout.starved + index] = share(of(STARVED));
    row[layout.down + index] = share(of(DOWN));
    row[layout.load + index] = share(total - of(BLOCKED) - of(STARVED) - of(IDLE));
    row[layout.processed + index] = kernel.stationProcessed(station) - (processedBefore[index] ?? 0);
  });
}

function secondsOf(kernel: Kernel, station: number): number[] {
  return KERNEL_STATES.map((_, name) => kernel.stationSeconds(station, name));
}
