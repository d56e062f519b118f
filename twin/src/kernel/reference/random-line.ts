// Random lines of all features, sound ones only, to run two kernels on.
import fc from 'fast-check';
import {
  type BufferSpec,
  type DistributionSpec,
  type OutputSpec,
  PLAIN_STATION,
  type ProgramSpec,
  type StationSpec,
} from '../spec.ts';
import {
  aBuffer,
  aCycle,
  aDispatch,
  anOrder,
  aPerson,
  failures,
  maintenance,
  PRODUCTS,
  quality,
  SKILLS,
  speed,
  working,
} from './random-fields.ts';

/** Which of the kinds of stages a line is made of, beside plain ones. */
type StageKind = 'plain' | 'assembly' | 'disassembly' | 'batch' | 'inspection' | 'fork' | 'urgent';

/** What is drawn of a stage; the numbers of stations and buffers are given when the line is put together. */
interface Stage {
  kind: StageKind;
  station: Partial<StationSpec>;
  inspection: StationSpec['quality'];
  before: BufferSpec;
  beside: BufferSpec;
  branch: DistributionSpec;
  routing: StationSpec['routing'];
  weight: number;
  quantity: number;
}

const COMPONENT = 2;
const URGENT = 1;
const rowOf = { minLength: PRODUCTS, maxLength: PRODUCTS };

const aStage: fc.Arbitrary<Stage> = fc
  .record({
    kind: fc.constantFrom<StageKind>(
      'plain',
      'plain',
      'assembly',
      'disassembly',
      'batch',
      'inspection',
      'fork',
      'urgent',
    ),
    station: aWorkStation(),
    inspection: quality,
    before: aBuffer(0),
    beside: aBuffer(1),
    branch: aCycle,
    routing: fc.constantFrom<StationSpec['routing']>('first', 'probability', 'shortest', 'cyclic'),
    weight: fc.constantFrom(0, 0.5, 1, 3),
    quantity: fc.integer({ min: 1, max: 3 }),
  })
  .map((stage) => ({ ...stage, before: stage.kind === 'urgent' ? withoutTransit(stage.before) : stage.before }));

function aWorkStation(): fc.Arbitrary<Partial<StationSpec>> {
  return fc
    .record({
      servers: fc.constantFrom(1, 1, 1, 2, 3),
      x: fc.integer({ min: 0, max: 9 }),
      y: fc.integer({ min: 0, max: 3 }),
      dispatch: aDispatch,
      cycleSeconds: fc.array(aCycle, { minLength: PRODUCTS, maxLength: PRODUCTS }),
      changeoverSeconds: fc.option(fc.array(fc.array(fc.constantFrom(0, 0, 1, 2.5), rowOf), rowOf), { freq: 3 }),
      operatorSkill: fc.constantFrom(-1, -1, -1, 0, 1),
      setupSkill: fc.constantFrom(-1, -1, 0, 1),
      failures,
      offShift: fc.constantFrom<StationSpec['offShift']>('finish', 'suspend'),
      speed,
    })
    .chain((station) => maintenance(station.failures.length).map((tasks) => ({ ...station, maintenance: tasks })));
}

const aSource = fc
  .record({
    station: aWorkStation(),
    stockProduct: fc.constantFrom(0, 1, -1, -1),
    maxWip: fc.constantFrom(0, 0, 4, 9),
  })
  .map(({ station, ...fields }) => ({ ...station, ...fields, dispatch: 'fifo' as const }));

/** Any sound line: one or two sources, up to four stages, a sink for good parts, components and scrap each. */
export const randomLine: fc.Arbitrary<ProgramSpec> = fc
  .record({
    sources: fc.array(aSource, { minLength: 1, maxLength: 2 }),
    stages: fc.array(aStage, { minLength: 1, maxLength: 4 }),
    people: fc.array(aPerson, { maxLength: 3 }),
    orders: fc.array(anOrder, { minLength: 1, maxLength: 6 }),
    working,
  })
  .map(({ sources, stages, people, orders, working: stretches }) => {
    const builder = new Builder(stages[0] as Stage);
    for (const source of sources) builder.addSource(source);
    stages.forEach((stage, index) => builder.addStage(stage, stages[index + 1]));
    return {
      products: [{ isComponent: false, priority: 0 }, { isComponent: false, priority: 2 }, { isComponent: true }],
      skills: SKILLS,
      stations: builder.finish(),
      buffers: builder.buffers,
      persons: [...everyoneOnce, ...people],
      orders,
      working: stretches,
    };
  });

/** One of each role who can do everything, so that nothing waits forever. */
const everyoneOnce: ProgramSpec['persons'] = (['operator', 'technician'] as const).map((role) => ({
  role,
  skills: [0, 1],
  x: 1,
  y: 1,
  metresPerSecond: 2,
}));

/** Puts stations and buffers together. Sinks come first: good parts 0, components 1, scrap 2. */
class Builder {
  readonly buffers: BufferSpec[] = [];
  private readonly stations: StationSpec[] = [];
  /** Buffer from which the next stage takes. */
  private next: number;

  constructor(first: Stage) {
    for (let sink = 0; sink < 3; sink++) this.stations.push({ ...PLAIN_STATION, kind: 'sink' });
    this.next = this.addBuffer(first.before);
  }

  finish(): StationSpec[] {
    return this.stations;
  }

  addSource(source: Partial<StationSpec>): void {
    this.add({ kind: 'source', ...source, outputs: [toBuffer(this.next)] });
  }

  addStage(stage: Stage, following: Stage | undefined): void {
    const input = this.next;
    const good: OutputSpec[] = following === undefined ? [GOOD, COMPONENTS_OUT] : [this.wayOn(following)];
    const plain = { ...stage.station, inputs: [input], outputs: good };
    switch (stage.kind) {
      case 'plain':
        this.add(plain);
        break;
      case 'batch':
        this.add({ ...plain, batchSize: stage.quantity + 1, batchWaitSeconds: stage.quantity === 2 ? 40 : Infinity });
        break;
      case 'urgent':
        this.add({ ...plain, dispatch: 'priority', preempts: true });
        break;
      case 'disassembly':
        this.addDisassembly(stage, plain);
        break;
      case 'assembly':
        this.addAssembly(stage, plain);
        break;
      case 'inspection':
        this.addInspection(stage, plain);
        break;
      case 'fork':
        this.addFork(stage, plain);
    }
  }

  private addDisassembly({ quantity }: Stage, plain: Fields): void {
    const yields = [
      { product: COMPONENT, quantity },
      { product: URGENT, quantity: 1 },
    ];
    const mainProducts = [0, URGENT];
    const outputs = plain.outputs.map((output) => ({ products: mainProducts, ...output }));
    this.add({ ...plain, yields, outputs: [...outputs, COMPONENTS_OUT] });
  }

  private addAssembly({ quantity, branch, beside }: Stage, plain: Fields): void {
    const capacity = quantity > 1 ? beside.capacity + quantity : beside.capacity;
    const buffer = this.addBuffer({ ...beside, capacity });
    this.add({ kind: 'source', stockProduct: COMPONENT, cycleSeconds: [branch], outputs: [toBuffer(buffer)] });
    this.add({ ...plain, components: [{ buffer, quantity }] });
  }

  /** Rework comes back through a buffer of its own, which is looked at first. */
  private addInspection({ inspection, beside, routing }: Stage, plain: Fields): void {
    const buffer = this.addBuffer({ ...beside, capacity: beside.capacity + 4 });
    const passed = plain.outputs.map((output) => ({ ...output, when: 'pass' as const }));
    const rework: OutputSpec = { ...toBuffer(buffer), when: 'rework' };
    // One machine only: several that all hold rework and find no room would wait for each other.
    this.add({
      ...plain,
      servers: 1,
      routing,
      quality: inspection,
      inputs: [buffer, ...plain.inputs],
      outputs: [...passed, rework, SCRAPPED],
    });
  }

  private addFork({ branch, beside, before, routing, weight }: Stage, plain: Fields): void {
    const [left, right] = [this.addBuffer(before), this.addBuffer(beside)];
    this.add({ ...plain, routing, outputs: [toBuffer(left, { weight: 1 }), toBuffer(right, { weight })] });
    this.add({ inputs: [left], cycleSeconds: [branch], outputs: plain.outputs });
    this.add({ inputs: [right, left], cycleSeconds: [branch], dispatch: 'spt', outputs: plain.outputs });
  }

  private wayOn(following: Stage): OutputSpec {
    this.next = this.addBuffer(following.before);
    return toBuffer(this.next);
  }

  private add(fields: Partial<StationSpec>): void {
    this.stations.push({ ...PLAIN_STATION, ...fields });
  }

  private addBuffer(buffer: BufferSpec): number {
    return this.buffers.push(buffer) - 1;
  }
}

type Fields = Partial<StationSpec> & Pick<StationSpec, 'inputs' | 'outputs'>;

const GOOD: OutputSpec = { to: { sink: 0 }, when: 'always', products: [0, URGENT] };
const COMPONENTS_OUT: OutputSpec = { to: { sink: 1 }, when: 'always', products: [COMPONENT] };
const SCRAPPED: OutputSpec = { to: { sink: 2 }, when: 'scrap' };

function toBuffer(buffer: number, more: Partial<OutputSpec> = {}): OutputSpec {
  return { to: { buffer }, when: 'always', ...more };
}

function withoutTransit(buffer: BufferSpec): BufferSpec {
  return { capacity: buffer.capacity, transitSeconds: 0 };
}
