// The demo line's model for tests.
import type { LineModel } from '@mini-factory-twin/contracts';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';

/** A variable, because Vite rewrites literal addresses to those of bundled files. */
const FILE = '../../../examples/lines/drive-unit.yaml';

/** The model of the demo line. */
export function demoModel(): Promise<LineModel> {
  return readLineFile(new URL(FILE, import.meta.url).pathname);
}
