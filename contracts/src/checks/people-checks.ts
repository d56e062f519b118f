// Whoever is needed is there: each skill that a station asks for, somebody of the right role has.
import type { LineModel, Person, Station } from '../line-model.ts';
import { faultAt, type LineFault, listed, notAllowed, type Path } from './fault.ts';

/** Skills that nobody of the role has. */
export function checkPeople({ stations, people }: LineModel): LineFault[] {
  const skills = { operator: skillsOf(people, 'operator'), technician: skillsOf(people, 'technician') };
  return stations.flatMap((station, index) =>
    demandsOf(station).flatMap(({ skill, role, where }) => {
      if (skill === null || skills[role].has(skill)) return [];
      const allowed = `a skill of some ${role}: ${listed(skills[role])}`;
      return [
        faultAt(['stations', index], where, notAllowed(skill, `${allowed}; no ${role} has the skill "${skill}"`)),
      ];
    }),
  );
}

interface Demand {
  skill: string | null;
  role: Person['role'];
  where: Path;
}

function demandsOf({ operatorSkill, setupSkill, failures, maintenance }: Station): Demand[] {
  return [
    { skill: operatorSkill, role: 'operator', where: ['operatorSkill'] },
    { skill: setupSkill, role: 'operator', where: ['setupSkill'] },
    ...failures.map(({ skill }, i): Demand => ({ skill, role: 'technician', where: ['failures', i, 'skill'] })),
    ...maintenance.map(({ skill }, i): Demand => ({ skill, role: 'technician', where: ['maintenance', i, 'skill'] })),
  ];
}

function skillsOf(people: readonly Person[], role: Person['role']): Set<string> {
  return new Set(people.filter((person) => person.role === role).flatMap((person) => person.skills));
}
