// The answer: a headline in plain words, fans of both lines on one clock, and the table of paired differences.
import { memo, useState } from 'react';
import type { LineModel, WhatIfAnswer } from '@mini-factory-twin/contracts';
import { formatCount, formatDuration, formatTime, formatValue } from '../../ui/format.ts';
import { useSession } from '../../stream/use-twin.ts';
import { DifferenceBar, Verdict } from './difference-bar.tsx';
import { FanChart } from './fan-chart.tsx';
import { headlineOf } from './headline.ts';
import type { Group, Row } from './rows.ts';
import { groupsOf } from './rows.ts';
import type { WhatIfStore } from './what-if-store.ts';

const OLD_MS = 10 * 60_000;

interface AnswerProps {
  answer: WhatIfAnswer;
  model: LineModel;
  store: WhatIfStore;
  /** Plant time now [min since 1970]: it need not be drawn more often. */
  minute: number;
}

/** The most futures that are offered to decide a difference. */
const MOST_FUTURES = 1999;
/** More than the estimate, which is one itself. */
const SPARE = 1.2;

/** The answer to a question with one scenario. */
export const Answer = memo(function Answer({ answer, model, store, minute }: AnswerProps) {
  const { store: twin } = useSession();
  const [scenario] = answer.scenarios;
  if (scenario === undefined) return null;
  const headline = headlineOf(scenario.differences, answer.horizonMs);
  const needed = Math.ceil((headline?.replicationsToDecide ?? Number.POSITIVE_INFINITY) * SPARE);
  return (
    <article className="answer" aria-label="Answer">
      <Notes answer={answer} nowMs={minute * 60_000} />
      <header className="headline" data-verdict={headline?.verdict}>
        <p className="muted">If: {scenario.name}</p>
        {headline !== null && (
          <>
            <h2>{headline.lead}</h2>
            <p>
              {headline.sure} {headline.orders}
            </p>
            {needed <= MOST_FUTURES && (
              <button type="button" className="button" onClick={() => void store.askMore(needed)}>
                Ask with {formatCount(needed)} futures
              </button>
            )}
          </>
        )}
        <p className="muted small">
          {answer.replications} futures of {formatDuration((answer.horizonMs - answer.madeAtMs) / 1000)} each, from{' '}
          {formatTime(answer.madeAtMs)} UTC, with and without the change on the same random numbers; simulated in{' '}
          {formatValue(answer.computeMs / 1000)} s
        </p>
      </header>
      <Fans answer={answer} />
      <Differences groups={groupsOf(answer, scenario.differences, { model, orders: twin.getState().orders })} />
      {scenario.warnings.length > 0 && <Warnings warnings={scenario.warnings} />}
    </article>
  );
});

function Notes({ answer, nowMs }: { answer: WhatIfAnswer; nowMs: number }) {
  const ageMs = nowMs - answer.madeAtMs;
  return (
    <>
      {answer.isOnStaleInputs && (
        <p className="banner" data-kind="stale" role="alert">
          <strong>On stale data.</strong> The mirror was not in step with the plant when this was asked; what it started
          from may have been wrong.
        </p>
      )}
      {ageMs > OLD_MS && (
        <p className="banner" role="note">
          This starts from the line as it was at {formatTime(answer.madeAtMs)}, {formatDuration(ageMs / 1000)} ago. Ask
          again for the line as it is now.
        </p>
      )}
    </>
  );
}

function Fans({ answer }: { answer: WhatIfAnswer }) {
  const [cursorMs, setCursor] = useState<number | null>(null);
  const [scenario] = answer.scenarios;
  const shared = {
    base: answer.base.course,
    changed: scenario?.futures.course ?? [],
    fromMs: answer.madeAtMs,
    cursorMs,
    onCursor: setCursor,
  };
  return (
    <section aria-label="Course" className="fans-block">
      <ul className="fan-legend muted small">
        <li>
          <i className="fan-key" data-fan="base" /> as it is
        </li>
        <li>
          <i className="fan-key" data-fan="changed" /> with the change
        </li>
        <li>line: P50; band: P10 to P90, in 80 % of the futures</li>
      </ul>
      <div className="fans">
        <FanChart title="Good parts from now on" quantity="output" {...shared} />
        <FanChart title="Parts on the line" quantity="wip" {...shared} />
      </div>
    </section>
  );
}

function Differences({ groups }: { groups: readonly Group[] }) {
  return (
    <table className="differences">
      <caption className="visually-hidden">Differences that the change makes, with 95 % intervals</caption>
      <thead>
        <tr>
          <th scope="col">Mean of all futures</th>
          <th scope="col">As it is</th>
          <th scope="col">Changed</th>
          <th scope="col">Difference</th>
          <th scope="col" className="differences-interval">
            95 % sure
          </th>
          <th scope="col" className="differences-bar">
            <span className="visually-hidden">Around zero</span>
          </th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody key={group.name}>
          <tr>
            <th scope="rowgroup" colSpan={7}>
              {group.name}
            </th>
          </tr>
          {group.rows.map((row) => (
            <DifferenceRow key={row.id} row={row} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function DifferenceRow({ row }: { row: Row }) {
  if (row.tooFew !== null) {
    return (
      <tr>
        <th scope="row">{row.name}</th>
        <td colSpan={6} className="differences-few muted">
          {row.tooFew}
        </td>
      </tr>
    );
  }
  return (
    <tr data-verdict={row.verdict} data-figure={row.id}>
      <th scope="row">{row.name}</th>
      <td>{row.first}</td>
      <td>{row.second}</td>
      <td>
        <b>{row.change}</b>
      </td>
      <td className="differences-interval muted">{row.interval}</td>
      <td className="differences-bar">
        <DifferenceBar row={row} />
      </td>
      <td>
        <Verdict row={row} />
      </td>
    </tr>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  return (
    <section className="warnings" aria-label="Warnings">
      <h3>Warnings of the simulation</h3>
      {warnings.map((text) => (
        <p key={text} className="muted">
          {text}
        </p>
      ))}
    </section>
  );
}
