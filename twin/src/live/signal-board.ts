// The latest value of every signal of a line, with its unit and range.
import type { SignalRecord, SignalView } from '@mini-factory-twin/contracts';

/** Nature of a signal, as a birth tells it. */
export interface SignalRange {
  asset: string;
  signal: string;
  low: number | null;
  high: number | null;
}

/** Latest values by asset and signal. */
export interface SignalBoard {
  take(records: readonly SignalRecord[]): void;
  describe(ranges: readonly SignalRange[]): void;
  /** Marks the values of these assets as no longer current. */
  markStale(assets: readonly string[]): void;
  all(): SignalView[];
}

/** An empty board. */
export function createSignalBoard(): SignalBoard {
  const latest = new Map<string, SignalView>();
  const ranges = new Map<string, SignalRange>();
  const keyOf = (asset: string, signal: string): string => `${asset}\n${signal}`;

  return {
    take(records) {
      for (const record of records) {
        if (record.historical) continue;
        const key = keyOf(record.asset, record.signal);
        const { low = null, high = null } = ranges.get(key) ?? {};
        latest.set(key, { ...viewOf(record), low, high });
      }
    },
    describe(described) {
      for (const range of described) {
        const key = keyOf(range.asset, range.signal);
        ranges.set(key, range);
        const known = latest.get(key);
        if (known !== undefined) latest.set(key, { ...known, low: range.low, high: range.high });
      }
    },
    markStale(assets) {
      const gone = new Set(assets);
      for (const [key, view] of latest) if (gone.has(view.asset)) latest.set(key, { ...view, quality: 'stale' });
    },
    all: () => [...latest.values()],
  };
}

function viewOf(record: SignalRecord): Omit<SignalView, 'low' | 'high'> {
  return {
    asset: record.asset,
    signal: record.signal,
    value: jsonValue(record.value),
    datatype: record.datatype,
    unit: record.unit,
    quality: record.quality,
    sourceMs: record.tsSource,
    receivedMs: record.tsReceive,
    simulated: record.simulated,
  };
}

/** 64-bit integers that JSON numbers cannot hold travel as text. */
function jsonValue(value: SignalRecord['value']): SignalView['value'] {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  return value === null || typeof value !== 'object' ? value : ([...value] as string[] | number[]);
}
