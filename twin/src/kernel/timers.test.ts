// The event set against a plain sorted list.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { createCore } from './core.ts';
import { slotCount } from './state.ts';
import { constant, row } from './test-lines.ts';
import { createTimers } from './timers.ts';

const program = assemble(
  row(8, { capacity: 1, transitSeconds: 0 }, () => ({
    failures: [
      { clock: 'calendar', timeBetween: constant(1), repairSeconds: constant(1), skill: -1, onFailure: 'resume' },
    ],
  })),
);
const slots = slotCount(program.counts);
const { state } = createCore(program, null);

const command = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), slot: fc.nat(slots - 1), time: fc.nat(20) }),
  fc.record({ kind: fc.constant('cancel' as const), slot: fc.nat(slots - 1), time: fc.constant(0) }),
  fc.record({ kind: fc.constant('pop' as const), slot: fc.constant(0), time: fc.constant(0) }),
);

it.each(['ring and heap', 'heap only'])('gives timers back by time, then slot (%s)', (kind) => {
  const timers = createTimers(state, program.counts, kind === 'heap only' ? 0 : undefined);
  fc.assert(
    fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
      timers.clear();
      const model = new Map<number, number>();
      const due = (): number =>
        [...model].sort(([slotA, a], [slotB, b]) => a - b || slotA - slotB).map(([slot]) => slot)[0] ?? -1;
      for (const { kind: what, slot, time } of commands) {
        if (what === 'set') {
          timers.set(slot, time);
          model.set(slot, time);
        } else if (what === 'cancel') {
          timers.cancel(slot);
          model.delete(slot);
        } else if (due() >= 0) {
          const first = due();
          expect(timers.popUntil((model.get(first) ?? 0) - 1)).toBe(-1);
          expect(timers.popUntil(model.get(first) ?? 0)).toBe(first);
          model.delete(first);
        }
        expect(timers.isSet(slot)).toBe(model.has(slot));
      }
      for (let first = due(); first >= 0; first = due()) {
        expect(timers.popUntil(Infinity)).toBe(first);
        model.delete(first);
      }
      expect(timers.popUntil(Infinity)).toBe(-1);
    }),
  );
});
