// Builds workspaces with turbo, which skips what has not changed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

/**
 * Builds the given workspaces and what they depend on. Quiet unless it fails.
 * @param {string} root folder of the repository
 * @param {readonly string[]} workspaces folder names, for example `['twin']`
 * @param {AbortSignal} [signal] stops the build
 * @returns {Promise<{isBuilt: boolean, output: string}>} `output` is what the build printed
 */
export function build(root, workspaces, signal) {
  const filters = workspaces.map((name) => `--filter=@mini-factory-twin/${name}`);
  const turbo = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'turbo.cmd' : 'turbo');
  return new Promise((resolve) => {
    const child = spawn(turbo, ['run', 'build', '--output-logs=errors-only', '--ui=stream', ...filters], {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      signal,
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => resolve({ isBuilt: false, output: output + error.message }));
    child.once('close', (code) => resolve({ isBuilt: code === 0, output }));
  });
}
