// The STATE payload of a host application: JSON that says whether the host is online, and since when.

/** Whether a host is online, and the time of its CONNECT (or of its clean leave), ms since 1970 UTC. */
export interface HostState {
  online: boolean;
  /** Absent only when received from a peer of Sparkplug 2.2, which sends bare text. */
  timestampMs?: number;
}

/**
 * The JSON text of a STATE birth or death (tck-id-host-topic-phid-birth-payload). Send it with QoS 1 and retain; the
 * birth takes the same timestamp as the Will of its CONNECT.
 */
export function encodeStatePayload(state: { online: boolean; timestampMs: number }): string {
  return JSON.stringify({ online: state.online, timestamp: state.timestampMs });
}

/**
 * Reads a STATE payload. Unknown JSON keys are ignored; the ONLINE and OFFLINE of Sparkplug 2.2 are understood.
 * `null` for anything else: a host state nobody can read must not move an edge node.
 */
export function parseStatePayload(payload: Uint8Array | string): HostState | null {
  const text = (typeof payload === 'string' ? payload : new TextDecoder().decode(payload)).trim();
  if (text === 'ONLINE') return { online: true };
  if (text === 'OFFLINE') return { online: false };
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || !('online' in json) || !('timestamp' in json)) return null;
  const timestampMs = json.timestamp;
  if (typeof json.online !== 'boolean' || !isTimestamp(timestampMs)) return null;
  return { online: json.online, timestampMs };
}

function isTimestamp(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
