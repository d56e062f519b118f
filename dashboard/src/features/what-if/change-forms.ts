// One form for each kind of change: its name in the picker, how it begins, and the sentence it is read and filled in as.
import type { Change } from '@mini-factory-twin/contracts';
import type { Option, Token } from './fields.ts';
import { choice, fromNow, minutes, number, percent } from './fields.ts';
import type { LineChoices } from './line-choices.ts';

export type Kind = Change['kind'];
type Of<K extends Kind> = Extract<Change, { kind: K }>;

export interface Form<K extends Kind> {
  /** In the picker. */
  name: string;
  /** A first draft; null when the line has nothing to change so. */
  begin: (line: LineChoices) => Of<K> | null;
  tokens: (change: Of<K>, line: LineChoices) => Token[];
}

const RULES: readonly (Option & { id: Of<'dispatch'>['rule'] })[] = [
  { id: 'fifo', name: 'first come, first served' },
  { id: 'spt', name: 'shortest cycle first' },
  { id: 'edd', name: 'earliest due first' },
  { id: 'cr', name: 'critical ratio' },
  { id: 'slack', name: 'least slack first' },
  { id: 'atc', name: 'apparent tardiness cost' },
  { id: 'priority', name: 'highest priority first' },
  { id: 'setup', name: 'least setup first' },
];
const ROLES: readonly Option[] = [
  { id: 'operator', name: 'operator' },
  { id: 'technician', name: 'technician' },
];
const PLACES: readonly Option[] = [
  { id: 'last', name: 'after the others' },
  { id: 'first', name: 'before all that have not begun' },
];
const ALL_PRODUCTS: Option = { id: '', name: 'all products' };
const HOUR_MS = 3600_000;
/** An order added starts out due this long from now, at a full quarter of an hour. */
const DUE_IN_MS = 4 * HOUR_MS;
const QUARTER_MS = HOUR_MS / 4;

const station = (options: readonly Option[]) => ({ label: 'Station', options });
const first = (options: readonly Option[], wanted: string | null): string | null =>
  (options.find(({ id }) => id === wanted) ?? options[0])?.id ?? null;

/** A draft about the station that holds the line up. */
function atStation<C extends Change>(
  options: readonly Option[],
  line: LineChoices,
  rest: Omit<C, 'station'>,
): C | null {
  const id = first(options, line.bottleneck);
  return id === null ? null : ({ ...rest, station: id } as C);
}

export const FORMS: { readonly [K in Kind]: Form<K> } = {
  'station-down': {
    name: 'A station stands',
    begin: (line) => atStation(line.stations, line, { kind: 'station-down', inSeconds: 0, forSeconds: 1800 }),
    tokens: (change, line) => [
      choice(change, 'station', station(line.stations)),
      'stands for',
      minutes(change, 'forSeconds', 'Minutes it stands'),
      'starting',
      fromNow(change, 'inSeconds'),
    ],
  },
  'cycle-time': {
    name: 'Faster or slower cycles',
    begin: (line) => atStation(line.stations, line, { kind: 'cycle-time', factor: 0.9 }),
    tokens: (change, line) => [
      'Cycles of',
      choice(change, 'station', station(line.stations)),
      'take',
      percent(change, 'factor', 'Per cent of the cycle time'),
      'of their time for',
      {
        ...choice(change, 'product', { label: 'Product', options: [ALL_PRODUCTS, ...line.products] }),
        set: (product: string) => {
          const { product: _, ...rest } = change;
          return product === '' ? rest : { ...rest, product };
        },
      },
    ],
  },
  speed: {
    name: 'Another machine speed',
    begin: (line) => atStation(line.stations, line, { kind: 'speed', factor: 1.1 }),
    tokens: (change, line) => [
      choice(change, 'station', station(line.stations)),
      'runs at',
      percent(change, 'factor', 'Per cent of its speed'),
      'of its speed, with the wear and scrap that brings',
    ],
  },
  failures: {
    name: 'Failures rarer or more frequent',
    begin: (line) => atStation(line.failing, line, { kind: 'failures', factor: 1.25 }),
    tokens: (change, line) => [
      'The time between failures of',
      choice(change, 'station', station(line.failing)),
      'is',
      percent(change, 'factor', 'Per cent of the time between failures'),
      'of what it is',
    ],
  },
  repairs: {
    name: 'Repairs shorter or longer',
    begin: (line) => atStation(line.failing, line, { kind: 'repairs', factor: 0.75 }),
    tokens: (change, line) => [
      'Repairs of',
      choice(change, 'station', station(line.failing)),
      'take',
      percent(change, 'factor', 'Per cent of the repair time'),
      'of their time',
    ],
  },
  maintenance: {
    name: 'Maintenance at a chosen time',
    begin: ({ tasks: [task] }) =>
      task === undefined ? null : { kind: 'maintenance', station: task.station, task: task.task, inSeconds: 0 },
    tokens: (change, line) => [
      {
        kind: 'choice',
        key: 'task',
        label: 'Maintenance task',
        value: `${change.station}/${change.task}`,
        options: line.tasks,
        set: (id) => {
          const task = line.tasks.find((one) => one.id === id);
          return task === undefined ? change : { ...change, station: task.station, task: task.task };
        },
      },
      'is done',
      fromNow(change, 'inSeconds'),
    ],
  },
  dispatch: {
    name: 'Another dispatch rule',
    begin: (line) => atStation(line.stations, line, { kind: 'dispatch', rule: 'edd' }),
    tokens: (change, line) => [
      choice(change, 'station', station(line.stations)),
      'takes parts by the rule',
      choice(change, 'rule', { label: 'Dispatch rule', options: RULES }),
    ],
  },
  capacity: {
    name: 'Larger or smaller buffer',
    begin: ({ buffers: [buffer] }) =>
      buffer === undefined
        ? null
        : { kind: 'capacity', buffer: buffer.id, capacity: Math.max(1, Math.ceil(buffer.capacity * 1.5)) },
    tokens: (change, line) => [
      {
        ...choice(change, 'buffer', { label: 'Buffer', options: line.buffers }),
        set: (id: string) => ({
          ...change,
          buffer: id,
          capacity: Math.ceil((line.buffers.find((one) => one.id === id)?.capacity ?? 1) * 1.5),
        }),
      },
      'has',
      number(change, 'capacity', { label: 'Places', unit: 'places', min: 1, max: 100_000 }),
      ...nowPlaces(change.buffer, line),
    ],
  },
  'person-added': {
    name: 'One more person',
    begin: ({ skills }) => {
      const role = skills.technician.length > 0 ? 'technician' : 'operator';
      return skills[role].length === 0 ? null : { kind: 'person-added', role, skills: [...skills[role]] };
    },
    tokens: (change, line) => [
      'One more',
      {
        ...choice(change, 'role', { label: 'Role', options: ROLES.filter(({ id }) => skillsIn(line, id).length > 0) }),
        set: (role: string) => ({ ...change, role: role as typeof change.role, skills: [...skillsIn(line, role)] }),
      },
      'with',
      {
        kind: 'set',
        key: 'skills',
        label: 'Skills',
        values: change.skills,
        options: skillsIn(line, change.role).map((id) => ({ id, name: id })),
        set: (skills) => ({ ...change, skills }),
      },
    ],
  },
  'person-removed': {
    name: 'One person fewer',
    begin: ({ people: [person] }) => (person === undefined ? null : { kind: 'person-removed', person: person.id }),
    tokens: (change, line) => [choice(change, 'person', { label: 'Person', options: line.people }), 'is not there'],
  },
  'shift-longer': {
    name: 'A longer shift',
    begin: ({ shifts: [shift] }) =>
      shift === undefined ? null : { kind: 'shift-longer', shift: shift.id, minutes: 60 },
    tokens: (change, line) => [
      choice(change, 'shift', { label: 'Shift', options: line.shifts }),
      'ends',
      number(change, 'minutes', { label: 'Minutes later', unit: 'min', min: 1, max: 720 }),
      'later',
    ],
  },
  'breaks-skipped': {
    name: 'Breaks worked through',
    begin: ({ shiftsWithBreaks: [shift] }) =>
      shift === undefined ? null : { kind: 'breaks-skipped', shift: shift.id },
    tokens: (change, line) => [
      choice(change, 'shift', { label: 'Shift', options: line.shiftsWithBreaks }),
      'works through its breaks',
    ],
  },
  'order-first': {
    name: 'An order goes first',
    begin: ({ waiting }) => {
      const order = waiting.at(1) ?? waiting[0];
      return order === undefined ? null : { kind: 'order-first', order: order.id };
    },
    tokens: (change, line) => [
      'Order',
      choice(change, 'order', { label: 'Order', options: line.waiting }),
      'goes before all that have not begun',
    ],
  },
  'order-dropped': {
    name: 'An order is dropped',
    begin: ({ waiting, orders }) => {
      const order = waiting[0] ?? orders[0];
      return order === undefined ? null : { kind: 'order-dropped', order: order.id };
    },
    tokens: (change, line) => [
      'Order',
      choice(change, 'order', { label: 'Order', options: line.orders }),
      'is dropped',
    ],
  },
  'order-quantity': {
    name: 'Another quantity',
    begin: ({ orders: [order] }) =>
      order === undefined ? null : { kind: 'order-quantity', order: order.id, quantity: order.quantity },
    tokens: (change, line) => [
      'Order',
      {
        ...choice(change, 'order', { label: 'Order', options: line.orders }),
        set: (id: string) => ({
          ...change,
          order: id,
          quantity: line.orders.find((one) => one.id === id)?.quantity ?? change.quantity,
        }),
      },
      'is for',
      number(change, 'quantity', { label: 'Quantity', unit: 'parts', min: 1, max: 1_000_000 }),
    ],
  },
  'order-added': {
    name: 'One more order',
    begin: ({ products: [product], nowMs }) =>
      product === undefined
        ? null
        : {
            kind: 'order-added',
            product: product.id,
            quantity: 100,
            dueAt: new Date(Math.ceil((nowMs + DUE_IN_MS) / QUARTER_MS) * QUARTER_MS).toISOString(),
            weight: 1,
            first: false,
          },
    tokens: (change, line) => [
      'One more order:',
      number(change, 'quantity', { label: 'Quantity', unit: '', min: 1, max: 1_000_000 }),
      choice(change, 'product', { label: 'Product', options: line.products }),
      'due at',
      {
        kind: 'time',
        key: 'dueAt',
        label: 'Due at, UTC',
        atMs: Date.parse(change.dueAt),
        set: (atMs) => ({ ...change, dueAt: new Date(atMs).toISOString() }),
      },
      {
        kind: 'choice',
        key: 'first',
        label: 'Place among the orders',
        value: change.first ? 'first' : 'last',
        options: PLACES,
        set: (place) => ({ ...change, first: place === 'first' }),
      },
    ],
  },
};

function skillsIn(line: LineChoices, role: string): readonly string[] {
  return role === 'operator' ? line.skills.operator : line.skills.technician;
}

function nowPlaces(buffer: string, line: LineChoices): string[] {
  const capacity = line.buffers.find(({ id }) => id === buffer)?.capacity;
  return capacity === undefined ? [] : [`instead of ${capacity}`];
}
