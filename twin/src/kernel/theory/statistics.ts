// The little mathematics of the studies: Student's t, integrals, linear equations.

/** Integral of a smooth function from `a` to `b` (Simpson's rule on an even number of steps). */
export function integrate(of: (x: number) => number, [a, b]: readonly [number, number], steps = 2000): number {
  const h = (b - a) / steps;
  let sum = of(a) + of(b);
  for (let i = 1; i < steps; i++) sum += of(a + i * h) * (i % 2 === 1 ? 4 : 2);
  return (sum * h) / 3;
}

/** Where a falling function meets a value between `low` and `high` (bisection). */
export function inverse(falling: (x: number) => number, value: number, [low, high]: readonly [number, number]): number {
  const middle = (low + high) / 2;
  if (high - low < 1e-12 * (1 + Math.abs(middle))) return middle;
  return falling(middle) > value ? inverse(falling, value, [middle, high]) : inverse(falling, value, [low, middle]);
}

/** The limit that |t| of `freedom` degrees of freedom exceeds with this probability. */
export function limitOfStudent(probability: number, freedom: number): number {
  // With t = sqrt(freedom) tan(angle) the density becomes a power of the cosine.
  const density = (angle: number): number => Math.cos(angle) ** (freedom - 1);
  const half = integrate(density, [0, Math.PI / 2]);
  const beyond = (t: number): number => integrate(density, [Math.atan(t / Math.sqrt(freedom)), Math.PI / 2]) / half;
  return inverse(beyond, probability, [0, 1000]);
}

/** Solves a small system of linear equations (Gauss-Jordan with pivots). */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const scaled = rows[column].map((value) => value / rows[column][column]);
    rows[column] = scaled;
    rows.forEach((row, i) => {
      if (i !== column) rows[i] = row.map((value, j) => value - row[column] * scaled[j]);
    });
  }
  return rows.map((row) => row[size]);
}
