// `check`: says whether a line model can be run.
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { compileLine } from '../line/index.ts';
import { pathOf, UsageError } from './usage.ts';

const DAY_SECONDS = 86_400;

/** Reads and compiles a line file. @throws TwinError LINE_MODEL_* */
export async function checkCommand([file, ...rest]: string[]): Promise<string> {
  if (file === undefined || rest.length > 0) throw new UsageError('check takes one file');
  const model = await readLineFile(pathOf(file));
  compileLine(model, { epochMs: 0, horizonSeconds: DAY_SECONDS });
  const { stations, buffers, products, people } = model;
  return `${model.name} (${model.id}) can be run: ${stations.length} stations, ${buffers.length} buffers, ${products.length} products, ${people.length} people\n`;
}
