// PGlite as a database engine, in a folder of its own.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SqlEngine } from './engine.ts';
import { openInWorker } from './worker-engine.ts';

/**
 * Opens PGlite in a folder, which is created when it is missing. The caller holds the lock of the folder: two processes
 * on one folder lose data silently.
 * @param signal gives up while opening, and leaves nothing running
 */
export async function openPglite(dataDir: string, signal?: AbortSignal): Promise<SqlEngine> {
  const program = await loadProgram();
  if (!existsSync(dataDir)) await initialise(dataDir, program, signal);
  return openInWorker('pglite', { dataDir, program }, signal);
}

/** A compiled WebAssembly module. The language's library has no types for it, those of the browser bring a whole browser. */
type Program = object;
const { WebAssembly: webAssembly } = globalThis as unknown as {
  WebAssembly: { compile(bytes: Uint8Array): Promise<Program> };
};

let loaded: Promise<Program> | null = null;

/** PGlite's machine code, compiled once for all threads: the second one starts in a quarter of the time. */
function loadProgram(): Promise<Program> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  loaded ??= readFile(join(dirname(entry), 'pglite.wasm')).then((bytes) => webAssembly.compile(bytes));
  return loaded;
}

/**
 * Makes a new database in a thread of its own, which takes the half gigabyte that this needs away with it. The folder
 * gets its name when it is complete, so a start that is cut off is simply done again.
 */
async function initialise(dataDir: string, program: Program, signal?: AbortSignal): Promise<void> {
  const draft = `${dataDir}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const engine = await openInWorker('pglite', { dataDir: draft, program }, signal);
  await engine.close();
  await rename(draft, dataDir);
}
