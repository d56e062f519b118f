// A difference with its 95 % interval as a bar around zero, and the word for its verdict.
import { formatCount } from '../../ui/format.ts';
import type { Row } from './rows.ts';
import { VERDICT_WORDS } from './rows.ts';

/** Bar around a zero line; `reach` is what its half stands for. */
export function DifferenceBar({ row }: { row: Pick<Row, 'low' | 'high' | 'difference' | 'reach' | 'verdict'> }) {
  const { reach } = row;
  const at = (value: number) => (reach === 0 ? 50 : 50 + (value / reach) * 48);
  const from = Math.min(0, row.difference);
  const to = Math.max(0, row.difference);
  return (
    <span className="bar-around" data-verdict={row.verdict} aria-hidden="true">
      <i className="bar-zero" />
      <i className="bar-fill" style={{ left: `${at(from)}%`, width: `${at(to) - at(from)}%` }} />
      <i className="bar-interval" style={{ left: `${at(row.low)}%`, width: `${at(row.high) - at(row.low)}%` }} />
      <i className="bar-mean" style={{ left: `${at(row.difference)}%` }} />
    </span>
  );
}

/** Shape and word; for an undecided one, what would decide it. */
export function Verdict({ row }: { row: Pick<Row, 'verdict' | 'replicationsToDecide' | 'difference'> }) {
  if (row.verdict === 'undecided' && row.difference === 0) return <span className="muted">the same</span>;
  return (
    <span className="verdict" data-verdict={row.verdict}>
      <i aria-hidden="true" />
      {VERDICT_WORDS[row.verdict]}
      {row.replicationsToDecide !== null && (
        <span className="muted small"> {formatCount(row.replicationsToDecide)} would decide</span>
      )}
    </span>
  );
}
