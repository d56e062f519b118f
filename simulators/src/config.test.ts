// Flags win over variables, empty variables count as unset, faults are named.
import { expect, test } from 'vitest';
import { parseSimulatorConfig, SimulatorConfigError } from './config.ts';

test('defaults run the demo line at real speed with the demo script', () => {
  expect(parseSimulatorConfig([], {})).toMatchObject({
    SIMULATOR_LINE: 'examples/lines/drive-unit.yaml',
    SIMULATOR_SPEED: 1,
    SIMULATOR_SCRIPT: 'demo',
    SIMULATOR_MISMATCH: 0.03,
  });
});

test('a flag wins over its variable, and an empty variable is none', () => {
  const config = parseSimulatorConfig(['--speed', '5', '--no-script'], {
    SIMULATOR_SPEED: '2',
    SIMULATOR_SEED: '9',
    SIMULATOR_TRUTH_FILE: '',
  });
  expect(config).toMatchObject({ SIMULATOR_SPEED: 5, SIMULATOR_SEED: 9, SIMULATOR_SCRIPT: 'none' });
  expect(config.SIMULATOR_TRUTH_FILE).toBeUndefined();
});

test.each([
  [['--speed=-1'], 'SIMULATOR_SPEED'],
  [['--broker', 'http://x'], 'BROKER_URL'],
  [['--sped', '1'], '--sped'],
  [['--plant-start', 'noon'], 'SIMULATOR_PLANT_START'],
])('%j is refused by name', (flags, name) => {
  expect(() => parseSimulatorConfig(flags, {})).toThrow(SimulatorConfigError);
  expect(() => parseSimulatorConfig(flags, {})).toThrow(name);
});
