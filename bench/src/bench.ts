// `npm run bench -- NAME`: runs one benchmark and prints its figures; `--json FILE` writes them.
import { parseArgs } from 'node:util';
import { benchKernel } from './bench-kernel.ts';
import { benchStart } from './bench-start.ts';
import { report } from './figures.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { clone: { type: 'boolean', default: false }, json: { type: 'string' } },
});

const benches = {
  kernel: () => benchKernel(),
  start: () => benchStart({ isFromClone: values.clone }),
};

const name = positionals[0] ?? '';
if (!(name in benches)) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join(' | ')} [--clone] [--json FILE]`);
  process.exit(2);
}
report(name, await benches[name as keyof typeof benches](), values.json);
