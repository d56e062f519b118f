// An observed state of a line, as the mirror hands it to the kernel.

/** A part where it was seen. */
export interface LivePart {
  product: number;
  /** Order by index, -1 when it belongs to none or nobody knows. */
  order: number;
  reworks: number;
  /** When it was released, in seconds since the program's epoch. */
  bornSeconds: number;
}

/** A station as observed. */
export interface LiveStation {
  /** Index in KERNEL_STATES. */
  state: number;
  /** Time in this state [s]. */
  elapsedSeconds: number;
  /** Operating seconds of the cycle that runs or was interrupted. */
  cycleElapsedSeconds: number;
  /** Parts inside, the next to leave first. */
  parts: LivePart[];
  /** Last product made, -1 for none. */
  lastProduct: number;
  /** Why it is down, as an index in the station's failure modes; -1 when it is not, or nobody knows. */
  failureMode: number;
  /** Operating seconds since the last failure, for each mode. For a calendar clock taken as time since. */
  operatingSecondsSinceFailure: number[];
  cyclesSinceFailure: number[];
  processed: number;
  defective: number;
  /** Result of a blocked station's part: 0 pass, 1 rework, 2 scrap, -1 unknown. */
  result: number;
}

/** The line at one moment. Everything may be incomplete or contradict itself: the kernel makes a state that can run of it. */
export interface LiveState {
  nowSeconds: number;
  stations: LiveStation[];
  /** Content of each buffer, next to leave first. */
  buffers: { parts: (LivePart & { elapsedSeconds: number })[] }[];
  orders: { released: number; done: number; scrapped: number }[];
  goodOutput: number;
  scrapped: number;
}
