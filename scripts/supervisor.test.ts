// The supervisor with real child processes: restart, giving up, stopping, killing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { backoffMs, Supervisor } from './lib/supervisor.mjs';

const folder = mkdtempSync(join(tmpdir(), 'supervisor-'));
const supervisors: Supervisor[] = [];

afterEach(async () => {
  for (const supervisor of supervisors.splice(0)) supervisor.kill();
});
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const STAYS = 'setInterval(() => {}, 1000); process.on("SIGTERM", () => process.exit(0)); console.error("up");';
const DEAF = 'setInterval(() => {}, 1000); process.on("SIGTERM", () => {}); console.error("up");';
const REFUSES = 'console.error("CONFIG_INVALID: no such line"); process.exit(3);';

function supervise(source: string) {
  const script = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(script, source);
  const lines: string[] = [];
  const onGiveUp = vi.fn<(message: string) => void>();
  const supervisor = new Supervisor({
    services: [{ name: 'twin', script, environment: { PATH: process.env['PATH'] } }],
    write: (line: string) => void lines.push(line),
    onGiveUp,
  });
  supervisors.push(supervisor);
  supervisor.start();
  return { supervisor, lines, onGiveUp };
}

async function up({ lines }: { lines: string[] }, times = 1): Promise<void> {
  await vi.waitFor(() => expect(lines.filter((line) => line.endsWith('| up')).length).toBe(times), 10_000);
}

test('stop ends a service cleanly and leaves no process', async () => {
  const run = supervise(STAYS);
  await up(run);
  const { twin } = run.supervisor.pids;
  expect(await run.supervisor.stop()).toBe(true);
  expect(isAlive(twin)).toBe(false);
});

test('a service that ignores the signal is killed within three seconds', async () => {
  const run = supervise(DEAF);
  await up(run);
  const { twin } = run.supervisor.pids;
  const startedAt = performance.now();
  expect(await run.supervisor.stop()).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  expect(isAlive(twin)).toBe(false);
});

test('a killed service is started again, with one warning line', async () => {
  const run = supervise(STAYS);
  await up(run);
  run.supervisor.isStarted = true;
  const before = run.supervisor.pids.twin;
  process.kill(before, 'SIGKILL');
  await up(run, 2);
  expect(run.supervisor.pids.twin).not.toBe(before);
  expect(run.lines).toContain('twin       | was ended by SIGKILL; starting it again in 1 s');
  expect(run.onGiveUp).not.toHaveBeenCalled();
});

test('a service that refuses its configuration at the start is not tried again', async () => {
  const run = supervise(REFUSES);
  await vi.waitFor(() => expect(run.onGiveUp).toHaveBeenCalledOnce(), 10_000);
  expect(run.onGiveUp.mock.calls[0]?.[0]).toBe('The twin ended with code 3; the lines above say why');
  expect(run.lines).toEqual(['twin       | CONFIG_INVALID: no such line']);
});

test('the back-off doubles from one second up to fifteen', () => {
  expect([1, 2, 3, 4, 5].map(backoffMs)).toEqual([1_000, 2_000, 4_000, 8_000, 15_000]);
});

test('five deaths within a minute end the attempts', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const run = supervise(REFUSES);
  run.supervisor.isStarted = true;
  const advance = setInterval(() => vi.advanceTimersByTime(15_000), 20);
  while (run.onGiveUp.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  clearInterval(advance);
  vi.useRealTimers();
  expect(run.onGiveUp.mock.calls[0]?.[0]).toContain('for the 5th time within a minute; giving up');
  expect(run.lines.filter((line) => line.includes('starting it again')).length).toBe(4);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
