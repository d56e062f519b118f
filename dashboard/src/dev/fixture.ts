// Hello and delta messages of a fake line; for development and tests only.
import type {
  Alarm,
  DeltaMessage,
  Forecast,
  HelloMessage,
  Kpis,
  LineModel,
  Order,
  Health,
} from '@mini-factory-twin/contracts';
import { FakeLine } from './fake-line.ts';

/** Seconds the fake line has run before the page opens, so that it is full and the ribbon has a past. */
const WARM_UP_SECONDS = 2700;
const SHIFT_MS = 8 * 3600_000;
/** The scripted jam comes this long after the opening, and lasts so long [s]. */
const JAM_AFTER_SECONDS = 8;
const JAM_SECONDS = 75;
const OUTPUT_BEFORE = 512;

/** A fake twin of one line. */
export class Fixture {
  readonly line: FakeLine;
  readonly #speed: number;
  readonly #startMs: number;
  readonly #shiftMs: number;
  #frame = 1;
  #elapsed = 0;
  #alarms: Alarm[] = [];
  #forecastCount = 0;
  #p50: number | null = null;

  /** @param speed plant seconds per real second */
  constructor(model: LineModel, speed: number) {
    this.#speed = speed;
    this.#startMs = Date.UTC(2026, 10, 23, 17, 2, 11);
    this.#shiftMs = Date.UTC(2026, 10, 23, 14, 0, 0);
    this.line = new FakeLine(model, this.#startMs - WARM_UP_SECONDS * 1000);
    this.line.run(WARM_UP_SECONDS);
    this.line.moves.length = 0;
    this.line.changed.clear();
  }

  /** First message of a connection. */
  hello(): HelloMessage {
    const { line } = this;
    return {
      type: 'hello',
      epoch: 'fixture',
      frame: this.#frame,
      state: {
        line: line.model.id,
        modelVersion: '1',
        plantTimeMs: line.nowMs,
        wallTimeMs: Date.now(),
        clockSpeed: this.#speed,
        simulated: true,
        runId: 'fixture-1',
        health: this.#health(),
        stations: line.model.stations.map((station) => line.view(station.id)),
        buffers: line.model.buffers.map((buffer) => line.bufferView(buffer.id)),
      },
      orders: this.#orders(),
      alarms: this.#alarms,
      kpis: this.#kpis(),
      forecast: this.#forecast(),
      moves: [...line.places.values()],
      intervals: {
        fromMs: line.nowMs - 3600_000,
        toMs: line.nowMs,
        stations: line.model.stations.map((station) => ({
          id: station.id,
          changes: [...(line.changes.get(station.id) ?? [])],
        })),
      },
    };
  }

  /** Runs on by 0.1 real seconds and says what changed. */
  next(): DeltaMessage {
    const { line } = this;
    this.#elapsed += 0.1;
    if (Math.abs(this.#elapsed - JAM_AFTER_SECONDS) < 0.05) this.#jam();
    line.run(0.1 * this.#speed);
    this.#frame += 1;
    const isSecond = this.#frame % 10 === 0;
    const changed = [...line.changed];
    line.changed.clear();
    const moves = line.moves.splice(0);
    const alarms = this.#watchAlarms();
    return {
      type: 'delta',
      frame: this.#frame,
      plantTimeMs: line.nowMs,
      wallTimeMs: Date.now(),
      clockSpeed: this.#speed,
      ...(changed.length > 0 ? { stations: changed.map((id) => line.view(id)) } : {}),
      ...(moves.length > 0 ? { moves, buffers: line.model.buffers.map((buffer) => line.bufferView(buffer.id)) } : {}),
      ...(alarms.length > 0 ? { alarms } : {}),
      ...(isSecond
        ? { kpis: this.#kpis(), health: this.#health(), orders: this.#orders(), forecast: this.#forecast() }
        : {}),
    };
  }

  /** Acknowledges an alarm. */
  acknowledge(id: string, by: string): Alarm | null {
    this.#alarms = this.#alarms.map((alarm) =>
      alarm.id === id
        ? {
            ...alarm,
            state: alarm.state === 'returned-unacked' ? 'normal' : 'active-acked',
            acknowledgedMs: this.line.nowMs,
            acknowledgedBy: by,
          }
        : alarm,
    );
    return this.#alarms.find((alarm) => alarm.id === id) ?? null;
  }

  #jam(): void {
    this.line.fail('press', JAM_SECONDS);
  }

  #watchAlarms(): Alarm[] {
    const news: Alarm[] = [];
    for (const machine of this.line.machines.values()) {
      const { id } = machine.station;
      const open = this.#alarms.find((alarm) => alarm.asset === id && alarm.clearedMs === null);
      if (machine.down > 0 && open === undefined) {
        news.push({
          id: `alarm-${id}-${this.line.nowMs}`,
          kind: 'machine-down',
          asset: id,
          priority: id === 'press' ? 1 : 2,
          text: machine.stopReason?.text ?? 'Down',
          state: 'active-unacked',
          raisedMs: this.line.nowMs,
          clearedMs: null,
          acknowledgedMs: null,
          acknowledgedBy: null,
          comment: null,
        });
      } else if (machine.down <= 0 && open !== undefined) {
        news.push({
          ...open,
          state: open.state === 'active-acked' ? 'normal' : 'returned-unacked',
          clearedMs: this.line.nowMs,
        });
      }
    }
    for (const alarm of news) this.#alarms = [...this.#alarms.filter((other) => other.id !== alarm.id), alarm];
    return news;
  }

  #health(): Health {
    return {
      status: 'SYNCED',
      reasons: [],
      watermarkMs: this.line.nowMs,
      ageSeconds: 0.1,
      connections: [
        {
          name: 'sparkplug',
          status: 'online',
          lastMessageMs: Date.now(),
          messages: 48_211,
          rejected: 0,
          gaps: 0,
          rebirthsRequested: 0,
        },
      ],
    };
  }

  #kpis(): Kpis {
    const oee = { availability: 0.91, effectiveness: 0.88, qualityRatio: 0.994, oee: 0.796 };
    return {
      line: this.line.model.id,
      fromMs: this.#shiftMs,
      toMs: this.line.nowMs,
      shift: 'late',
      output: this.line.output + OUTPUT_BEFORE,
      scrap: this.line.scrap,
      throughputPerHour: 302,
      wip: this.line.places.size,
      flowTimeSeconds: 214,
      oee,
      stations: [],
    };
  }

  #forecast(): Forecast {
    const { nowMs } = this.line;
    const horizonMs = this.#shiftMs + SHIFT_MS;
    const done = this.line.output + OUTPUT_BEFORE;
    const downSeconds = [...this.line.machines.values()].reduce(
      (sum, machine) => sum + (machine.station.kind === 'source' ? 0 : machine.down),
      0,
    );
    const end = done + (horizonMs - nowMs) / 1000 / 11.9 - downSeconds / 11.9 - (downSeconds > 0 ? 24 : 0);
    this.#p50 = this.#p50 === null ? end : this.#p50 + (end - this.#p50) * 0.3 + (this.line.random() - 0.5) * 2;
    const at = (share: number) => {
      const middle = done + ((this.#p50 ?? end) - done) * share;
      const spread = 62 * Math.sqrt(share);
      return { p10: middle - spread, p50: middle, p90: middle + spread * 0.85 };
    };
    const wip = { p10: 40, p50: 52, p90: 63 };
    const shares = Array.from({ length: 25 }, (_, index) => index / 24);
    return {
      id: `forecast-${(this.#forecastCount += 1)}`,
      line: this.line.model.id,
      madeAtMs: nowMs,
      horizonMs,
      replications: 199,
      computeMs: 84,
      isOnStaleInputs: false,
      output: at(1),
      wip,
      fan: shares.map((share) => ({ atMs: nowMs + (horizonMs - nowMs) * share, output: at(share), wip })),
      orders: [],
      stations: this.line.model.stations
        .filter((station) => station.kind !== 'sink')
        .map((station) => ({
          id: station.id,
          processing: 0.78,
          blocked: 0.06,
          starved: 0.12,
          down: 0.04,
          bottleneckProbability: station.id === 'screwdriver' ? 0.58 : station.id === 'press' ? 0.27 : 0.01,
          output: at(1),
        })),
    };
  }

  #orders(): Order[] {
    const { nowMs } = this.line;
    let done = this.line.output + OUTPUT_BEFORE;
    let before = 0;
    return this.line.model.planPerShift.map((entry) => {
      const finished = Math.min(entry.quantity, done);
      done -= finished;
      before += entry.quantity;
      const lag = Math.max(0, 11.9 * 1000 * (before - (this.line.output + OUTPUT_BEFORE)));
      const isDone = finished >= entry.quantity;
      const p50 = nowMs + lag;
      const dueMs = this.#shiftMs + entry.dueMinutes * 60_000;
      return {
        id: `2026-11-23-late-${entry.suffix}`,
        product: entry.product,
        quantity: entry.quantity,
        done: finished,
        scrapped: 2,
        released: finished,
        releaseMs: this.#shiftMs,
        dueMs,
        weight: entry.weight,
        status: isDone ? 'done' : finished > 0 ? 'running' : 'planned',
        finishedMs: isDone ? this.#shiftMs + before * 11_000 : null,
        finish: isDone
          ? null
          : { p10: p50 - lag * 0.03, p50: p50 > this.#shiftMs + SHIFT_MS ? null : p50, p90: p50 + lag * 0.04 },
        onTimeProbability: isDone ? null : 1 / (1 + Math.exp((p50 - dueMs) / 400_000)),
      };
    });
  }
}
