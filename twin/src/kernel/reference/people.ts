// People: who comes when a machine asks for somebody (rule 20).
import type { PersonSpec } from '../spec.ts';
import type { Machine } from './machine.ts';

interface Person {
  spec: PersonSpec;
  x: number;
  y: number;
  isFree: boolean;
}

interface Request {
  machine: Machine;
  skill: number;
  come: (walkSeconds: number) => void;
}

/** All people of one role, and the machines that wait for one, first come, first served. */
export class Crew {
  private readonly people: Person[];
  private requests: Request[] = [];
  private readonly bound = new Map<Machine, Person>();

  constructor(persons: readonly PersonSpec[], role: PersonSpec['role']) {
    this.people = persons
      .filter((spec) => spec.role === role)
      .map((spec) => ({ spec, x: spec.x, y: spec.y, isFree: true }));
  }

  /** True when somebody is bound to the machine, be it on the way. */
  serves(machine: Machine): boolean {
    return this.bound.has(machine);
  }

  /** Asks for somebody with a skill, who is sent at once or when one is free. A machine that waits already stays in its place. */
  request(request: Request): void {
    if (this.requests.some(({ machine }) => machine === request.machine)) return;
    if (!this.send(request)) this.requests.push(request);
  }

  /** The machine needs nobody any more. Whoever was bound stays where they are and goes on to who waits. */
  release(machine: Machine): void {
    this.requests = this.requests.filter((request) => request.machine !== machine);
    const person = this.bound.get(machine);
    if (person === undefined) return;
    this.bound.delete(machine);
    person.isFree = true;
    this.requests = this.requests.filter((request) => !this.send(request));
  }

  private send({ machine, skill, come }: Request): boolean {
    const person = this.nearestFree(machine, skill);
    if (person === null) return false;
    const walkSeconds = distance(person, machine) / person.spec.metresPerSecond;
    person.isFree = false;
    person.x = machine.spec.x;
    person.y = machine.spec.y;
    this.bound.set(machine, person);
    come(walkSeconds);
    return true;
  }

  private nearestFree(machine: Machine, skill: number): Person | null {
    const able = this.people.filter(({ isFree, spec }) => isFree && spec.skills.includes(skill));
    const [nearest] = able.sort((a, b) => distance(a, machine) - distance(b, machine));
    return nearest ?? null;
  }
}

function distance(person: Person, { spec }: Machine): number {
  const dx = person.x - spec.x;
  const dy = person.y - spec.y;
  return Math.sqrt(dx * dx + dy * dy);
}
