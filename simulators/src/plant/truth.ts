// What really happened in the plant, for scorers only: NDJSON lines {t, kind, id, value}, one a change.
import { closeSync, openSync, writeSync } from 'node:fs';

/** One change; `t` is plant time [ms since 1970]. */
export type TruthEntry =
  | { t: number; kind: 'station'; id: string; value: string }
  | { t: number; kind: 'part'; id: string; value: string | null }
  | { t: number; kind: 'buffer'; id: string; value: number };

export type TruthListener = (entry: TruthEntry) => void;

/** A truth file that is being written. */
export interface TruthFile {
  write: TruthListener;
  /** Puts what was collected on disk; call it now and then. */
  flush(): void;
  close(): void;
}

/** Opens (and empties) a truth file. @throws Error of the file system when it cannot be written */
export function openTruthFile(path: string): TruthFile {
  const file = openSync(path, 'w');
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length === 0) return;
    writeSync(file, lines.join(''));
    lines = [];
  };
  return {
    write: (entry) => void lines.push(`${JSON.stringify(entry)}\n`),
    flush,
    close() {
      flush();
      closeSync(file);
    },
  };
}
