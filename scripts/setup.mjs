// Makes a fresh clone ready: checks Node and installs the locked dependencies when they are missing or outdated.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isInstallNeeded, nodeVersionFault } from './lib/setup-checks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const fault = nodeVersionFault(process.versions.node);
if (fault !== null) stop(fault);

const lockMs = modifiedMs(join(root, 'package-lock.json'));
const installedMs = modifiedMs(join(root, 'node_modules', '.package-lock.json'));
if (isInstallNeeded(lockMs, installedMs)) install();

function install() {
  process.stdout.write('  Installing dependencies (npm ci), once ...\n');
  const isWindows = process.platform === 'win32';
  const { status, error } = spawnSync('npm', ['ci', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: isWindows,
    env: withoutParentNpm(process.env),
  });
  if (error !== undefined) stop(`npm cannot be run: ${error.message}`);
  if (status !== 0) stop(`npm ci failed with code ${status}; the lines above say why`);
}

/** A script run by npm inherits npm's own settings as variables; the inner npm reads its own. */
function withoutParentNpm(environment) {
  const foreign = /^npm_(lifecycle|package|config_(local_prefix|prefix|global_prefix))/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
}

function modifiedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
