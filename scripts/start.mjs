// One command: builds, starts broker, twin and emulators, prints one URL, and stops everything on Ctrl-C.
import { existsSync, rmSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from './lib/build.mjs';
import { helpText, OptionError, parseOptions } from './lib/options.mjs';
import { anyFreePort, isPortFree, nextFreePort } from './lib/ports.mjs';
import { linePath, servicesFor, storedFolders } from './lib/services.mjs';
import { Supervisor } from './lib/supervisor.mjs';

const PARENT_CHECK_MS = 500;
const READY_CHECK_MS = 150;
const READY_NOTICE_MS = 20_000;
// npm and the terminal may both deliver the same Ctrl-C.
const SAME_CTRL_C_MS = 400;

const root = fileURLToPath(new URL('..', import.meta.url));
const building = new AbortController();
let supervisor = null;
let stopRequestedAt = null;

process.on('SIGINT', requestStop);
process.on('SIGTERM', requestStop);
process.on('SIGHUP', requestStop);
watchParent();
await main();

async function main() {
  const options = await withPorts(readOptions());
  if (options.fresh)
    for (const folder of storedFolders(root, options.data)) rmSync(folder, { recursive: true, force: true });
  const services = servicesFor(options, { root, environment: process.env });
  await buildAll(services, options.verbose);
  supervisor = new Supervisor({ services, write: print, onGiveUp, isVerbose: options.verbose });
  if (stopRequestedAt !== null) return;
  supervisor.start();
  const url = `http://localhost:${options.port}`;
  await ready(options.port);
  if (stopRequestedAt !== null) return;
  supervisor.isStarted = true;
  print(`\n  Mini-Factory Twin is running:  ${url}   (Ctrl-C stops it)\n`);
}

function readOptions() {
  try {
    const options = parseOptions(process.argv.slice(2), process.env);
    if (options.help) {
      print(helpText());
      process.exit(0);
    }
    if (!existsSync(linePath(options.line, { root, environment: process.env })))
      fail(`There is no line model ${options.line}; choose one with --line FILE`);
    return options;
  } catch (error) {
    if (error instanceof OptionError) fail(error.message);
    throw error;
  }
}

async function withPorts(options) {
  const port = await checkedPort(options.port, '--port');
  const mqttPort = options.broker === null ? await checkedPort(options.mqttPort, '--mqtt-port') : options.mqttPort;
  return { ...options, port, mqttPort };
}

async function checkedPort(port, flag) {
  if (port === 0) return anyFreePort();
  if (await isPortFree(port)) return port;
  const free = await nextFreePort(port + 1);
  fail(`Port ${port} is in use; choose another with ${flag} N${free === null ? '' : ` (${free} is free)`}`);
}

async function buildAll(services, isVerbose) {
  if (process.stdout.isTTY) print('  Building ...');
  const workspaces = [...services.map(({ name }) => name), 'dashboard'];
  const { isBuilt, output } = await build(root, workspaces, building.signal);
  if (stopRequestedAt !== null) process.exit(0);
  if (!isBuilt) fail(`${output.trimEnd()}\nThe build failed; the lines above say why`);
  if (isVerbose) print(output);
}

/** Waits for the twin's /readyz, and says after a while what it waits for. */
async function ready(port) {
  const startedAt = performance.now();
  let hasSaid = false;
  while (stopRequestedAt === null) {
    const answer = await readyAnswer(port);
    if (answer === null) return;
    if (!hasSaid && performance.now() - startedAt > READY_NOTICE_MS) {
      hasSaid = true;
      print(`  Still waiting for the twin: ${answer}`);
    }
    await sleep(READY_CHECK_MS);
  }
}

/** Null when the twin is ready, else what it answered. */
async function readyAnswer(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    return response.ok ? null : `it answers ${response.status} ${text.slice(0, 300)}`;
  } catch {
    return 'it does not answer yet';
  }
}

function requestStop() {
  const now = performance.now();
  if (stopRequestedAt !== null) {
    if (now - stopRequestedAt > SAME_CTRL_C_MS) killAll();
    return;
  }
  stopRequestedAt = now;
  void stopAll(0);
}

async function stopAll(exitCode) {
  building.abort();
  const isClean = supervisor === null || (await supervisor.stop());
  if (!isClean) print('A service did not end in time and was killed');
  process.exit(isClean ? exitCode : 1);
}

function killAll() {
  supervisor?.kill();
  process.exit(1);
}

function onGiveUp(message) {
  if (stopRequestedAt !== null) return;
  stopRequestedAt = performance.now();
  process.stderr.write(`${message}\n`);
  void stopAll(1);
}

/** npm ends without passing the signal on; then this process has a new parent. */
function watchParent() {
  const npm = process.env.npm_lifecycle_event === undefined ? 0 : process.ppid;
  const parent = Number(process.env.MFT_PARENT_PID ?? npm);
  if (parent === 0) return;
  setInterval(() => {
    if (process.ppid !== parent && stopRequestedAt === null) requestStop();
  }, PARENT_CHECK_MS).unref();
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
