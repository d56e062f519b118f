// A whole emulated line: the plant, its clock, its edge node, the demo script and the truth file.
import { randomBytes } from 'node:crypto';
import type { LineModel } from '@mini-factory-twin/contracts';
import { type Logger, pino } from 'pino';
import { createDemoScript } from './demo-script.ts';
import { carryOut, type EdgeCommand } from './edge/commands.ts';
import { type EdgeNode, startEdgeNode } from './edge/edge-node.ts';
import { createPlant, type Plant, STEP_MS } from './plant/plant.ts';
import { choosePlantStart } from './plant/plant-start.ts';
import { openTruthFile } from './plant/truth.ts';

/** Real time between two looks at the clock [ms]. */
const TICK_MS = 10;
/** Longest work without giving the event loop a chance [ms]. */
const LONGEST_BURST_MS = 40;
/** Further behind than this the plant clock is set back instead of caught up, as after a laptop's sleep [real ms]. */
const LARGEST_LAG_MS = 30_000;
const TRUTH_FLUSH_MS = 250;

/** How a line is emulated. */
export interface SimulatorOptions {
  line: LineModel;
  brokerUrl: string;
  username?: string;
  password?: string;
  /** Default 1. */
  seed?: number;
  /** Plant seconds per real second, default 1. */
  speed?: number;
  /** File for what really happened. */
  truthFile?: string;
  /** Plant seconds run before connecting, so that the line is full; default 600. */
  warmUpSeconds?: number;
  /** Plant time at the connection [ms since 1970]; default now, moved out of breaks. */
  plantStartMs?: number;
  /** Default `none`. */
  script?: 'demo' | 'none';
  /** See PlantOptions; default 0.03. */
  mismatch?: number;
  log?: Logger;
}

/** A running emulated line. */
export interface Simulator {
  readonly plant: Plant;
  readonly node: EdgeNode;
  readonly runId: string;
  /** Says goodbye and frees everything, within a second. */
  stop(): Promise<void>;
}

/** Warms the line up and starts it; returns at once, the edge node connects in the background. */
export function startSimulator(options: SimulatorOptions): Simulator {
  const { line, seed = 1, warmUpSeconds = 600, log = pino({ level: 'silent' }) } = options;
  const realStartMs = Date.now();
  const plantStartMs = plantStart(options, realStartMs, log);
  const startMs = plantStartMs - warmUpSeconds * 1000;
  const plant = createPlant(line, { seed, startMs, mismatch: options.mismatch });
  plant.runTo(plantStartMs);
  log.info(
    { seed, warmUpSeconds, tookMs: Date.now() - realStartMs, plantTime: new Date(plantStartMs) },
    'line is warm',
  );
  const runId = `${line.id}-${seed}-${randomBytes(3).toString('hex')}`;
  return runLive(plant, { ...options, log, runId, realStartMs, plantStartMs });
}

function plantStart({ line, plantStartMs, warmUpSeconds = 600 }: SimulatorOptions, nowMs: number, log: Logger): number {
  if (plantStartMs !== undefined) return plantStartMs;
  const chosenMs = choosePlantStart(line, nowMs, warmUpSeconds * 1000);
  if (chosenMs !== nowMs)
    log.info({ plantTime: new Date(chosenMs) }, 'the line would stand still now: plant clock set on');
  return chosenMs;
}

type LiveOptions = SimulatorOptions & { log: Logger; runId: string; realStartMs: number; plantStartMs: number };

function runLive(plant: Plant, options: LiveOptions): Simulator {
  const { line, speed = 1, log, runId } = options;
  const clock = createPace(plant, options);
  const truth = options.truthFile === undefined ? null : openTruthFile(options.truthFile);
  if (truth !== null) plant.watchTruth(truth.write);
  const script = options.script === 'demo' ? createDemoScript(line, speed) : null;
  let connectedMs: number | null = null;
  const node = startEdgeNode({
    ...options,
    plant,
    clockSpeed: speed,
    onConnect: () => {
      clock.catchUp();
      if (connectedMs === null) clock.setSpeed(speed);
      connectedMs ??= performance.now();
    },
    onCommand: (command) => obey(plant, command, log),
  });
  let truthFlushedMs = 0;
  let stopped: Promise<void> | null = null;
  const timer = setInterval(() => {
    clock.catchUp();
    node.flush();
    const nowMs = performance.now();
    if (connectedMs !== null && script?.tick(plant, nowMs - connectedMs)) log.info('scripted jam');
    if (truth === null || nowMs - truthFlushedMs < TRUTH_FLUSH_MS) return;
    truthFlushedMs = nowMs;
    truth.flush();
  }, TICK_MS);
  return {
    plant,
    node,
    runId,
    stop() {
      stopped ??= (async () => {
        clearInterval(timer);
        await node.stop();
        truth?.close();
      })();
      return stopped;
    },
  };
}

/** Keeps plant time at its pace against real time; at speed 1 until told otherwise. */
function createPace(plant: Plant, { realStartMs, plantStartMs, log }: LiveOptions) {
  let anchorRealMs = performance.now() - (Date.now() - realStartMs);
  let anchorPlantMs = plantStartMs;
  let speed = 1;
  const anchor = (): void => {
    anchorRealMs = performance.now();
    anchorPlantMs = plant.timeMs;
  };
  return {
    setSpeed(next: number): void {
      anchor();
      speed = next;
    },
    catchUp(): void {
      const startedMs = performance.now();
      const targetMs = anchorPlantMs + (startedMs - anchorRealMs) * speed;
      while (plant.timeMs + STEP_MS <= targetMs) {
        plant.step();
        if (performance.now() - startedMs > LONGEST_BURST_MS) break;
      }
      const behindMs = (targetMs - plant.timeMs) / speed;
      if (behindMs <= LARGEST_LAG_MS) return;
      log.warn({ behindMs }, 'too far behind: plant clock set back');
      anchor();
    },
  };
}

function obey(plant: Plant, command: EdgeCommand, log: Logger): void {
  if (command.kind === 'rebirth') return;
  const refusal = command.kind === 'refused' ? command.reason : carryOut(plant, command);
  if (refusal !== null) log.warn({ command, refusal }, 'command refused');
  else log.info({ command }, 'command carried out');
}
