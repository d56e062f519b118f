// A photo-eye that bounces when its beam is cut or freed, and the PLC input filter that makes one clean edge of it.

/** Scans (10 ms) a raw signal must stand still to count: longer than any bounce. */
const FILTER_SCANS = 4;
/** Scans in which an edge may chatter. */
const BOUNCE_SCANS = 3;

/** One photo-eye with its filtered PLC input. `scan` is called every 10 ms. */
export class PhotoEye {
  /** What the PLC believes: beam cut. */
  isCut = false;
  private wasCovered = false;
  private bounceLeft = 0;
  private candidateScans = 0;
  private readonly chance: () => number;

  /** @param chance uniform random numbers in [0, 1) for the bounce */
  constructor(chance: () => number) {
    this.chance = chance;
  }

  /** One PLC scan; returns 1 for a filtered rising edge, -1 for a falling one, else 0. */
  scan(isCovered: boolean): number {
    if (isCovered !== this.wasCovered) {
      this.wasCovered = isCovered;
      this.bounceLeft = BOUNCE_SCANS;
    }
    let raw = isCovered;
    if (this.bounceLeft > 0) {
      this.bounceLeft--;
      if (this.chance() < 0.5) raw = !raw;
    }
    if (raw === this.isCut) {
      this.candidateScans = 0;
      return 0;
    }
    if (++this.candidateScans < FILTER_SCANS) return 0;
    this.candidateScans = 0;
    this.isCut = raw;
    return raw ? 1 : -1;
  }
}
