// Makes the JSON log lines of the services readable, and leaves out what nobody needs to see.

const LEVELS = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warning', 50: 'error', 60: 'fatal' };
const WARNING = 40;
const ALWAYS_THERE = new Set(['level', 'time', 'pid', 'hostname', 'name', 'service', 'msg', 'v', 'err']);

/**
 * One line of a service as shown to the user, or null when it is not worth showing.
 * @param {string} line one line without its end
 * @param {{source: 'stdout' | 'stderr', isVerbose: boolean}} options
 */
export function readableLine(line, { source, isVerbose }) {
  if (line.trim() === '') return null;
  const record = parseRecord(line);
  if (record === null) return source === 'stderr' || isVerbose ? line : null;
  if (record.level < WARNING && !isVerbose) return null;
  const level = LEVELS[record.level] ?? String(record.level);
  const fields = Object.entries(record).filter(([name]) => !ALWAYS_THERE.has(name));
  const details = fields.map(([name, value]) => `${name}=${shown(value)}`);
  const reason = record.err?.message;
  const text = [record.msg, reason && !String(record.msg).includes(reason) ? reason : undefined].filter(Boolean);
  return [`${level}:`, text.join(': '), ...details].filter((part) => part !== '').join(' ');
}

function parseRecord(line) {
  if (!line.startsWith('{')) return null;
  try {
    const record = JSON.parse(line);
    return typeof record.level === 'number' ? record : null;
  } catch {
    return null;
  }
}

function shown(value) {
  return typeof value === 'string' && !/\s/.test(value) ? value : JSON.stringify(value);
}
