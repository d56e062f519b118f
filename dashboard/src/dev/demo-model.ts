// The demo line's model for tests.
import type { LineModel } from '@mini-factory-twin/contracts';
import { parseLineText } from '@mini-factory-twin/contracts/line-file';
import text from '../../../examples/lines/drive-unit.yaml?raw';

/** The model of `examples/lines/drive-unit.yaml`. */
export async function demoModel(): Promise<LineModel> {
  return parseLineText(text);
}
