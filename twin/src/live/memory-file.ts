// The mirror's memory on disk: written whole to a second file and renamed, so that a crash leaves the old or the new one.
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { MirrorMemory } from '../mirror/memory.ts';

/** Writes the memory so that it is on disk when this resolves. */
export async function saveMemory(path: string, memory: MirrorMemory): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  const file = await open(draft, 'w');
  try {
    await file.writeFile(JSON.stringify(memory));
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** The memory on disk; null when there is none or it cannot be read. */
export async function loadMemory(path: string): Promise<MirrorMemory | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as MirrorMemory;
  } catch {
    return null;
  }
}
