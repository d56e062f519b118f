// A workpiece on the line.
import type { OrderProgress } from './order-desk.ts';

/** What became of a part at its last cycle. */
export type CycleResult = 'pass' | 'rework' | 'scrap';

/** One workpiece, from its release until it leaves the line. */
export interface Part {
  /** Content of its RFID tag, `P000123`. */
  id: string;
  product: string;
  /** Null for stock material. */
  order: OrderProgress | null;
  reworks: number;
  result: CycleResult;
  /** Hidden: how much longer parts of the same raw-material batch take on machines; 1 = nominal. */
  materialFactor: number;
}
