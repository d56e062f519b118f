// Replication 0 of an experiment, driven event by event.
import type { Experiment, LineModel, Step, SteppedState } from '@mini-factory-twin/contracts';
import { createKernel, findStall, KERNEL_STATES, type Kernel } from '../kernel/index.ts';
import { type CompiledLine, compileLine } from '../line/index.ts';
import { describeStall, describeTrace, type TracedEvent } from '../study/index.ts';

/** Events done without letting others have their turn: a few milliseconds. */
const AT_ONCE = 10_000;
const TRACE_KEPT = 200;

/** A run that is stopped between two events. */
export interface Stepping {
  /** Events done so far. */
  events(): number;
  step(step: Step): SteppedState;
}

/** Begins replication 0 anew and, without holding others up, does as many events as it had done before. */
export async function beginStepping(model: LineModel, experiment: Experiment): Promise<Stepping> {
  const { settings, steppedEvents } = experiment;
  const line = compileLine(model, { epochMs: Date.parse(settings.startAt), horizonSeconds: settings.horizonSeconds });
  const describe = describeTrace(line);
  let traced: TracedEvent[] = [];
  const kernel = createKernel(line.program, {
    trace: (seconds, kind, entity, value) => traced.push(describe(seconds, kind, { entity, value })),
  });
  kernel.reset(settings.seed, 0);
  traced = [];
  while (kernel.eventCount() < steppedEvents) {
    const before = kernel.eventCount();
    advance(kernel, { events: Math.min(AT_ONCE, steppedEvents - before) }, settings.horizonSeconds);
    traced = [];
    if (kernel.eventCount() === before) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    events: () => kernel.eventCount(),
    step(step) {
      traced = [];
      const isThere = advance(kernel, step, settings.horizonSeconds);
      const isOver = kernel.now() >= settings.horizonSeconds;
      return { ...stateOf(kernel, line), isThere, isOver, trace: traced.slice(-TRACE_KEPT) };
    },
  };
}

/** Goes on by events or to a time, never past the horizon; false when a time was not reached for the number of events. */
function advance(kernel: Kernel, { events, untilSeconds }: Step, horizonSeconds: number): boolean {
  const until = Math.min(untilSeconds ?? horizonSeconds, horizonSeconds);
  const most = events ?? AT_ONCE;
  for (let done = 0; done < most; done++) {
    while (kernel.decision() !== null) kernel.choose(0);
    if (kernel.step(until)) continue;
    // Nothing more happens before: the clock goes there.
    kernel.runUntil(until);
    return true;
  }
  return events !== undefined;
}

function stateOf(kernel: Kernel, { model }: CompiledLine): Omit<SteppedState, 'isThere' | 'isOver' | 'trace'> {
  const stall = findStall(kernel);
  return {
    nowSeconds: kernel.now(),
    events: kernel.eventCount(),
    stations: model.stations.flatMap(({ id, kind }, station) =>
      kind === 'sink'
        ? []
        : [
            {
              id,
              state: KERNEL_STATES[kernel.stationState(station)],
              processed: kernel.stationProcessed(station),
              failures: kernel.stationFailures(station),
            },
          ],
    ),
    buffers: model.buffers.map(({ id }, buffer) => ({ id, content: kernel.bufferContent(buffer) })),
    wip: kernel.wip(),
    goodParts: kernel.goodOutput(),
    scrappedParts: kernel.scrapped(),
    stall: stall === null ? null : describeStall(model, stall),
  };
}
