// Where a signal lives in the readable tree of the twin, and what its message says. Pure.
import type { LineModel, Quality, SignalRecord, SignalValue } from '@mini-factory-twin/contracts';

/** Branches of an asset. */
export type UnsBranch = '_state' | '_meas' | '_job' | '_cond' | '_kpi' | '_twin' | '_plan';

/** Payload of a message: value, time [ms since 1970 UTC], quality, unit, and the run when it is simulated. */
export interface UnsMessage {
  v: SignalValue;
  ts: number;
  q: Quality;
  u: string | null;
  sim?: string | true;
}

/** Folder of a signal name -> branch of the tree; signals in other folders are not for the tree (commands). */
const BRANCHES: Readonly<Record<string, UnsBranch>> = {
  'PackML/Status': '_state',
  'PackML/Admin': '_state',
  Status: '_state',
  Job: '_job',
  Meas: '_meas',
  Count: '_meas',
  Cond: '_cond',
};

/** `uns/v1/<enterprise>/<site>/<area>/<line>` of a line. */
export function lineTopic({ location, id }: Pick<LineModel, 'location' | 'id'>): string {
  return ['uns', 'v1', location.enterprise, location.site, location.area, id].map(element).join('/');
}

/** Topic of a signal; null for one that is not shown in the tree. Folders below the known ones stay levels. */
export function signalTopic(line: string, asset: string, signal: string): string | null {
  const levels = signal.split('/');
  for (let depth = Math.min(2, levels.length - 1); depth > 0; depth--) {
    const folder = levels.slice(0, depth).join('/');
    if (!Object.hasOwn(BRANCHES, folder)) continue;
    return [line, element(asset), BRANCHES[folder], ...levels.slice(depth).map(element)].join('/');
  }
  return null;
}

/** Topic of something the twin itself says: of an asset, or of the line when there is none. */
export function twinTopic(line: string, at: { asset?: string; branch: UnsBranch; name: string }): string {
  const cell = at.asset === undefined ? '' : `/${element(at.asset)}`;
  return `${line}${cell}/${at.branch}/${element(at.name)}`;
}

/** Message of a record. */
export function messageOf(record: SignalRecord): UnsMessage {
  const { value, tsSource, quality, unit, simulated, runId } = record;
  return { v: value, ts: tsSource, q: quality, u: unit, ...(simulated ? { sim: runId ?? (true as const) } : {}) };
}

/** JSON text of a message; integers beyond 2^53 become strings. */
export function encodeMessage(message: UnsMessage): string {
  return JSON.stringify(message, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

/** One topic level: wildcards, separators and control characters have no place in it. */
function element(text: string): string {
  return text.replace(/[+#/\u0000-\u001f]/g, '_') || '_';
}
