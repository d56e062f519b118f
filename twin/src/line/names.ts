// The names of a line model and the indices a kernel knows them by.
import type { LineModel } from '@mini-factory-twin/contracts';

type Index = ReadonlyMap<string, number>;

/** Index of each name: its place in the model, of a skill its place among all skills of the people. */
export interface Names {
  stations: Index;
  buffers: Index;
  products: Index;
  skills: Index;
}

/** Indices of all that has a name. */
export function namesOf(model: LineModel): Names {
  return {
    stations: indexOf(model.stations),
    buffers: indexOf(model.buffers),
    products: indexOf(model.products),
    skills: skillIndex(model),
  };
}

/** Index of a name. @throws RangeError when it is not in the model; the schema has made sure that it is. */
export function find(index: Index, name: string): number {
  const found = index.get(name);
  if (found === undefined) throw new RangeError(`"${name}" is not in the line model`);
  return found;
}

function indexOf(items: readonly { id: string }[]): Index {
  return new Map(items.map(({ id }, index) => [id, index]));
}

function skillIndex(model: LineModel): Index {
  const skills = new Set(model.people.flatMap((person) => person.skills));
  return new Map([...skills].map((skill, index) => [skill, index]));
}
