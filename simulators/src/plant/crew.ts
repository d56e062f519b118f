// The people of the line: technicians who walk to a broken machine and repair it, operators who work at manual stations.
import type { LineModel, Person } from '@mini-factory-twin/contracts';

/** A place that people work at. */
export interface Workplace {
  readonly x: number;
  readonly y: number;
  /** The repair is done. */
  onRepaired(): void;
}

interface Worker {
  person: Person;
  skills: ReadonlySet<string>;
  x: number;
  y: number;
  /** Where he works or walks to. */
  place: Workplace | null;
  isThere: boolean;
  repairSeconds: number;
}

interface RepairRequest {
  place: Workplace;
  skill: string | null;
  seconds: number;
}

/** Who is where. People stay where their last work was until they are called. */
export class Crew {
  private readonly technicians: Worker[];
  private readonly operators: Worker[];
  private readonly requests: RepairRequest[] = [];
  private readonly selfRepairs: { place: Workplace; seconds: number }[] = [];

  constructor(people: LineModel['people']) {
    const workers = (role: string): Worker[] => people.filter((person) => person.role === role).map(newWorker);
    this.technicians = workers('technician');
    this.operators = workers('operator');
  }

  /** One physics step of `seconds`: people walk on and work on. */
  step(seconds: number): void {
    for (const technician of this.technicians)
      if (technician.place !== null) this.advanceTechnician(technician, seconds);
    for (const operator of this.operators) {
      if (operator.place !== null && !operator.isThere) operator.isThere = walk(operator, operator.place, seconds);
    }
    if (this.requests.length > 0) this.dispatch();
    if (this.selfRepairs.length > 0) this.advanceSelfRepairs(seconds);
  }

  /** Calls for a repair of so many seconds; without a skill the machine recovers by itself. */
  requestRepair(place: Workplace, skill: string | null, seconds: number): void {
    if (skill === null) this.selfRepairs.push({ place, seconds });
    else this.requests.push({ place, skill, seconds });
  }

  /** True when an operator with the skill stands ready here, who then is bound; else the nearest free one is called. */
  requestOperator(place: Workplace, skill: string): boolean {
    const called = this.operators.find((worker) => worker.place === place);
    if (called !== undefined) return called.isThere;
    const operator = nearestFree(this.operators, place, skill);
    if (operator === undefined) return false;
    operator.place = place;
    operator.isThere = distance(operator, place) === 0;
    return operator.isThere;
  }

  /** The operator bound to this place is free again. */
  releaseOperator(place: Workplace): void {
    for (const operator of this.operators) if (operator.place === place) operator.place = null;
  }

  /** Where a person is [m]; null for nobody of that id. For tests and scorers. */
  positionOf(id: string): { x: number; y: number } | null {
    const worker = [...this.technicians, ...this.operators].find(({ person }) => person.id === id);
    return worker === undefined ? null : { x: worker.x, y: worker.y };
  }

  private advanceTechnician(technician: Worker, seconds: number): void {
    const { place } = technician;
    if (place === null) return;
    if (!technician.isThere) {
      technician.isThere = walk(technician, place, seconds);
      return;
    }
    technician.repairSeconds -= seconds;
    if (technician.repairSeconds > 0) return;
    technician.place = null;
    place.onRepaired();
  }

  private dispatch(): void {
    for (let index = 0; index < this.requests.length; index++) {
      const request = this.requests[index] as RepairRequest;
      const technician = nearestFree(this.technicians, request.place, request.skill);
      if (technician === undefined) continue;
      technician.place = request.place;
      technician.isThere = false;
      technician.repairSeconds = request.seconds;
      this.requests.splice(index--, 1);
    }
  }

  private advanceSelfRepairs(seconds: number): void {
    for (let index = 0; index < this.selfRepairs.length; index++) {
      const repair = this.selfRepairs[index] as { place: Workplace; seconds: number };
      repair.seconds -= seconds;
      if (repair.seconds > 0) continue;
      this.selfRepairs.splice(index--, 1);
      repair.place.onRepaired();
    }
  }
}

function newWorker(person: Person): Worker {
  const { x, y } = person.home;
  return { person, skills: new Set(person.skills), x, y, place: null, isThere: false, repairSeconds: 0 };
}

function nearestFree(workers: readonly Worker[], place: Workplace, skill: string | null): Worker | undefined {
  let nearest: Worker | undefined;
  for (const worker of workers) {
    if (worker.place !== null || (skill !== null && !worker.skills.has(skill))) continue;
    if (nearest === undefined || distance(worker, place) < distance(nearest, place)) nearest = worker;
  }
  return nearest;
}

function distance(from: { x: number; y: number }, to: { x: number; y: number }): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

/** Walks straight towards a place; true on arrival. */
function walk(worker: Worker, place: Workplace, seconds: number): boolean {
  const left = distance(worker, place);
  const stride = worker.person.walkMetresPerSecond * seconds;
  if (left <= stride) {
    worker.x = place.x;
    worker.y = place.y;
    return true;
  }
  worker.x += ((place.x - worker.x) / left) * stride;
  worker.y += ((place.y - worker.y) / left) * stride;
  return false;
}
