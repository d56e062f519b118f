// Controls of a study: figures of exponential machines whose mean is known to be 0, whatever else the line does.
import { DOWN, PROCESSING } from '../constants.ts';
import type { Kernel } from '../kernel-interface.ts';

/** What came about in the work of the stations less what their rates let expect, per second: cycles of mean 1 / rate. */
export function workControls(kernel: Kernel, seconds: number, rates: readonly number[]): number[] {
  return rates.map((rate, i) => (kernel.stationProcessed(i) - rate * kernel.stationSeconds(i, PROCESSING)) / seconds);
}

/** The same of failures on operating time, and of the time their repairs took. */
export function failureControls(
  kernel: Kernel,
  seconds: number,
  { failureRates, repairRates }: { failureRates: readonly number[]; repairRates: readonly number[] },
): number[] {
  return failureRates.flatMap((rate, i) => {
    const failures = kernel.stationFailures(i);
    const unexpected = failures - rate * kernel.stationSeconds(i, PROCESSING);
    return [unexpected / seconds, (kernel.stationSeconds(i, DOWN) - failures / repairRates[i]) / seconds];
  });
}
