// The kernel as a queue: M/M/c, M/G/1 with and without failures, priorities and loss against their exact figures.
import { describe, expect, it } from 'vitest';
import { DOWN, PROCESSING } from '../constants.ts';
import type { Kernel } from '../kernel-interface.ts';
import type { DistributionSpec, ProgramSpec, StationSpec } from '../spec.ts';
import {
  cobham,
  completion,
  erlangC,
  exponentialMoments,
  lossSystem,
  type Moments,
  pollaczek,
  preemptive,
} from './closed-forms.ts';
import { constant, exponential, failure, places, plant, SINK, station, stock, VAST, way } from './plants.ts';
import { comparisonsOf, type Plan, study } from './study.ts';

const compare = comparisonsOf('queues');

const SERVER = 1;
const SERVED = 2;
const LOST = 3;

/** A Poisson stream into a queue before one station. */
function queue(arrival: number, service: DistributionSpec, fields: Partial<StationSpec> = {}): ProgramSpec {
  return plant({
    stations: [
      stock(0, exponential(1 / arrival), { outputs: [way({ buffer: 0 })] }),
      station({ inputs: [0], outputs: [way({ sink: SERVED })], cycleSeconds: [service], ...fields }),
      SINK,
    ],
    buffers: [places(VAST)],
  });
}

const wq = (kernel: Kernel, buffer = 0): number => kernel.bufferIntegral(buffer) / kernel.bufferEntered(buffer);
const occupied = (kernel: Kernel): number =>
  kernel.stationSeconds(SERVER, PROCESSING) + kernel.stationSeconds(SERVER, DOWN);
const timeInSystem = (kernel: Kernel): number => wq(kernel) + occupied(kernel) / kernel.bufferEntered(0);

/** A plan that counts the arrivals that found every server busy: they stand in the queue when their event is over. */
function counting(plan: Plan): { plan: Plan; waitedOf: (kernel: Kernel) => number } {
  let seen = 0;
  let waited = 0;
  const onEvent = (kernel: Kernel): void => {
    const entered = kernel.bufferEntered(0);
    if (entered !== seen && entered > 0 && kernel.bufferContent(0) > 0) waited++;
    seen = entered;
  };
  const waitedOf = (kernel: Kernel): number => {
    const share = waited / kernel.bufferEntered(0);
    waited = 0;
    return share;
  };
  return { plan: { ...plan, onEvent }, waitedOf };
}

describe('M/M/c', () => {
  it.each([
    { arrival: 0.9, servers: 1 },
    { arrival: 1.8, servers: 2 },
    { arrival: 2.7, servers: 3 },
    { arrival: 4.5, servers: 5 },
    { arrival: 9, servers: 10 },
  ])('$servers servers, $arrival arrivals a second', ({ arrival, servers }) => {
    const exact = erlangC(arrival, 1, servers);
    const { plan, waitedOf } = counting({ warmUpSeconds: 2500 / servers, runSeconds: 60_000 / servers });
    const line = queue(arrival, exponential(1), { servers });
    const [waits, time, length] = study(line, plan, (kernel, seconds) => [
      waitedOf(kernel),
      wq(kernel),
      kernel.bufferIntegral(0) / seconds,
    ]);
    compare(waits, exact.waits, { name: 'P(wait)' });
    compare(time, exact.wq, { name: 'Wq', coarsest: 0.04 });
    compare(length, exact.lq, { name: 'Lq', coarsest: 0.04 });
  });

  it('one server at a load of 0.7 holds 7/3 for 10/3 s each', () => {
    const plan = { warmUpSeconds: 500, runSeconds: 25_000 };
    const [length, time] = study(queue(0.7, exponential(1)), plan, (kernel, seconds) => [
      (kernel.bufferIntegral(0) + occupied(kernel)) / seconds,
      timeInSystem(kernel),
    ]);
    compare(length, 0.7 / 0.3, { name: 'L', coarsest: 0.015 });
    compare(time, 1 / 0.3, { name: 'W', coarsest: 0.015 });
  });
});

describe('M/G/1', () => {
  const SERVICES: { name: string; service: DistributionSpec; moments: Moments }[] = [
    { name: 'exponential', service: exponential(1), moments: exponentialMoments(1) },
    { name: 'Erlang-4', service: { type: 'gamma', mean: 1, cv: 0.5 }, moments: { mean: 1, square: 1.25 } },
    { name: 'uniform', service: { type: 'uniform', min: 0.5, max: 1.5 }, moments: { mean: 1, square: 1 + 1 / 12 } },
    { name: 'constant', service: constant(1), moments: { mean: 1, square: 1 } },
  ];

  it.each(SERVICES)('with $name service', ({ service, moments }) => {
    const plan = { warmUpSeconds: 1000, runSeconds: 25_000 };
    const [time] = study(queue(0.8, service), plan, (kernel) => [wq(kernel)]);
    compare(time, pollaczek(0.8, moments), { name: 'Wq', coarsest: 0.025 });
  });

  it.each([SERVICES[0], SERVICES[3]])('with $name service and failures on operating time', ({ service, moments }) => {
    const failures = [failure(exponential(10), exponential(2))];
    const plan = { warmUpSeconds: 1000, runSeconds: 25_000 };
    const [time] = study(queue(0.5, service, { failures }), plan, (kernel) => [timeInSystem(kernel)]);
    const whole = completion(moments, 0.1, exponentialMoments(2));
    compare(time, whole.mean + pollaczek(0.5, whole), { name: 'W', coarsest: 0.015 });
  });
});

describe('two classes of priority', () => {
  const ARRIVALS = [0.3, 0.5];
  const PLAN = { warmUpSeconds: 1000, runSeconds: 25_000 };

  /** Product 0 is urgent. Each class has a buffer of its own, the urgent one looked at last, or both share buffer 0. */
  function classes(services: readonly DistributionSpec[], { shared = false, preempts = false } = {}): ProgramSpec {
    return plant({
      products: [
        { isComponent: false, priority: 1 },
        { isComponent: false, priority: 0 },
      ],
      stations: [
        stock(0, exponential(1 / ARRIVALS[0]), { outputs: [way({ buffer: 0 })] }),
        station({
          inputs: shared ? [0] : [1, 0],
          outputs: [way({ sink: SERVED })],
          cycleSeconds: services,
          dispatch: 'priority',
          preempts,
        }),
        SINK,
        stock(1, exponential(1 / ARRIVALS[1]), { outputs: [way({ buffer: shared ? 0 : 1 })] }),
      ],
      buffers: shared ? [places(VAST)] : [places(VAST), places(VAST)],
    });
  }

  const both = [exponential(1), exponential(1)];
  const exactly = ARRIVALS.map((arrival) => ({ arrival, service: exponentialMoments(1) }));

  it('without interruption', () => {
    const [urgent, other] = study(classes(both), PLAN, (kernel) => [wq(kernel, 0), wq(kernel, 1)]);
    const exact = cobham(exactly);
    compare(urgent, exact[0], { name: 'urgent Wq' });
    compare(other, exact[1], { name: 'other Wq', coarsest: 0.03 });
  });

  it('with interruption and resumption', () => {
    // Parts of a class in the system: those in its buffer and, by the load it brings, those in work.
    const [urgent, other] = study(classes(both, { preempts: true }), PLAN, (kernel, seconds) =>
      ARRIVALS.map((arrival, buffer) => kernel.bufferIntegral(buffer) / seconds / arrival + 1),
    );
    const exact = preemptive(exactly);
    compare(urgent, exact[0], { name: 'urgent W' });
    compare(other, exact[1], { name: 'other W', coarsest: 0.03 });
  });

  it.each([false, true])('in one buffer, the urgent ones quicker to serve (interrupting: %s)', (preempts) => {
    const means = [0.5, 1.3];
    const line = classes(means.map(exponential), { shared: true, preempts });
    const [length] = study(line, PLAN, (kernel, seconds) => [kernel.bufferIntegral(0) / seconds]);
    const mixed = ARRIVALS.map((arrival, i) => ({ arrival, service: exponentialMoments(means[i]) }));
    const waits = preempts ? preemptive(mixed).map((w, i) => w - means[i]) : cobham(mixed);
    const exact = waits.reduce((sum, wait, i) => sum + wait * ARRIVALS[i], 0);
    compare(length, exact, { name: 'Lq', coarsest: 0.03 });
  });
});

describe('loss', () => {
  it.each([
    { arrival: 0.9, servers: 1, most: 6 },
    { arrival: 2.7, servers: 3, most: 8 },
  ])('$servers servers, $most at most, $arrival arrivals a second', ({ arrival, servers, most }) => {
    const line = plant({
      stations: [
        stock(0, exponential(1 / arrival), { outputs: [way({ buffer: 0 }), way({ sink: LOST })] }),
        station({ inputs: [0], outputs: [way({ sink: SERVED })], cycleSeconds: [exponential(1)], servers }),
        SINK,
        SINK,
      ],
      buffers: [places(most - servers)],
    });
    const plan = { warmUpSeconds: 200, runSeconds: 10_000 };
    const [loss, length, throughput] = study(line, plan, (kernel, seconds) => {
      const lost = kernel.sinkOutput(LOST);
      return [
        lost / (lost + kernel.bufferEntered(0)),
        (kernel.bufferIntegral(0) + occupied(kernel)) / seconds,
        kernel.sinkOutput(SERVED) / seconds,
      ];
    });
    const exact = lossSystem(arrival, 1, { servers, most });
    compare(loss, exact.loss, { name: 'loss', coarsest: 0.015 });
    compare(length, exact.l, { name: 'L' });
    compare(throughput, exact.throughput, { name: 'throughput' });
  });
});

it('a server that is never short of work does nothing else', () => {
  const line = queue(2, constant(1));
  const [busy] = study(line, { warmUpSeconds: 100, runSeconds: 1000, replications: 2 }, (kernel, seconds) => [
    kernel.stationSeconds(SERVER, PROCESSING) / seconds,
  ]);
  expect(busy.mean).toBeCloseTo(1, 9);
});
