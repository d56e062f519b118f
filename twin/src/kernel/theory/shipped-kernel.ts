// The kernel as it is shipped: bundled from source into one module, with V8 told how to compile it.
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { build } from 'rolldown';
import type * as kernelModule from '../index.ts';
import { KERNEL_V8_FLAGS } from '../v8-flags.ts';

/**
 * Bundles and loads the kernel. V8 folds constants within a module only, and the test runner rewrites imports, so that a
 * kernel taken file by file is a fifth as fast: the studies would take minutes.
 */
export async function shippedKernel(): Promise<typeof kernelModule> {
  for (const flag of KERNEL_V8_FLAGS) setFlagsFromString(flag);
  const input = fileURLToPath(new URL('../index.ts', import.meta.url));
  const { output } = await build({ input, platform: 'node', write: false, output: { format: 'esm' } });
  const url = `data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`;
  return (await import(/* @vite-ignore */ url)) as typeof kernelModule;
}
