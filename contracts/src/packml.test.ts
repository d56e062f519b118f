// PackML tags mean one station state each, and nothing outside the standard is taken for a state.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PACKML_MODES, PACKML_STATES, packmlStateName, STOP_REASONS, stationStateFromPackml } from './packml.ts';

const running = {
  state: PACKML_STATES.Execute,
  mode: PACKML_MODES.Production,
  isBlocked: false,
  isStarved: false,
  stopReason: 0,
};

test.each([
  ['a machine that executes is processing', {}, 'processing'],
  ['suspended with a blocked outlet is blocked', { state: PACKML_STATES.Suspended, isBlocked: true }, 'blocked'],
  ['suspended without material is starved', { state: PACKML_STATES.Suspended, isStarved: true }, 'starved'],
  ['held is held', { state: PACKML_STATES.Held }, 'held'],
  ['aborted is down', { state: PACKML_STATES.Aborted, stopReason: 130 }, 'down'],
  [
    'stopped at the end of the shift is off shift',
    { state: PACKML_STATES.Stopped, stopReason: STOP_REASONS.offShift },
    'offshift',
  ],
  ['stopped without an order is idle', { state: PACKML_STATES.Stopped, stopReason: STOP_REASONS.noOrder }, 'idle'],
  [
    'maintenance mode outranks every state',
    { state: PACKML_STATES.Aborted, mode: PACKML_MODES.Maintenance },
    'maintenance',
  ],
  ['a changeover is setup', { mode: PACKML_MODES.Setup }, 'setup'],
  [
    'a machine that fails during its changeover is down',
    { mode: PACKML_MODES.Setup, state: PACKML_STATES.Aborted },
    'down',
  ],
])('%s', (_, tags, expected) => {
  expect(stationStateFromPackml({ ...running, ...tags })).toBe(expected);
});

test('a state number the standard does not know is unknown, never a default', () => {
  fc.assert(
    fc.property(fc.integer({ min: 18, max: 100_000 }), (state) => {
      expect(packmlStateName(state)).toBe('Undefined');
      expect(stationStateFromPackml({ ...running, state })).toBe('unknown');
    }),
  );
});
