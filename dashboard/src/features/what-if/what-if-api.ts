// The What-if page's way to the twin: questions, levers, scenarios that are kept, and what a refusal says.
import type { KeptScenario, Levers, LookAhead, Problem, Scenario, WhatIfAnswer } from '@mini-factory-twin/contracts';

/** A look-ahead as it is asked for; the twin fills in what is left out. */
export type Look = Partial<LookAhead>;

/** A refusal of the twin, or no answer at all (`code` null). */
export class Refusal extends Error {
  readonly code: Problem['code'] | null;
  /** One line each, starting with the path of the field. */
  readonly faults: readonly string[];

  constructor(message: string, code: Problem['code'] | null = null, faults: readonly string[] = []) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.faults = faults;
  }
}

/** What can be asked of one line. All methods throw Refusal. */
export interface WhatIfApi {
  ask(scenario: Scenario, look: Look, signal: AbortSignal): Promise<WhatIfAnswer>;
  levers(look: Look, signal: AbortSignal): Promise<Levers>;
  kept(): Promise<KeptScenario[]>;
  get(id: string): Promise<KeptScenario>;
  keep(scenario: Scenario): Promise<KeptScenario>;
  run(id: string, look: Look, signal: AbortSignal): Promise<KeptScenario>;
  forget(id: string): Promise<void>;
}

/** The API of a line of the twin at `origin`. */
export function whatIfApi(origin: string, line: string): WhatIfApi {
  const base = `${origin}/api/lines/${encodeURIComponent(line)}`;
  const scenario = (id: string) => `${base}/scenarios/${encodeURIComponent(id)}`;
  return {
    ask: (asked, look, signal) => post<WhatIfAnswer>(`${base}/what-if`, { ...look, scenarios: [asked] }, signal),
    levers: (look, signal) => post<Levers>(`${base}/levers`, look, signal),
    kept: () => json<KeptScenario[]>(`${base}/scenarios`),
    get: (id) => json<KeptScenario>(scenario(id)),
    keep: (asked) => post<KeptScenario>(`${base}/scenarios`, asked),
    run: (id, look, signal) => post<KeptScenario>(`${scenario(id)}/run`, look, signal),
    forget: async (id) => void (await answered(scenario(id), { method: 'DELETE' })),
  };
}

function post<T>(url: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return json<T>(url, { method: 'POST', headers, body: JSON.stringify(body), signal: signal ?? null });
}

async function json<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await answered(url, init);
  return (await response.json()) as T;
}

async function answered(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Refusal('The twin cannot be reached.');
  }
  if (response.ok) return response;
  throw refusalOf(response.status, await response.json().catch(() => null));
}

/** The refusal that a problem+json body tells of. */
export function refusalOf(status: number, body: unknown): Refusal {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  const faults = problem.details?.['faults'];
  return new Refusal(
    problem.detail ?? `The twin answered ${status}.`,
    problem.code ?? null,
    Array.isArray(faults) ? faults : [],
  );
}
