// The port the dashboard reaches a twin by, and its real implementation over HTTP and WebSocket.
import type {
  Alarm,
  DeltaMessage,
  HelloMessage,
  History,
  LineDocument,
  SignalView,
} from '@mini-factory-twin/contracts';

export type Message = HelloMessage | DeltaMessage;

export interface StreamEvents {
  onMessage(message: Message): void;
  /** The connection ended or never came to be. */
  onEnd(): void;
}

export interface HistoryQuery {
  asset: string;
  signal: string;
  fromMs: number;
  toMs: number;
  points: number;
}

export interface Transport {
  lines(): Promise<{ id: string; name: string }[]>;
  line(id: string): Promise<LineDocument>;
  /** Opens the stream of a line; the returned function closes it without a further event. */
  open(line: string, events: StreamEvents): () => void;
  signals(line: string): Promise<SignalView[]>;
  history(line: string, query: HistoryQuery): Promise<History>;
  acknowledge(line: string, alarm: string, by: string): Promise<Alarm | null>;
}

/** A twin reached under `origin`, for example `http://localhost:8080`. */
export function httpTransport(origin: string): Transport {
  const path = (line: string, rest: string) => `/api/lines/${encodeURIComponent(line)}${rest}`;
  return {
    lines: () => getJson<{ id: string; name: string }[]>(origin, '/api/lines'),
    line: (id) => getJson<LineDocument>(origin, path(id, '')),
    open: (line, events) => openSocket(origin.replace(/^http/, 'ws') + path(line, '/stream'), events),
    signals: (line) => getJson<SignalView[]>(origin, path(line, '/signals')),
    history: (line, query) => {
      const search = new URLSearchParams({
        asset: query.asset,
        signal: query.signal,
        from: String(Math.round(query.fromMs)),
        to: String(Math.round(query.toMs)),
        points: String(query.points),
      });
      return getJson<History>(origin, path(line, `/history?${search}`));
    },
    acknowledge: async (line, alarm, by) => {
      const response = await fetch(origin + path(line, `/alarms/${encodeURIComponent(alarm)}/acknowledge`), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ by }),
      });
      if (!response.ok) throw new Error(await problemText(response));
      const body: unknown = await response.json().catch(() => null);
      return isAlarm(body) ? body : null;
    },
  };
}

async function getJson<T>(origin: string, path: string): Promise<T> {
  const response = await fetch(origin + path, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(await problemText(response));
  return (await response.json()) as T;
}

async function problemText(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const detail = isRecord(body) && typeof body.detail === 'string' ? body.detail : null;
  return detail ?? `The twin answered ${response.status}`;
}

function openSocket(url: string, events: StreamEvents): () => void {
  const socket = new WebSocket(url);
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    socket.close();
    events.onEnd();
  };
  socket.addEventListener('message', (event) => {
    if (isOver) return;
    const message = parseMessage(event.data);
    if (message === null) end();
    else events.onMessage(message);
  });
  socket.addEventListener('close', end);
  socket.addEventListener('error', end);
  return () => {
    isOver = true;
    socket.close();
  };
}

/** A stream message from its JSON text; null when it is none. Checks the envelope, trusts the twin for the rest. */
export function parseMessage(data: unknown): Message | null {
  if (typeof data !== 'string') return null;
  let body: unknown;
  try {
    body = JSON.parse(data);
  } catch {
    return null;
  }
  if (!isRecord(body) || typeof body.frame !== 'number') return null;
  if (body.type === 'delta' && typeof body.plantTimeMs === 'number') return body as unknown as DeltaMessage;
  const isHello = body.type === 'hello' && typeof body.epoch === 'string' && isRecord(body.state);
  return isHello && Array.isArray(body.moves) ? (body as unknown as HelloMessage) : null;
}

function isAlarm(body: unknown): body is Alarm {
  return isRecord(body) && typeof body.id === 'string' && typeof body.state === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
