// The answer in plain words: what it does to the output, how sure that is, and what it does to the orders.
import type { WhatIfAnswer } from '@mini-factory-twin/contracts';
import { formatCount, formatShare, formatTime, shortOrderId } from '../../ui/format.ts';

type Difference = WhatIfAnswer['scenarios'][number]['differences'][number];

export interface Headline {
  /** What changes, as one clause. */
  lead: string;
  /** How sure that is; what would decide it when it is undecided. */
  sure: string;
  /** The order it does most to; null for a line without orders. */
  orders: string | null;
  verdict: Difference['verdict'];
  /** Null when the output is decided, or nothing would decide it. */
  replicationsToDecide: number | null;
}

/** Differences of this share and more are told of orders. */
const TOLD_FROM = 0.005;

/** Headline of one scenario of an answer; null when the line has no output to compare. */
export function headlineOf(differences: readonly Difference[], horizonMs: number): Headline | null {
  const output = differences.find(({ id }) => id === 'line.goodParts');
  if (output === undefined) return null;
  const by = `by ${formatTime(horizonMs)}`;
  const { verdict, replicationsToDecide } = output;
  return { ...outputWords(output, by), orders: ordersWords(differences), verdict, replicationsToDecide };
}

function outputWords(output: Difference, by: string): { lead: string; sure: string } {
  const { difference, verdict } = output;
  if (verdict !== 'undecided') {
    const lead =
      difference < 0
        ? `you will miss ${parts(-difference)} good parts ${by}`
        : `you will make ${parts(difference)} good parts more ${by}`;
    return { lead, sure: `On average; 95 % sure: ${rangeWords(output)}.` };
  }
  if (difference === 0 && (output.low ?? 0) === 0 && (output.high ?? 0) === 0) {
    return { lead: `the output ${by} stays as it is`, sure: 'In all futures.' };
  }
  const more = output.replicationsToDecide;
  return {
    lead: `it is not decided whether you will make more or fewer good parts ${by}`,
    sure: `95 % sure: ${rangeWords(output)}.${more === null ? '' : ` About ${formatCount(more)} futures would decide.`}`,
  };
}

/** `138 to 165` for an interval on one side of zero, `12 fewer to 30 more` around it. */
function rangeWords({ low, high }: Difference): string {
  if (low === null || high === null) return 'no interval from one future';
  if (low < 0 && high > 0) return `${parts(-low)} fewer to ${parts(high)} more`;
  const [near, far] = [Math.min(Math.abs(low), Math.abs(high)), Math.max(Math.abs(low), Math.abs(high))];
  return `${parts(near)} to ${parts(far)}`;
}

function parts(count: number): string {
  return count < 10 ? String(Math.round(count * 10) / 10) : formatCount(count);
}

function ordersWords(differences: readonly Difference[]): string | null {
  const all = differences.filter(({ id }) => /^order\..+\.onTime$/.test(id));
  if (all.length === 0) return null;
  const [most, ...others] = all
    .filter(({ verdict, difference }) => verdict !== 'undecided' && Math.abs(difference) >= TOLD_FROM)
    .toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  if (most === undefined) return 'No order becomes more or less likely to be on time, as far as these futures tell.';
  const name = shortOrderId(most.id.slice('order.'.length, -'.onTime'.length));
  const first = `Order ${name} will be on time in ${formatShare(most.second)} of the futures instead of ${formatShare(most.first)}`;
  return `${first}${othersWords(others)}.`;
}

function othersWords(others: readonly Difference[]): string {
  const less = others.filter(({ difference }) => difference < 0).length;
  const more = others.length - less;
  const said = [...(less > 0 ? [`${less} less likely`] : []), ...(more > 0 ? [`${more} more likely`] : [])];
  return said.length === 0 ? '' : `; of the others ${said.join(', ')}`;
}
