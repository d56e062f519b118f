// Rolling level and spread of one signal, so that a detector sees changes of variation as well as of level.

/** Rolling statistics of the newest samples. */
export interface RollingWindow {
  /** Takes a value; false until the window is full. A value that is no number is left out. No allocation. */
  push(value: number): boolean;
  readonly mean: number;
  /** Natural logarithm of the standard deviation, floored at a thousandth of the level. */
  readonly logDeviation: number;
}

/** A window of `size` samples. */
export function createRollingWindow(size: number): RollingWindow {
  const values = new Float64Array(size);
  let count = 0;
  let mean = 0;
  let deviation = 0;
  const update = (): void => {
    // Summed anew each time: running sums lose all digits on a level far above the spread.
    let sum = 0;
    for (let i = 0; i < size; i++) sum += values[i];
    mean = sum / size;
    let square = 0;
    for (let i = 0; i < size; i++) square += (values[i] - mean) ** 2;
    deviation = Math.sqrt(square / size);
  };
  return {
    get mean() {
      return mean;
    },
    get logDeviation() {
      return Math.log(deviation + 1e-3 * Math.abs(mean) + 1e-9);
    },
    push: (value) => {
      if (!Number.isFinite(value)) return count >= size;
      values[count % size] = value;
      count++;
      if (count < size) return false;
      update();
      return true;
    },
  };
}
