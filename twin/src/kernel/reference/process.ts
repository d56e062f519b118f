// What a machine does in turn, as one process: load, set up, work, unload. It yields what it waits for.
//
// Whatever happens meanwhile (a failure, the end of a shift, a part of higher priority) changes the machine; the process
// looks at it anew whenever it goes on. While the machine is down the process stands.
import { HELD, IDLE, OFFSHIFT, STARVED } from '../constants.ts';
import { choose, nextReadyAt } from './dispatch.ts';
import type { Machine } from './machine.ts';
import { partsToStart } from './part.ts';
import { judge, wayOut } from './routing.ts';

/** What a machine waits for: parts or orders, to go on (shift, operator), the end of a setup or cycle, room. */
export type Waits = 'parts' | 'turn' | 'end' | 'room';
/** Why it goes on: its timer is due, or it is asked to look again. */
export type Wake = 'timer' | 'asked';
/** A process that never ends. */
export type Process = Generator<Waits, never, Wake>;
type Step<Result = void> = Generator<Waits, Result, Wake>;

/** The life of a machine. */
export function* machineProcess(machine: Machine): Process {
  for (;;) {
    yield* load(machine);
    if ((yield* setUp(machine)) && (yield* work(machine))) yield* unload(machine);
  }
}

/** Ends when the machine has the parts of a cycle. */
function* load(machine: Machine): Step {
  const { line } = machine;
  for (;;) {
    if (!line.isWorking) rest(machine, OFFSHIFT, Infinity);
    else if (machine.dueTask !== null) machine.maintain(machine.dueTask);
    else if (machine.spec.kind === 'source' ? makePart(machine) : takeParts(machine)) break;
    yield 'parts';
  }
  line.events.cancel(machine.timer);
}

/** The machine waits, to look again at a time or when it is asked. */
function rest(machine: Machine, state: number, until: number): false {
  const { events } = machine.line;
  machine.enter(state);
  if (until < Infinity) events.set(machine.timer, until);
  else events.cancel(machine.timer);
  return false;
}

/** Takes what is there; false while something is missing. */
function takeParts(machine: Machine): boolean {
  while (machine.parts.length < machine.spec.batchSize) {
    const choice = choose(machine);
    const componentsAt = Math.max(0, ...machine.spec.components.map((component) => readyAt(machine, component)));
    const readyAll = choice === null ? nextReadyAt(machine) : componentsAt;
    if (choice === null || readyAll > machine.line.now) {
      if (machine.line.now >= latestStart(machine)) return true;
      return rest(machine, STARVED, Math.min(readyAll, latestStart(machine)));
    }
    const { buffer, from } = choice;
    if (machine.parts.length === 0) machine.batchSince = machine.line.now;
    machine.parts.push(typeof from === 'number' ? buffer.takeAt(from) : buffer.handOver(from));
    machine.origin = buffer;
    for (const component of machine.spec.components) consume(machine, component);
  }
  return true;
}

/** When a batch that is not full starts with what it has (rule 10). */
function latestStart({ parts, spec, batchSince }: Machine): number {
  return parts.length > 0 ? batchSince + (spec.batchWaitSeconds ?? Infinity) : Infinity;
}

interface Component {
  buffer: number;
  quantity: number;
}

/** Time from which all of a component can be taken. */
function readyAt({ line }: Machine, { buffer, quantity }: Component): number {
  const from = line.buffer(buffer);
  return from.giver() === null ? from.readyAt(quantity - 1) : 0;
}

function consume({ line }: Machine, { buffer, quantity }: Component): void {
  const from = line.buffer(buffer);
  for (let left = quantity; left > 0; left--) {
    const giver = from.content === 0 ? from.giver() : null;
    line.consume(giver === null ? from.takeAt(0) : from.handOver(giver));
  }
}

/** A source makes a part of its stock or of an order; false while there is none to make (rule 22). */
function makePart(machine: Machine): boolean {
  const { line, spec } = machine;
  if (spec.maxWip > 0 && line.wip >= spec.maxWip) return rest(machine, IDLE, Infinity);
  if (spec.stockProduct >= 0) {
    machine.parts.push(line.create(machine, spec.stockProduct, null));
    return true;
  }
  const open = line.orders.filter((order) => partsToStart(order) > 0);
  const order = open.find((each) => each.spec.releaseSeconds <= line.now);
  if (order === undefined)
    return rest(machine, IDLE, Math.min(Infinity, ...open.map((each) => each.spec.releaseSeconds)));
  order.released++;
  machine.parts.push(line.create(machine, order.spec.product, order));
  return true;
}

/** The changeover, if there is one, then the cycle is set; false when the parts were lost. */
function* setUp(machine: Machine): Step<boolean> {
  const { product } = machine.partToLeave();
  const seconds = machine.changeoverTo(product);
  machine.lastProduct = product;
  if (seconds > 0) {
    machine.stage = 'setup';
    machine.worked = 0;
    machine.left = seconds;
    machine.setups++;
    if (!(yield* run(machine, machine.spec.setupSkill))) return false;
  }
  machine.beginCycle();
  return true;
}

/** The cycle; false when the parts were lost or put back. */
function* work(machine: Machine): Step<boolean> {
  if (!(yield* run(machine, machine.spec.operatorSkill))) return false;
  machine.processed += machine.parts.length;
  machine.parts = machine.parts.flatMap((part) => [part, ...machine.line.createYields(machine)]);
  return true;
}

/** Runs setup or work to its end, however often it is interrupted; false when the parts were lost or put back. */
function* run(machine: Machine, skill: number): Step<boolean> {
  for (;;) {
    yield* waitForTurn(machine, skill);
    const stretch = machine.startStretch();
    let wake: Wake = 'asked';
    while (machine.stretch !== null && wake === 'asked') {
      wake = yield 'end';
      if (machine.stretch !== null && wake === 'asked' && machine.giveWay()) return false;
    }
    if (machine.stretch !== null && stretch.endedBy === null) break;
    if (machine.stretch !== null && stretch.endedBy !== null) {
      machine.fail(stretch.endedBy);
      yield 'end';
    }
    if (machine.parts.length === 0) return false;
  }
  machine.finishStretch();
  machine.releaseOperator();
  return true;
}

/** Ends when the shift and an operator allow the machine to start or go on (rules 11 and 21). */
function* waitForTurn(machine: Machine, skill: number): Step {
  const { line } = machine;
  for (;;) {
    if (!line.isWorking) {
      if (machine.isOperatorWalking) line.events.cancel(machine.timer);
      machine.releaseOperator();
      machine.enter(OFFSHIFT);
      yield 'turn';
      continue;
    }
    if (skill < 0 || (line.operators.serves(machine) && !machine.isOperatorWalking)) return;
    machine.enter(HELD);
    if (!line.operators.serves(machine))
      line.operators.request({ machine, skill, come: (walkSeconds) => sendOperator(machine, walkSeconds) });
    if ((yield 'turn') === 'timer') machine.isOperatorWalking = false;
  }
}

function sendOperator(machine: Machine, walkSeconds: number): void {
  const { line } = machine;
  machine.isOperatorWalking = walkSeconds > 0;
  if (walkSeconds > 0) line.events.set(machine.timer, line.now + walkSeconds);
  else line.ask(machine);
}

/** Ends when all parts have left, one by one. */
function* unload(machine: Machine): Step {
  const { line } = machine;
  while (machine.parts.length > 0) {
    const part = machine.partToLeave();
    machine.result ??= judge(machine, part);
    const { result } = machine;
    const way = wayOut(machine, part, result);
    if (way !== null) {
      machine.handOver();
      if ('buffer' in way.to) line.buffer(way.to.buffer).put(part);
      else line.finish(part, result, way.to.sink);
      continue;
    }
    machine.enterBlocked();
    for (const { to } of machine.spec.outputs) {
      if ('buffer' in to && line.buffer(to.buffer).capacity === 0) line.buffer(to.buffer).askConsumers();
    }
    if (machine.dueTask !== null && line.isWorking) machine.maintain(machine.dueTask);
    yield 'room';
  }
}
