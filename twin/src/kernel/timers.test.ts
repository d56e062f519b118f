// The event set against a plain sorted list.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { createTimers } from './timers.ts';
import { stateOf, processSlots, slotCount } from './state.ts';
import { measure } from './memory.ts';
import { declareState } from './state.ts';
import { constant, row } from './test-lines.ts';

const STATIONS = 9;
const line = row(STATIONS - 1, { capacity: 1, transitSeconds: 0 }, () => ({
  failures: [
    { clock: 'calendar', timeBetween: constant(1), repairSeconds: constant(1), skill: -1, onFailure: 'resume' },
  ],
}));
const program = assemble(line);
const { slots, processSlots } = program.layout;

const command = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), slot: fc.nat(slots - 1), time: fc.nat(20) }),
  fc.record({ kind: fc.constant('cancel' as const), slot: fc.nat(slots - 1), time: fc.constant(0) }),
  fc.record({ kind: fc.constant('pop' as const), slot: fc.constant(0), time: fc.constant(0) }),
);

it.each(['ring and heap', 'heap only'])('gives timers back by time, then slot (%s)', (kind) => {
  const core = { ...createCore(program), nearSlots: kind === 'heap only' ? slots : processSlots };
  fc.assert(
    fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
      clearTimers(core);
      const model = new Map<number, number>();
      const due = (): number =>
        [...model].sort(([slotA, a], [slotB, b]) => a - b || slotA - slotB).map(([slot]) => slot)[0] ?? -1;
      for (const { kind: what, slot, time } of commands) {
        if (what === 'set') {
          setTimer(core, slot, time);
          model.set(slot, time);
        } else if (what === 'cancel') {
          cancelTimer(core, slot);
          model.delete(slot);
        } else if (due() >= 0) {
          const first = due();
          expect(nextSlot(core)).toBe(first);
          popSlot(core, first);
          model.delete(first);
        }
        expect(nextSlot(core)).toBe(due());
        expect(isTimerSet(core, slot)).toBe(model.has(slot));
      }
    }),
  );
});
