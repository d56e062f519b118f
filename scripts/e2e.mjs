// Builds everything, finds a Chromium and runs the end-to-end checks of e2e/ against the real stack.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from './lib/build.mjs';
import { findChromium } from './lib/chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const chromium = findChromium(process.env);
if (chromium === null) {
  stop('No Chromium found. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to its program file.');
}
const { isBuilt, output } = await build(root, ['broker', 'twin', 'simulators', 'dashboard']);
if (!isBuilt) stop(`${output.trimEnd()}\nThe build failed; the lines above say why`);
const compiled = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'e2e'], {
  cwd: root,
  stdio: 'inherit',
});
if (compiled.status !== 0) stop('The end-to-end checks do not compile');

const checks = spawn(
  process.execPath,
  ['--enable-source-maps', join(root, 'e2e/dist/main.js'), ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH: chromium },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => checks.kill(signal));
checks.once('exit', (code) => process.exit(code ?? 1));

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
