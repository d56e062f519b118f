// What would help most: the levers the twin tried, by what they bring, each to be tried in the builder.
import type { Levers } from '@mini-factory-twin/contracts';
import { formatDuration, formatTime, formatValue } from '../../ui/format.ts';
import { DifferenceBar, Verdict } from './difference-bar.tsx';
import { signed } from './rows.ts';
import type { WhatIfStore } from './what-if-store.ts';

type Lever = Levers['levers'][number];
type Difference = Lever['output'];

/** The table. */
export function LeversPanel({ levers, store }: { levers: Levers; store: WhatIfStore }) {
  const reach = Math.max(
    0,
    ...levers.levers.flatMap(({ output }) => [output.low, output.high]).map((end) => Math.abs(end ?? 0)),
  );
  const hasOrders = levers.levers.some(({ tardiness }) => tardiness !== null);
  return (
    <article className="answer" aria-label="What helps">
      <header className="headline">
        <p className="muted">What would help most?</p>
        <h2>{bestWords(levers)}</h2>
        <p className="muted small">
          {levers.levers.length} small changes at the busiest stations, each on the same {levers.replications} futures
          from {formatTime(levers.madeAtMs)} UTC; simulated in {formatValue(levers.computeMs / 1000)} s
        </p>
      </header>
      <table className="differences levers">
        <caption className="visually-hidden">Levers, the best first, with 95 % intervals</caption>
        <thead>
          <tr>
            <th scope="col">Change</th>
            {hasOrders && <th scope="col">Weighted tardiness</th>}
            <th scope="col">Good parts</th>
            <th scope="col" className="differences-interval">
              95 % sure
            </th>
            <th scope="col" className="differences-bar">
              <span className="visually-hidden">Around zero</span>
            </th>
            <th scope="col">Verdict</th>
            <th scope="col">
              <span className="visually-hidden">Try it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {levers.levers.map((lever) => (
            <LeverRow key={lever.name} lever={lever} {...{ reach, hasOrders, store }} />
          ))}
        </tbody>
      </table>
    </article>
  );
}

interface LeverRowProps {
  lever: Lever;
  reach: number;
  hasOrders: boolean;
  store: WhatIfStore;
}

function LeverRow({ lever: { name, changes, output, tardiness }, reach, hasOrders, store }: LeverRowProps) {
  const low = output.low ?? output.difference;
  const high = output.high ?? output.difference;
  const verdict = tardiness?.verdict === 'better' ? tardiness : output;
  return (
    <tr data-verdict={verdict.verdict}>
      <th scope="row">{name}</th>
      {hasOrders && <td>{tardiness === null ? '' : signed(tardiness.difference * 3600, formatDuration)}</td>}
      <td>
        <b>{signed(output.difference, partsText)}</b>
      </td>
      <td className="differences-interval muted">
        {signed(low, partsText)} to {signed(high, partsText)}
      </td>
      <td className="differences-bar">
        <DifferenceBar row={{ ...output, low, high, reach }} />
      </td>
      <td>
        <Verdict row={verdict} />
      </td>
      <td>
        <button
          type="button"
          className="button"
          aria-label={`Try it: ${name}`}
          onClick={() => store.take(name, changes)}
        >
          Try it
        </button>
      </td>
    </tr>
  );
}

function partsText(size: number): string {
  return size < 10 ? size.toFixed(1) : size.toFixed(0);
}

/** The best lever in words; says so when none is sure to help. */
export function bestWords({ levers, horizonMs }: Pick<Levers, 'levers' | 'horizonMs'>): string {
  const [best] = levers;
  const isSure = (difference: Difference | null) => difference?.verdict === 'better';
  if (best === undefined || !(isSure(best.output) || isSure(best.tardiness))) {
    return `None of the small changes is sure to help by ${formatTime(horizonMs)}`;
  }
  const gain = isSure(best.output)
    ? `${signed(best.output.difference, partsText)} good parts by ${formatTime(horizonMs)}`
    : `orders ${formatDuration(-(best.tardiness?.difference ?? 0) * 3600)} less late by ${formatTime(horizonMs)}`;
  return `${best.name}, ${gain}`;
}
