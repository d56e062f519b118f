// Numbers, times and durations as the dashboard writes them. Times are UTC on the plant clock.

const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
export const MISSING = '–';

/** Whole number with thousands separators. */
export function formatCount(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? MISSING : integer.format(value);
}

/** Number with three significant digits at most, for measurements. */
export function formatValue(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** Share 0..1 as whole per cent. */
export function formatShare(share: number | null | undefined): string {
  return share === null || share === undefined || !Number.isFinite(share) ? MISSING : `${Math.round(share * 100)} %`;
}

/** `HH:MM` of a plant time [ms since 1970]. */
export function formatTime(atMs: number | null | undefined): string {
  return atMs === null || atMs === undefined ? MISSING : new Date(atMs).toISOString().slice(11, 16);
}

/** `HH:MM:SS` of a plant time [ms since 1970]. */
export function formatClock(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}

/** Duration in its two largest units: `8 s`, `3 min 05 s`, `2 h 04 min`. Negative counts as zero. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** Signed change: `+12`, `−3`, with a real minus sign. */
export function formatChange(value: number): string {
  const rounded = Math.round(value);
  if (rounded === 0) return '±0';
  return rounded > 0 ? `+${integer.format(rounded)}` : `−${integer.format(-rounded)}`;
}

/** Unit code as people write it. */
export function formatUnit(unit: string | null): string {
  return unit === 'Cel' ? '°C' : unit === 'N.m' ? 'N·m' : (unit ?? '');
}

/** Sensor name from its signal: `Meas/VibrationVelocity` gives `Vibration velocity`. */
export function formatSensor(signal: string): string {
  const words = signal
    .replace(/^.*\//, '')
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words;
}

/** Order id without its date: `2026-11-23-late-2` gives `late-2`. */
export function shortOrderId(id: string): string {
  return id.replace(/^\d{4}-\d{2}-\d{2}-/, '');
}
