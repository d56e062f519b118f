// Follows docs/guides/write-a-line-model.md step by step: each model in it can be run, and faults read as it says.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseLine } from '@mini-factory-twin/contracts/line-file';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { refuseUnemulated } from '../simulators/src/emulated.ts';

const guide = readFileSync(fileURLToPath(new URL('../docs/guides/write-a-line-model.md', import.meta.url)), 'utf8');

type Entry = Record<string, unknown>;
type Model = Record<string, unknown>;

const parts = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => parse(text) as Model);
const steps = parts.map((_, index) => parts.slice(0, index + 1).reduce(merged));

test('it begins with a whole model and has some steps', () => {
  expect(parts[0]).toHaveProperty('schema');
  expect(parts.length).toBeGreaterThan(4);
});

test.each(steps.map((model, index) => [index + 1, model] as const))('the model of step %i can be run', (_, model) => {
  const line = parseLine(model);
  expect(() => refuseUnemulated(line)).not.toThrow();
});

test('the fault that it shows is the fault that there is', () => {
  const [, shown = ''] = /```text\nLINE_MODEL_INVALID[^\n]*\n([\s\S]*?)```/.exec(guide) ?? [];
  const faults = shown.trim().split('\n');
  const model = JSON.stringify(steps.at(-1)).replace('["rework","turned"]', '["rewrok","turned"]');
  const refuse = (): unknown => parseLine(JSON.parse(model));
  expect(faults).toHaveLength(2);
  for (const fault of faults) expect(refuse).toThrow(fault.trim());
});

test('the change that it tries is a change', () => {
  const [, script = ''] = /sed '([^']+)' my-line\.yaml/.exec(guide) ?? [];
  const replaced = [...script.matchAll(/s\/([^/]+)\//g)].map(([, text = '']) => text);
  expect(replaced).toHaveLength(2);
  for (const text of replaced) expect(guide.split('```yaml').some((block) => block.includes(text))).toBe(true);
});

/** A model with the entries of a step: those that are there already are replaced, others added. */
function merged(model: Model, step: Model): Model {
  const lists = Object.entries(step).map(([key, value]) => {
    const list = [...((model[key] as Entry[] | undefined) ?? [])];
    for (const entry of value as Entry[]) {
      const at = list.findIndex((other) => keyOf(other) === keyOf(entry));
      if (at < 0) list.push(entry);
      else list[at] = entry;
    }
    return [key, list] as const;
  });
  return { ...model, ...Object.fromEntries(lists) };
}

function keyOf({ id, suffix }: Entry): unknown {
  return id ?? suffix;
}
