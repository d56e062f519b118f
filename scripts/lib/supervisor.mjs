// Keeps the services alive: starts them, restarts one that dies, and ends them all within a bounded time.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { readableLine } from './log-lines.mjs';

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 15_000;
const DEATH_WINDOW_MS = 60_000;
const DEATHS_TO_GIVE_UP = 5;
const KILL_AFTER_MS = 2_500;
const LEAST_NAME_WIDTH = 10;

/**
 * How long to wait before the next restart [ms].
 * @param {number} deaths how often the service died within the last minute, at least 1
 */
export function backoffMs(deaths) {
  return Math.min(FIRST_BACKOFF_MS * 2 ** (deaths - 1), LONGEST_BACKOFF_MS);
}

/**
 * Runs services until `stop` is called or one of them cannot be kept alive.
 *
 * A service that ends by itself is restarted after a back-off of 1 s doubling to 15 s; after five deaths within a minute
 * `onGiveUp` is called. Before `isStarted` is set, an exit with a code means a wrong configuration and gives up at once.
 */
export class Supervisor {
  /** True once everything has run: from now on a service that exits is restarted, whatever its exit code. */
  isStarted = false;
  #isStopping = false;
  #running = new Map();
  #restarts = new Set();
  #options;

  /**
   * @param {object} options
   * @param {readonly {name: string, script: string, environment: Record<string, string | undefined>}[]} options.services
   *   the first one is stopped last
   * @param {(line: string) => void} options.write takes one readable line
   * @param {(message: string) => void} options.onGiveUp
   * @param {boolean} [options.isVerbose] show all log lines, not only warnings
   */
  constructor(options) {
    this.#options = options;
  }

  /** Starts all services. */
  start() {
    for (const service of this.#options.services) this.#spawn(service, []);
  }

  /** Process ids by service name, of those that run. */
  get pids() {
    return Object.fromEntries([...this.#running].map(([name, child]) => [name, child.pid]));
  }

  /** Ends every service; true when all ended by themselves, false when one had to be killed. */
  async stop() {
    this.#isStopping = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    let isClean = true;
    const killer = setTimeout(() => {
      isClean = false;
      this.kill();
    }, KILL_AFTER_MS);
    // In reverse order, the first one last: the others say goodbye through the broker.
    const [first, ...others] = this.#options.services.map(({ name }) => this.#running.get(name));
    await Promise.all(others.map(end));
    await end(first);
    clearTimeout(killer);
    return isClean;
  }

  /** Ends every service at once, with no chance to tidy up. */
  kill() {
    for (const child of this.#running.values()) signalGroup(child, 'SIGKILL');
  }

  #spawn(service, earlierDeaths) {
    const child = spawn(process.execPath, ['--enable-source-maps', service.script], {
      env: { ...service.environment, MFT_PARENT_PID: String(process.pid) },
      stdio: ['ignore', 'pipe', 'pipe'],
      // An own process group keeps the terminal's Ctrl-C away: only the supervisor decides who ends, and when.
      detached: process.platform !== 'win32',
    });
    this.#running.set(service.name, child);
    for (const source of ['stdout', 'stderr']) this.#forward(service.name, child[source], source);
    child.once('error', (error) => this.#say(service.name, `cannot be started: ${error.message}`));
    // `close` comes after the last line of output, so the reason is shown before the verdict.
    child.once('close', (code, signal) => {
      this.#running.delete(service.name);
      if (!this.#isStopping) this.#onDeath(service, earlierDeaths, { code, signal });
    });
  }

  #onDeath(service, earlierDeaths, { code, signal }) {
    const { onGiveUp } = this.#options;
    const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
    if (!this.isStarted && signal === null) return onGiveUp(`The ${service.name} ${how}; the lines above say why`);
    const now = performance.now();
    const deaths = [...earlierDeaths.filter((at) => now - at < DEATH_WINDOW_MS), now];
    if (deaths.length >= DEATHS_TO_GIVE_UP) {
      return onGiveUp(`The ${service.name} ${how}, for the ${DEATHS_TO_GIVE_UP}th time within a minute; giving up`);
    }
    const waitMs = backoffMs(deaths.length);
    this.#say(service.name, `${how}; starting it again in ${waitMs / 1000} s`);
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#spawn(service, deaths);
    }, waitMs);
    this.#restarts.add(timer);
  }

  #forward(name, stream, source) {
    const { isVerbose = false } = this.#options;
    createInterface({ input: stream }).on('line', (line) => {
      const text = readableLine(line, { source, isVerbose });
      if (text !== null) this.#say(name, text);
    });
  }

  #say(name, text) {
    this.#options.write(`${name.padEnd(LEAST_NAME_WIDTH)} | ${text}`);
  }
}

/** Asks a process to end, and waits until it has. */
function end(child) {
  const isRunning = child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  if (!isRunning) return Promise.resolve();
  const ended = new Promise((resolve) => child.once('close', resolve));
  signalGroup(child, 'SIGTERM');
  return ended;
}

function signalGroup(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has just ended.
  }
}
