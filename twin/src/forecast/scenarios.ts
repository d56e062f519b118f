// The book of what-if scenarios of one line: kept with their latest answer, to be run on the state of any time.
import { randomUUID } from 'node:crypto';
import {
  type KeptScenario,
  type LookAhead,
  type Scenario,
  TwinError,
  type WhatIfAnswer,
  type WhatIfQuestion,
} from '@mini-factory-twin/contracts';

/** What the book needs. */
export interface ScenarioPorts {
  line: string;
  /** Resolves when it is kept; null deletes it. */
  keep(id: string, scenario: KeptScenario | null): Promise<void>;
  ask(question: WhatIfQuestion): Promise<WhatIfAnswer>;
  now(): number;
}

/** Scenarios that are kept. Methods throw SCENARIO_NOT_FOUND for an id that is not known. */
export interface Scenarios {
  /** Newest first. */
  list(): KeptScenario[];
  get(id: string): KeptScenario;
  create(scenario: Scenario): Promise<KeptScenario>;
  /** Runs it on the line as it is now, and keeps the answer. */
  run(id: string, lookAhead: LookAhead): Promise<KeptScenario>;
  delete(id: string): Promise<void>;
  /** Takes over what an earlier process kept. */
  recall(kept: readonly KeptScenario[]): void;
}

/** An empty book. */
export function createScenarios({ line, keep, ask, now }: ScenarioPorts): Scenarios {
  const all = new Map<string, KeptScenario>();

  function get(id: string): KeptScenario {
    const found = all.get(id);
    if (found === undefined) throw new TwinError('SCENARIO_NOT_FOUND', { id });
    return found;
  }

  async function put(scenario: KeptScenario): Promise<KeptScenario> {
    all.set(scenario.id, scenario);
    await keep(scenario.id, scenario);
    return scenario;
  }

  return {
    list: () => [...all.values()].sort((a, b) => b.createdMs - a.createdMs),
    get,
    create: ({ name, changes }) => put({ id: randomUUID(), line, name, changes, createdMs: now(), answer: null }),
    async run(id, lookAhead) {
      const { name, changes } = get(id);
      const answer = await ask({ ...lookAhead, scenarios: [{ name, changes }] });
      return put({ ...get(id), answer });
    },
    async delete(id) {
      get(id);
      all.delete(id);
      await keep(id, null);
    },
    recall(kept) {
      for (const scenario of kept) if (!all.has(scenario.id)) all.set(scenario.id, scenario);
    },
  };
}
