// The same simple line the usual way, to compare with: a generator per machine, event objects in a binary heap.
import { CYCLE, PLACES, REPAIR_SECONDS, UP_SECONDS } from './kernel-lines.ts';

/** Yields seconds to sleep, or minus the number of a buffer (from 1) whose next change it waits for. */
type Process = Generator<number, void>;

interface Wake {
  seconds: number;
  order: number;
  process: Process;
}

/** Serial line of `machines`; failures on operating time, resumed. */
export class GeneratorLine {
  now = 0;
  events = 0;
  output = 0;
  private readonly heap: Wake[] = [];
  private order = 0;
  private readonly content: number[];
  private readonly waiting: Process[][];

  constructor(machines: number) {
    this.content = new Array<number>(machines + 1).fill(0);
    this.waiting = Array.from({ length: machines + 1 }, () => []);
    for (let machine = 0; machine < machines; machine++) this.resume(this.machine(machine, machines));
  }

  /** Handles events up to a time [s]. */
  runUntil(seconds: number): void {
    for (let next = this.heap[0]; next !== undefined && next.seconds <= seconds; next = this.heap[0]) {
      this.pop();
      this.now = next.seconds;
      this.events++;
      this.resume(next.process);
    }
    this.now = seconds;
  }

  private *machine(index: number, machines: number): Process {
    const cycle = CYCLE.type === 'uniform' ? CYCLE : { min: 30, max: 30 };
    let life = -UP_SECONDS * Math.log(1 - Math.random());
    for (;;) {
      while (index > 0 && this.content[index] === 0) yield -index;
      if (index > 0) this.change(index, -1);
      let left = cycle.min + (cycle.max - cycle.min) * Math.random();
      while (left > life) {
        yield life;
        left -= life;
        yield -REPAIR_SECONDS * Math.log(1 - Math.random());
        life = -UP_SECONDS * Math.log(1 - Math.random());
      }
      yield left;
      life -= left;
      if (index === machines - 1) this.output++;
      else {
        while (this.content[index + 1] === PLACES) yield -(index + 1);
        this.change(index + 1, 1);
      }
    }
  }

  private change(buffer: number, by: number): void {
    this.content[buffer] = (this.content[buffer] ?? 0) + by;
    const waiting = this.waiting[buffer]?.splice(0) ?? [];
    for (const process of waiting) this.schedule(this.now, process);
  }

  private resume(process: Process): void {
    const asked = process.next();
    if (asked.done === true) return;
    if (asked.value < 0) this.waiting[-asked.value]?.push(process);
    else this.schedule(this.now + asked.value, process);
  }

  private schedule(seconds: number, process: Process): void {
    const { heap } = this;
    const wake = { seconds, order: this.order++, process };
    let at = heap.push(wake) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(wake, heap[parent])) break;
      heap[at] = heap[parent] as Wake;
      at = parent;
    }
    heap[at] = wake;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Wake, heap[child])) child++;
      if (child >= heap.length || !isBefore(heap[child] as Wake, last)) break;
      heap[at] = heap[child] as Wake;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(a: Wake, b: Wake | undefined): boolean {
  return b !== undefined && (a.seconds < b.seconds || (a.seconds === b.seconds && a.order < b.order));
}
