// Makes a part of the state of one that was observed.
import type { Core } from './core.ts';
import { BORN, LINE, NOW, REWORKS } from './layout.ts';
import type { LivePart } from './live-state.ts';
import { orFinite, orIndex, whole } from './load-values.ts';
import { createPart, isComponent } from './parts.ts';

/** Handle of a new part like the one seen. */
export function loadPart(k: Core, seen: LivePart): number {
  const now = k.f[(LINE >> 1) + NOW];
  const product = orIndex(seen.product, k.program.counts.products, 0);
  // Components belong to no order: they are no output that an order could count.
  const part = createPart(k, product, isComponent(k, product) ? -1 : orIndex(seen.order, k.program.counts.orders, -1));
  k.n[part + REWORKS] = whole(seen.reworks);
  k.f[(part >> 1) + BORN] = Math.min(now, orFinite(seen.bornSeconds, now));
  return part;
}
