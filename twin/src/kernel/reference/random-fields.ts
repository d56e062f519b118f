// Random values of the fields of a line: times, failures, people, orders, shifts.
import fc from 'fast-check';
import type {
  BufferSpec,
  DistributionSpec,
  FailureSpec,
  MaintenanceSpec,
  OrderSpec,
  PersonSpec,
  StationSpec,
} from '../spec.ts';

/** Products of every line: ordinary, urgent, and a component. */
export const PRODUCTS = 3;
export const SKILLS = 2;

/** A time of a distribution of about this mean [s]; one in eight is constant, so that events fall together at times. */
function aTime(mean: number): fc.Arbitrary<DistributionSpec> {
  const share = fc.integer({ min: 2, max: 8 }).map((eighths) => (mean * eighths) / 4);
  return fc.oneof(
    share.map((value): DistributionSpec => ({ type: 'constant', value: Math.round(value) })),
    share.map((value): DistributionSpec => ({ type: 'uniform', min: value / 2, max: value * 1.5 })),
    share.map((value): DistributionSpec => ({ type: 'triangular', min: value / 2, mode: value, max: value * 2 })),
    share.map((value): DistributionSpec => ({ type: 'normal', mean: value, sd: value / 2 })),
    share.map((value): DistributionSpec => ({ type: 'lognormal', mean: value, cv: 0.7 })),
    share.map((value): DistributionSpec => ({ type: 'gamma', mean: value, cv: 1.3 })),
    share.map((value): DistributionSpec => ({ type: 'weibull', shape: 1.8, scale: value })),
    share.map((value): DistributionSpec => ({ type: 'exponential', mean: value })),
    share.map((value): DistributionSpec => ({ type: 'empirical', values: [value, value * 1.1, value / 3] })),
  );
}

export const aCycle = fc.oneof(
  { weight: 20, arbitrary: aTime(2) },
  fc.constant<DistributionSpec>({ type: 'constant', value: 0 }),
);

/** A buffer of at least so many places. Only one with places has a transit time: without them a part does not stay. */
export function aBuffer(least: number): fc.Arbitrary<BufferSpec> {
  return fc
    .record({
      capacity: fc.integer({ min: least, max: 5 }),
      transitSeconds: fc.constantFrom(0, 0, 0, 1, 2.3),
      headwaySeconds: fc.constantFrom(0, 0, 0, 0.7),
    })
    .map((buffer) => (buffer.capacity > 0 ? buffer : { capacity: 0, transitSeconds: 0 }));
}

export const aDispatch = fc.constantFrom<StationSpec['dispatch']>(
  'fifo',
  'fifo',
  'spt',
  'edd',
  'cr',
  'slack',
  'atc',
  'priority',
  'setup',
);

const aClock = fc.constantFrom<FailureSpec['clock']>('calendar', 'shift', 'operating', 'cycles');

const aFailure: fc.Arbitrary<FailureSpec> = fc.record({
  clock: aClock,
  timeBetween: aTime(30),
  repairSeconds: aTime(6),
  skill: fc.constantFrom(-1, -1, 0, 1),
  onFailure: fc.constantFrom<FailureSpec['onFailure']>('resume', 'restart', 'scrap'),
  overlap: fc.constantFrom<FailureSpec['overlap']>('absorb', 'follow', 'pause', undefined),
});

/** None for most stations. */
export const failures = fc.oneof(fc.constant([]), fc.array(aFailure, { maxLength: 3 }));

/** Maintenance tasks of a station with so many failure modes. */
export function maintenance(modes: number): fc.Arbitrary<MaintenanceSpec[]> {
  const aTask = fc.record({
    clock: aClock,
    every: fc.constantFrom(7, 20, 33.5),
    durationSeconds: aTime(3),
    skill: fc.constantFrom(-1, 0, 1),
    renews: fc.subarray(Array.from({ length: modes }, (_, mode) => mode)),
  });
  return fc.oneof({ weight: 2, arbitrary: fc.constant<MaintenanceSpec[]>([]) }, fc.array(aTask, { maxLength: 2 }));
}

export const aPerson: fc.Arbitrary<PersonSpec> = fc.record({
  role: fc.constantFrom<PersonSpec['role']>('operator', 'technician'),
  skills: fc.subarray([0, 1]),
  x: fc.integer({ min: 0, max: 9 }),
  y: fc.integer({ min: 0, max: 3 }),
  metresPerSecond: fc.constantFrom(1, 4),
});

export const anOrder: fc.Arbitrary<OrderSpec> = fc.record({
  product: fc.constantFrom(0, 1),
  quantity: fc.integer({ min: 1, max: 40 }),
  releaseSeconds: fc.constantFrom(0, 0, 20, 150.5),
  dueSeconds: fc.constantFrom(100, 250, 400, Infinity),
  weight: fc.constantFrom(1, 2, 5),
  priority: fc.integer({ min: 0, max: 3 }),
});

export const speed: fc.Arbitrary<StationSpec['speed']> = fc.record({
  factor: fc.constantFrom(1, 1, 1, 0.8, 1.5),
  wearExponent: fc.constantFrom(0, 0, 2),
  scrapExponent: fc.constantFrom(0, 0, 1.5),
});

export const quality: fc.Arbitrary<StationSpec['quality']> = fc.record({
  rework: fc.constantFrom(0, 0.1, 0.3),
  scrap: fc.constantFrom(0, 0.05, 0.2),
  maxReworks: fc.integer({ min: 0, max: 2 }),
});

/** Round the clock, or shifts with breaks between. */
export const working = fc.option(
  fc
    .record({
      start: fc.constantFrom(0, 5),
      lengths: fc.array(fc.constantFrom(20, 47.3, 90, 200), { minLength: 4, maxLength: 9 }),
    })
    .map(({ start, lengths }) => {
      let at = start;
      return lengths.map((length) => {
        const stretch = { from: at, to: at + length };
        at += length + 13;
        return stretch;
      });
    }),
  { freq: 2 },
);
