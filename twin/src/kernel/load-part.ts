// Makes a part of the state of one that was observed.
import type { Core } from './core.ts';
import type { LivePart } from './live-state.ts';
import { orFinite, orIndex, whole } from './load-values.ts';
import type { Machines } from './machine.ts';
import { NOW } from './state.ts';

/** A new part like the one seen. */
export function loadPart({ state, parameters, program }: Core, { parts }: Machines, seen: LivePart): number {
  const now = state.line[NOW];
  const product = orIndex(seen.product, program.counts.products, 0);
  // Components belong to no order: they are no output that an order could count.
  const isComponent = parameters.isComponent[product] !== 0;
  const part = parts.create(product, isComponent ? -1 : orIndex(seen.order, program.counts.orders, -1));
  state.partReworks[part] = whole(seen.reworks);
  state.partBorn[part] = Math.min(now, orFinite(seen.bornSeconds, now));
  return part;
}
