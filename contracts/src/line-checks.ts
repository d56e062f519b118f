// What a schema cannot say of a line model: references that must exist, shapes that must fit together.
import type { LineModel, Station } from './line-model.ts';

/** One fault of a line model: where it is and what is wrong. */
export interface LineFault {
  path: (string | number)[];
  message: string;
}

/** Faults of a line model whose fields are already of the right types. An empty list means it can run. */
export function checkLine(line: LineModel): LineFault[] {
  return [
    ...duplicateIds(line),
    ...line.stations.flatMap((station, index) => checkStation(line, station, ['stations', index])),
    ...line.stations.flatMap((station, index) => checkDistributions(station, ['stations', index])),
    ...line.buffers.flatMap((buffer, index) => checkBuffer(line, buffer.id, ['buffers', index])),
    ...checkConveyors(line),
    ...checkReach(line),
    ...checkPlan(line),
  ];
}

function duplicateIds(line: LineModel): LineFault[] {
  const seen = new Set<string>();
  const faults: LineFault[] = [];
  for (const kind of ['stations', 'buffers', 'people', 'products', 'shifts'] as const) {
    line[kind].forEach((item, index) => {
      if (seen.has(item.id)) faults.push({ path: [kind, index, 'id'], message: `"${item.id}" is used twice` });
      seen.add(item.id);
    });
  }
  return faults;
}

function checkStation(line: LineModel, station: Station, path: (string | number)[]): LineFault[] {
  const faults: LineFault[] = [];
  const buffers = line.buffers.map((buffer) => buffer.id);
  const sinks = line.stations.filter((other) => other.kind === 'sink').map((sink) => sink.id);
  const products = line.products.map((product) => product.id);
  const expect = (value: string, allowed: string[], where: (string | number)[]): void => {
    if (allowed.includes(value)) return;
    faults.push({ path: [...path, ...where], message: `found "${value}", allowed: ${allowed.join(', ')}` });
  };
  station.inputs.forEach((from, index) => expect(from, buffers, ['inputs', index]));
  station.components.forEach((component, index) => expect(component.from, buffers, ['components', index, 'from']));
  station.outputs.forEach((output, index) => expect(output.to, [...buffers, ...sinks], ['outputs', index, 'to']));
  for (const product of Object.keys(station.cycleTimeSecondsByProduct))
    expect(product, products, ['cycleTimeSecondsByProduct', product]);
  for (const [from, row] of Object.entries(station.changeoverSeconds)) {
    expect(from, products, ['changeoverSeconds', from]);
    for (const to of Object.keys(row)) expect(to, products, ['changeoverSeconds', from, to]);
  }
  faults.push(...checkKind(line, station, path), ...checkSkills(line, station, path));
  return faults;
}

/** What a kind of station must have or must not have: refused when the test holds. */
const KIND_RULES: { field: string; message: string; isBroken: (station: Station) => boolean }[] = [
  {
    field: 'inputs',
    message: 'a source has none',
    isBroken: ({ kind, inputs }) => kind === 'source' && inputs.length > 0,
  },
  {
    field: 'inputs',
    message: 'at least one is needed',
    isBroken: ({ kind, inputs }) => kind !== 'source' && kind !== 'sink' && inputs.length === 0,
  },
  {
    field: 'outputs',
    message: 'at least one is needed',
    isBroken: ({ kind, outputs }) => kind !== 'sink' && outputs.length === 0,
  },
  {
    field: 'outputs',
    message: 'a sink has none',
    isBroken: ({ kind, outputs }) => kind === 'sink' && outputs.length > 0,
  },
  {
    field: 'components',
    message: 'an assembly needs at least one',
    isBroken: ({ kind, components }) => kind === 'assembly' && components.length === 0,
  },
  {
    field: 'components',
    message: 'only an assembly has them',
    isBroken: ({ kind, components }) => kind !== 'assembly' && components.length > 0,
  },
  {
    field: 'batchSize',
    message: 'only a batch station has one above 1',
    isBroken: ({ kind, batchSize }) => kind !== 'batch' && batchSize > 1,
  },
  {
    field: 'product',
    message: 'a source that releases stock names its product',
    isBroken: ({ kind, releases, product }) => kind === 'source' && releases === 'stock' && product === undefined,
  },
  {
    field: 'quality',
    message: 'rework + scrap is above 1',
    isBroken: ({ quality }) => quality.rework + quality.scrap > 1,
  },
];

function checkKind(line: LineModel, station: Station, path: (string | number)[]): LineFault[] {
  const faults = KIND_RULES.filter((rule) => rule.isBroken(station)).map(({ field, message }) => ({
    path: [...path, field],
    message,
  }));
  const products = line.products.map((product) => product.id);
  if (station.product !== undefined && !products.includes(station.product))
    faults.push({
      path: [...path, 'product'],
      message: `found "${station.product}", allowed: ${products.join(', ')}`,
    });
  return [...faults, ...checkOutputs(station, path)];
}

function checkOutputs(station: Station, path: (string | number)[]): LineFault[] {
  if (station.kind === 'sink') return [];
  const has = (when: string): boolean => station.outputs.some((output) => output.when === when);
  const faults: LineFault[] = [];
  const passes = has('pass') || has('always');
  if (station.outputs.length > 0 && !passes)
    faults.push({ path: [...path, 'outputs'], message: 'no way out for a part that passes' });
  if (station.quality.rework > 0 && !has('rework'))
    faults.push({ path: [...path, 'outputs'], message: 'quality.rework is above 0 but no output has when: rework' });
  if ((station.quality.scrap > 0 || station.quality.rework > 0) && !has('scrap'))
    faults.push({ path: [...path, 'outputs'], message: 'parts can be scrapped but no output has when: scrap' });
  return faults;
}

function checkSkills(line: LineModel, station: Station, path: (string | number)[]): LineFault[] {
  const faults: LineFault[] = [];
  const hasSkill = (role: string, skill: string): boolean =>
    line.people.some((person) => person.role === role && person.skills.includes(skill));
  if (station.operatorSkill !== null && !hasSkill('operator', station.operatorSkill))
    faults.push({ path: [...path, 'operatorSkill'], message: `no operator has the skill "${station.operatorSkill}"` });
  station.failures.forEach((failure, index) => {
    if (failure.skill === null || hasSkill('technician', failure.skill)) return;
    faults.push({
      path: [...path, 'failures', index, 'skill'],
      message: `no technician has the skill "${failure.skill}"`,
    });
  });
  const codes = station.failures.map((failure) => failure.stopReason);
  codes.forEach((code, index) => {
    if (codes.indexOf(code) === index) return;
    faults.push({ path: [...path, 'failures', index, 'stopReason'], message: `${code} is used twice` });
  });
  return faults;
}

function checkDistributions(station: Station, path: (string | number)[]): LineFault[] {
  const named: [(string | number)[], Station['cycleTimeSeconds']][] = [
    [['cycleTimeSeconds'], station.cycleTimeSeconds],
    ...Object.entries(station.cycleTimeSecondsByProduct).map(
      ([product, distribution]): [(string | number)[], typeof distribution] => [
        ['cycleTimeSecondsByProduct', product],
        distribution,
      ],
    ),
    ...station.failures.flatMap((failure, index): [(string | number)[], typeof failure.timeBetween][] => [
      [['failures', index, 'timeBetween'], failure.timeBetween],
      [['failures', index, 'repairSeconds'], failure.repairSeconds],
    ]),
  ];
  return named.flatMap(([where, distribution]) => {
    const isOrdered =
      distribution.type === 'uniform'
        ? distribution.min <= distribution.max
        : distribution.type === 'triangular'
          ? distribution.min <= distribution.mode && distribution.mode <= distribution.max
          : true;
    return isOrdered ? [] : [{ path: [...path, ...where], message: 'limits are not in rising order' }];
  });
}

function checkBuffer(line: LineModel, id: string, path: (string | number)[]): LineFault[] {
  const isFed = line.stations.some((station) => station.outputs.some((output) => output.to === id));
  const isEmptied = line.stations.some(
    (station) => station.inputs.includes(id) || station.components.some((component) => component.from === id),
  );
  const faults: LineFault[] = [];
  if (!isFed) faults.push({ path, message: `no station puts parts into "${id}"` });
  if (!isEmptied) faults.push({ path, message: `no station takes parts out of "${id}"` });
  return faults;
}

function checkConveyors(line: LineModel): LineFault[] {
  return line.buffers.flatMap((buffer, index) => {
    if (buffer.kind !== 'conveyor' || buffer.lengthMm >= buffer.pitchMm) return [];
    return [{ path: ['buffers', index, 'lengthMm'], message: `shorter than one part's pitch of ${buffer.pitchMm} mm` }];
  });
}

function checkReach(line: LineModel): LineFault[] {
  const reached = new Set(line.stations.filter((station) => station.kind === 'source').map((source) => source.id));
  if (reached.size === 0) return [{ path: ['stations'], message: 'no source: nothing can ever enter the line' }];
  for (let grown = true; grown; ) {
    grown = false;
    for (const station of line.stations) {
      if (!reached.has(station.id)) continue;
      for (const { to } of station.outputs) {
        const next = line.stations.filter(
          (other) => other.id === to || other.inputs.includes(to) || other.components.some((c) => c.from === to),
        );
        for (const other of next) {
          if (reached.has(other.id)) continue;
          reached.add(other.id);
          grown = true;
        }
      }
    }
  }
  return line.stations.flatMap((station, index) =>
    reached.has(station.id)
      ? []
      : [{ path: ['stations', index], message: `"${station.id}" is reached from no source` }],
  );
}

function checkPlan(line: LineModel): LineFault[] {
  const products = line.products.map((product) => product.id);
  const faults: LineFault[] = [];
  for (const kind of ['planPerShift', 'orders'] as const) {
    line[kind].forEach((order, index) => {
      if (products.includes(order.product)) return;
      faults.push({
        path: [kind, index, 'product'],
        message: `found "${order.product}", allowed: ${products.join(', ')}`,
      });
    });
  }
  if (line.planPerShift.length > 0 && line.shifts.length === 0)
    faults.push({ path: ['planPerShift'], message: 'a plan per shift needs shifts' });
  return faults;
}
