// Exact steady states of Markov chains by Gauss-Seidel, and of exponential production lines as such chains.

/** A move of a chain: its rate (or its probability in one step) and where it leads. */
export type Move = readonly [rate: number, to: readonly number[]];

/** A steady state: the states met and how likely each is. */
export interface SteadyState {
  states: readonly (readonly number[])[];
  shares: Float64Array;
}

/** Every state that can be reached from the first, and the moves between them by number of state. */
interface Chain {
  states: (readonly number[])[];
  /** For each state `[from, rate, from, rate, ...]`, and the rate out of it. */
  into: number[][];
  out: number[];
}

function explore(start: readonly number[], moves: (state: readonly number[]) => Move[]): Chain {
  const chain: Chain = { states: [start], into: [[]], out: [] };
  const known = new Map<string, number>([[start.join(), 0]]);
  const numberOf = (state: readonly number[]): number => {
    const key = state.join();
    const found = known.get(key) ?? chain.states.length;
    if (found < chain.states.length) return found;
    known.set(key, found);
    chain.states.push(state);
    chain.into.push([]);
    return found;
  };
  for (let from = 0; from < chain.states.length; from++) {
    let out = 0;
    for (const [rate, state] of moves(chain.states[from])) {
      if (rate === 0) continue;
      const to = numberOf(state);
      if (to === from) continue;
      chain.into[to].push(from, rate);
      out += rate;
    }
    chain.out.push(out);
  }
  return chain;
}

const LEAST_CHANGE = 1e-13;
const MOST_SWEEPS = 50_000;

/**
 * Steady state of an irreducible chain.
 *
 * @param start - any recurrent state
 * @param moves - the moves out of a state, with rates per unit of time, or probabilities per step
 * @throws Error when the sweeps do not converge
 */
export function steadyState(start: readonly number[], moves: (state: readonly number[]) => Move[]): SteadyState {
  const { states, into, out } = explore(start, moves);
  const shares = new Float64Array(states.length).fill(1 / states.length);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let change = 0;
    for (let step = 0; step < states.length; step++) {
      // To and fro: news travels along the line in both directions within two sweeps.
      const state = sweep % 2 === 0 ? step : states.length - 1 - step;
      const from = into[state];
      let flow = 0;
      for (let i = 0; i < from.length; i += 2) flow += shares[from[i]] * from[i + 1];
      const share = flow / out[state];
      change = Math.max(change, Math.abs(share - shares[state]));
      shares[state] = share;
    }
    const sum = shares.reduce((total, share) => total + share, 0);
    for (let i = 0; i < shares.length; i++) shares[i] /= sum;
    if (change < LEAST_CHANGE) return { states, shares };
  }
  throw new Error('the steady state did not converge');
}

/** Mean of a figure over a steady state. */
export function meanOf({ states, shares }: SteadyState, figure: (state: readonly number[]) => number): number {
  return states.reduce((sum, state, i) => sum + shares[i] * figure(state), 0);
}

/** A machine with exponential cycle times; its failures, if any, come on operating time and the work goes on after repair. */
export interface MarkovMachine {
  /** Buffers by index; each cycle takes a part from all of them. None: never starved. */
  inputs: readonly number[];
  /** Buffer by index; -1: never blocked. */
  output: number;
  rate: number;
  failureRate?: number;
  repairRate?: number;
}

/** Figures of a line in the long run. Throughput counts what the last machine makes; shares are of all time. */
export interface LineFigures {
  throughput: number;
  wip: number;
  blocked: number[];
  starved: number[];
}

const WAITS = 0;
const WORKS = 1;
const BLOCKED = 2;
const FAILED = 3;

/** Moves parts until nothing can move: blocking after service, a full buffer hands over at capacity 0. */
function settle(state: number[], machines: readonly MarkovMachine[], capacities: readonly number[]): number[] {
  const content = machines.length;
  const blockedAt = (buffer: number): number =>
    machines.findIndex((machine, i) => machine.output === buffer && state[i] === BLOCKED);
  const ready = (buffer: number): boolean => state[content + buffer] > 0 || blockedAt(buffer) >= 0;
  const take = (buffer: number): void => {
    const giver = blockedAt(buffer);
    if (giver >= 0) state[giver] = WAITS;
    else state[content + buffer]--;
  };
  for (let moved = true; moved; ) {
    moved = false;
    machines.forEach(({ inputs, output }, i) => {
      if (state[i] === BLOCKED && (output < 0 || state[content + output] < capacities[output])) {
        if (output >= 0) state[content + output]++;
        state[i] = WAITS;
        moved = true;
      }
      if (state[i] !== WAITS || !inputs.every(ready)) return;
      inputs.forEach(take);
      state[i] = WORKS;
      moved = true;
    });
  }
  return state;
}

/**
 * Solves a line, or a tree of assemblies, of exponential machines. A blocked machine's part that is taken straight out of
 * it while its buffer is full stands for the one that moves up: parts are alike.
 *
 * @param machines - in the order of flow; the last one's output counts
 * @param capacities - places of each buffer
 */
export function solveLine(machines: readonly MarkovMachine[], capacities: readonly number[]): LineFigures {
  const changed = (state: readonly number[], machine: number, to: number): number[] =>
    settle(
      state.map((value, i) => (i === machine ? to : value)),
      machines,
      capacities,
    );
  const moves = (state: readonly number[]): Move[] =>
    machines.flatMap(({ rate, failureRate = 0, repairRate = 0 }, i): Move[] => {
      if (state[i] === FAILED) return [[repairRate, changed(state, i, WORKS)]];
      if (state[i] !== WORKS) return [];
      const done: Move = [rate, changed(state, i, BLOCKED)];
      return failureRate > 0 ? [done, [failureRate, changed(state, i, FAILED)]] : [done];
    });
  const empty = [...machines.map(() => WAITS), ...capacities.map(() => 0)];
  const steady = steadyState(settle(empty, machines, capacities), moves);
  const shareOf = (code: number) => (_: unknown, i: number) => meanOf(steady, (state) => Number(state[i] === code));
  const last = machines.length - 1;
  return {
    throughput: machines[last].rate * meanOf(steady, (state) => Number(state[last] === WORKS)),
    wip: meanOf(steady, (state) =>
      state.reduce((sum, value, i) => sum + (i < machines.length ? Number(value !== WAITS) : value), 0),
    ),
    blocked: machines.map(shareOf(BLOCKED)),
    starved: machines.map(shareOf(WAITS)),
  };
}

/** Machines in a row, the first never starved, the last never blocked, with as many places between any two. */
export function solveRow(machines: readonly Omit<MarkovMachine, 'inputs' | 'output'>[], places: number): LineFigures {
  const last = machines.length - 1;
  return solveLine(
    machines.map((machine, i) => ({ ...machine, inputs: i === 0 ? [] : [i - 1], output: i === last ? -1 : i })),
    new Array<number>(last).fill(places),
  );
}
