// How far the mirror is in step with the plant, and why not when it is not.
import type { Health } from '@mini-factory-twin/contracts';
import type { Mirror } from './mirror.ts';

/** Real seconds of silence after which the state is doubted, and after which it is lost. */
export const SILENCE_SECONDS = { degraded: 10, lost: 60 } as const;
/** Corrections of one buffer in five minutes that a healthy line stays below. */
const CORRECTIONS_ALLOWED = 3;

/**
 * Health of the mirror. LOST: no connection, all its sources gone, or silence. DEGRADED: some stations unknown or
 * counts and ids of a buffer disagree again and again. INVALID is never given here: it needs evidence over hours.
 */
export function healthOf(
  mirror: Mirror,
  input: { watermarkMs: number; ageSeconds: number; connections: Health['connections'] },
): Health {
  const lost = lostReasons(mirror, input);
  const doubts = doubtReasons(mirror, input.ageSeconds);
  const status = lost.length > 0 ? 'LOST' : doubts.length > 0 ? 'DEGRADED' : 'SYNCED';
  return { status, reasons: [...lost, ...doubts], ...input };
}

function lostReasons(
  mirror: Mirror,
  { ageSeconds, connections }: { ageSeconds: number; connections: Health['connections'] },
): string[] {
  const offline = connections.filter((connection) => connection.status === 'offline');
  const reasons = offline.map((connection) => `no connection to ${connection.name}`);
  if (mirror.lastSignalMs === 0) return [...reasons, 'nothing received yet'];
  const watched = watchedStations(mirror);
  if (watched.length > 0 && watched.every((station) => station.quality === 'stale'))
    reasons.push('all sources of the line are offline');
  if (ageSeconds > SILENCE_SECONDS.lost) reasons.push(`no message for ${Math.round(ageSeconds)} s`);
  return reasons;
}

function doubtReasons(mirror: Mirror, ageSeconds: number): string[] {
  const stale = watchedStations(mirror).filter((station) => station.quality === 'stale');
  const reasons: string[] = [];
  if (stale.length > 0) reasons.push(`state unknown: ${stale.map((station) => station.station.name).join(', ')}`);
  if (ageSeconds > SILENCE_SECONDS.degraded && ageSeconds <= SILENCE_SECONDS.lost)
    reasons.push(`no message for ${Math.round(ageSeconds)} s`);
  for (const [buffer, count] of mirror.recentCorrections()) {
    if (count > CORRECTIONS_ALLOWED) reasons.push(`counts and ids disagree at ${buffer} (${count} times in 5 min)`);
  }
  return reasons;
}

function watchedStations(mirror: Mirror) {
  return [...mirror.stations.values()].filter((station) => station.station.kind !== 'sink');
}
