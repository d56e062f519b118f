// A sink: parts that reach it have left the line; with inputs of its own it takes them from belts at its cycle time.
import type { Station } from '@mini-factory-twin/contracts';
import { STEP_SECONDS } from './belt.ts';
import type { Part } from './part.ts';
import type { Places } from './plant-floor.ts';
import { draw, type Random } from './random.ts';

interface SinkPorts {
  random: Random;
  onCount(count: number): void;
  onPart(part: Part): void;
}

/** One sink. */
export class Sink {
  count = 0;
  private readonly station: Station;
  private readonly places: Places;
  private readonly ports: SinkPorts;
  private busySeconds = 0;

  constructor(station: Station, places: Places, ports: SinkPorts) {
    this.station = station;
    this.places = places;
    this.ports = ports;
  }

  /** A part came through a chute. */
  accept(): void {
    this.ports.onCount(++this.count);
  }

  /** One physics step of a sink with inputs. */
  step(): void {
    this.busySeconds -= STEP_SECONDS;
    if (this.busySeconds > 0) return;
    const part = this.places.takeInput();
    if (part === null) return;
    this.busySeconds = draw(this.station.cycleTimeSeconds, this.ports.random);
    this.ports.onPart(part);
    this.accept();
  }
}
