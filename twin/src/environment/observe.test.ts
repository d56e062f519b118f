// What an observation says is what the kernel says of the same question.
import { expect, it } from 'vitest';
import { KERNEL_STATES } from '../kernel/index.ts';
import { CANDIDATE, CANDIDATE_SIZE, type CandidateFeature, createDispatchEnvironment } from './index.ts';
import { jobShop, machines } from './test/job-shop.ts';

const HORIZON = 40_000;
const SLOTS = 6;
/** Mean cycle times over all products [s], by hand from the line file. */
const UNIT: Record<string, number> = { mill: (720 * 4 + 420 + 840) / 6, furnace: (540 * 4 + 480 + 600) / 6 };

const environment = createDispatchEnvironment({
  model: jobShop,
  policyStations: machines,
  horizonSeconds: HORIZON,
  maxCandidates: SLOTS,
});
const names = environment.observationSpace.features.map(({ name }) => name);

it('names each number once', () => {
  expect(new Set(names).size).toBe(environment.observationSpace.shape[0]);
  expect(names.slice(0, CANDIDATE_SIZE)).toEqual(Object.keys(CANDIDATE).map((name) => `candidate.0.${name}`));
  expect(names.slice(SLOTS * CANDIDATE_SIZE, SLOTS * CANDIDATE_SIZE + 5)).toEqual([
    'line.time',
    'line.wip',
    'line.openOrders',
    'line.lateOrders',
    'asks.saw',
  ]);
});

it('describes the candidates of the mill and the furnace as the kernel does', () => {
  const seen = { late: 0, setup: 0, starving: 0, empty: 0 };
  let { observation, info } = environment.reset({ seed: 5 });
  for (let step = 0; step < 400; step++) {
    const { candidates = [] } = environment.kernel.decision() ?? {};
    const unit = UNIT[info.station ?? ''];
    for (let slot = 0; slot < SLOTS && unit !== undefined; slot++) {
      const of = (feature: CandidateFeature): number => observation[slot * CANDIDATE_SIZE + CANDIDATE[feature]];
      const part = candidates[slot];
      if (part === undefined) {
        seen.empty++;
        expect(observation.slice(slot * CANDIDATE_SIZE, (slot + 1) * CANDIDATE_SIZE).every((x) => x === 0)).toBe(true);
        continue;
      }
      expect(of('present')).toBe(1);
      expect(of('position')).toBeCloseTo(slot / SLOTS, 6);
      expect(of('work') * unit).toBeCloseTo(part.workSeconds, 2);
      expect(of('setup') * unit).toBeCloseTo(part.setupSeconds, 2);
      expect(of('age') * unit).toBeCloseTo(part.ageSeconds, 1);
      expect(of('due') * unit).toBeCloseTo(part.slackSeconds, 1);
      expect(of('slack')).toBeCloseTo(of('due') - of('remaining'), 4);
      expect(of('late')).toBeCloseTo(Math.max(0, -of('slack')), 4);
      expect(of('criticalRatio')).toBeCloseTo(Math.max(-10, Math.min(10, of('due') / of('remaining'))), 4);
      expect(of('urgency')).toBeCloseTo(Math.exp(-Math.max(0, of('slack')) / 2), 5);
      expect(of('weight')).toBe(environment.orders()[part.order].weight);
      expect(of('weightPerWork')).toBeCloseTo(Math.log(of('weight') / of('work')), 5);
      expect(of('remaining') * unit).toBeCloseTo(remainingSeconds(info.station, part.product), 2);
      if (info.station === 'furnace') {
        const waiting = environment.kernel.bufferContent(environment.line.bufferIndex.get('grinder-queue') ?? -1);
        expect(of('nextWork') * unit).toBeCloseTo((waiting * (420 * 3 + 600 + 480 + 360)) / 6, 1);
        const grinder = environment.kernel.stationState(environment.line.stationIds.indexOf('grinder'));
        expect(of('nextStarves')).toBe(KERNEL_STATES[grinder] === 'starved' ? 1 : 0);
        seen.starving += of('nextStarves');
      }
      seen.late += Number(of('late') > 0);
      seen.setup += Number(of('setup') > 0);
    }
    ({ observation, info } = environment.step((step * 7) % info.candidates));
    if (info.station === null) break;
  }
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
});

/** Mean work from a station to the end [s], by hand from the line file. */
function remainingSeconds(station: string | null, product: number): number {
  const id = jobShop.products[product].id;
  if (station === 'furnace') return { shaft: 540 + 420, gear: 480 + 600, ring: 600 + 480 }[id] ?? Number.NaN;
  return { gear: 720 + 480 + 600, plate: 420 + 360 + 480, block: 840 + 660 }[id] ?? Number.NaN;
}

it('describes the line: who asks, which machines run, how much waits', () => {
  const { observation, info } = environment.reset({ seed: 2 });
  const of = (name: string): number => observation[names.indexOf(name)];
  expect(machines.map((id) => of(`asks.${id}`))).toEqual(machines.map((id) => Number(id === info.station)));
  const { kernel, line } = environment;
  const waiting = kernel.bufferContent(line.bufferIndex.get('saw-queue') ?? -1);
  expect(of('station.saw.queue')).toBeCloseTo(waiting / 120, 6);
  expect(of('station.saw.running')).toBe(kernel.stationState(line.stationIds.indexOf('saw')) === 2 ? 1 : 0);
  expect(of('line.time')).toBeCloseTo(kernel.now() / HORIZON, 6);
  expect(of('line.openOrders')).toBe(1);
});
