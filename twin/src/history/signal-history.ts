// The question "how did this signal go": values of a range, thinned in the database.
import type { Statement } from './engine.ts';

/**
 * Rows of `[ms, value]` in time order. Up to `points` values come as they are. Of more, each of `points / 2` equal
 * buckets gives its lowest and its highest value, and where values are missing also one null.
 */
export function signalHistoryQuery(signalId: number, fromMs: number, toMs: number, points: number): Statement {
  const buckets = Math.max(1, Math.floor(points / 2));
  return {
    sql: `WITH raw AS (
        SELECT extract(epoch FROM ts)::float8 * 1000 AS t, value FROM telemetry
        WHERE signal_id = $1 AND ts >= to_timestamp($2::float8 / 1000) AND ts <= to_timestamp($3::float8 / 1000)
      ), bucketed AS (
        SELECT t, value, least($5::int4 - 1, floor((t - $2::float8) / greatest(1, $3::float8 - $2::float8) * $5::int4))
          AS bucket FROM raw
      ), extremes AS (
        SELECT (array_agg(t ORDER BY value, t) FILTER (WHERE value IS NOT NULL))[1] AS low_t, min(value) AS low,
          (array_agg(t ORDER BY value DESC, t) FILTER (WHERE value IS NOT NULL))[1] AS high_t, max(value) AS high,
          min(t) FILTER (WHERE value IS NULL) AS null_t
        FROM bucketed WHERE (SELECT count(*) FROM raw) > $4::int4 GROUP BY bucket
      )
      SELECT t, value FROM raw WHERE (SELECT count(*) FROM raw) <= $4::int4
      UNION SELECT low_t, low FROM extremes WHERE low_t IS NOT NULL
      UNION SELECT high_t, high FROM extremes WHERE high_t IS NOT NULL
      UNION SELECT null_t, NULL FROM extremes WHERE null_t IS NOT NULL
      ORDER BY t`,
    params: [signalId, fromMs, toMs, points, buckets],
  };
}

/** The last value before a moment: `[ms, value]` or nothing. */
export function valueBeforeQuery(signalId: number, beforeMs: number): Statement {
  return {
    sql: `SELECT extract(epoch FROM ts)::float8 * 1000, value FROM telemetry
      WHERE signal_id = $1 AND ts < to_timestamp($2::float8 / 1000) ORDER BY ts DESC LIMIT 1`,
    params: [signalId, beforeMs],
  };
}

/** Rows of `[asset, ms, state]`: each station's state at `fromMs` and its changes up to `toMs`, in time order. */
export function stateIntervalsQuery(line: string, fromMs: number, toMs: number): Statement {
  return {
    sql: `SELECT asset, $2::float8, state FROM (
        SELECT DISTINCT ON (asset) asset, state FROM station_state
        WHERE line = $1 AND from_ts <= to_timestamp($2::float8 / 1000) ORDER BY asset, from_ts DESC) AS held
      UNION ALL
      SELECT asset, extract(epoch FROM from_ts)::float8 * 1000, state FROM station_state
      WHERE line = $1 AND from_ts > to_timestamp($2::float8 / 1000) AND from_ts <= to_timestamp($3::float8 / 1000)
      ORDER BY 1, 2`,
    params: [line, fromMs, toMs],
  };
}
