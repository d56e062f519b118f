// Says in words who waits for whom when a line can never go on.
import type { LineModel } from '@mini-factory-twin/contracts';
import type { Stall, Wait } from '../kernel/index.ts';

/** One sentence a link: `press waits: buffer a is full; mill waits: ...; that is press again: a deadlock since 812 s`. */
export function describeStall(model: LineModel, { chain, backTo }: Stall): string {
  const skills = [...new Set(model.people.flatMap((person) => person.skills))];
  const links = chain.map((wait) => `${machineName(model, wait)} waits: ${reasonOf(model, skills, wait)}`);
  const sinceSeconds = Math.max(...chain.map((wait) => wait.sinceSeconds));
  const closing =
    backTo >= 0
      ? `that needs ${machineName(model, chain[backTo])}: a deadlock`
      : 'nothing can bring that: the line stands';
  return `${links.join('; ')}; ${closing} since ${sinceSeconds.toFixed(0)} s`;
}

function machineName({ stations }: LineModel, { station, server }: Wait): string {
  const { id, servers } = stations[station];
  return servers > 1 ? `${id}/${server + 1}` : id;
}

function reasonOf({ buffers, products }: LineModel, skills: readonly string[], { reason, subject }: Wait): string {
  switch (reason) {
    case 'full':
      return `buffer ${buffers[subject].id} is full`;
    case 'empty':
      return `buffer ${buffers[subject].id} has too few parts`;
    case 'person':
      return `nobody with skill ${skills[subject]} comes free`;
    case 'no-way-out':
      return `no output takes ${products[subject].id}`;
    case 'release':
      return 'it has nothing to release';
  }
}
