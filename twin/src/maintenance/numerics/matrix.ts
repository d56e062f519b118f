// Small dense linear algebra on row-major Float64Array: Cholesky solve and symmetric eigenvectors.

/**
 * Solves A X = B for a symmetric positive definite A by Cholesky decomposition.
 * Both arrays are overwritten: `a` (n x n) with its factor, `b` (n x columns) with the solution.
 *
 * @throws RangeError when A is not positive definite.
 */
export function solveSymmetric(a: Float64Array, b: Float64Array, n: number): void {
  choleskyInPlace(a, n);
  const columns = b.length / n;
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < row; k++) addRow(b, { to: row, from: k, columns, factor: -a[row * n + k] });
    scaleRow(b, row, columns, 1 / a[row * n + row]);
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) addRow(b, { to: row, from: k, columns, factor: -a[k * n + row] });
    scaleRow(b, row, columns, 1 / a[row * n + row]);
  }
}

/**
 * Eigenvalues (descending) and eigenvectors of a symmetric matrix by cyclic Jacobi rotations.
 * Row k of `vectors` is the unit eigenvector of `values[k]`. The input is not changed.
 */
export function eigenSymmetric(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 60 && offDiagonal(a, n) > 1e-22 * n; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, { p, q });
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i]);
  const vectors = new Float64Array(n * n);
  order.forEach((column, k) => {
    for (let i = 0; i < n; i++) vectors[k * n + i] = v[i * n + column];
  });
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}

/** Adds `weight` times the outer product of `x` with itself to the lower triangle of the n x n matrix. */
export function addOuter(matrix: Float64Array, x: Float64Array, weight: number): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    const xi = x[i] * weight;
    if (xi === 0) continue;
    const row = i * n;
    for (let j = 0; j <= i; j++) matrix[row + j] = matrix[row + j] + xi * x[j];
  }
}

/**
 * Adds the outer products of four vectors of length `n`, stored one after the other, to the lower triangle.
 * Four at a time load and store the matrix a quarter as often as {@link addOuter}.
 */
export function addOuterOfFour(matrix: Float64Array, x: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const a = x[i];
    const b = x[n + i];
    const c = x[2 * n + i];
    const d = x[3 * n + i];
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      matrix[row + j] += a * x[j] + b * x[n + j] + c * x[2 * n + j] + d * x[3 * n + j];
    }
  }
}

/** Copies the lower triangle of an n x n matrix onto the upper. */
export function mirrorLower(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) matrix[i * n + j] = matrix[j * n + i];
}

function choleskyInPlace(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i > j) {
        a[i * n + j] = sum / a[j * n + j];
        continue;
      }
      if (!(sum > 0)) throw new RangeError(`matrix is not positive definite at row ${j}`);
      a[j * n + j] = Math.sqrt(sum);
    }
  }
}

function addRow(b: Float64Array, row: { to: number; from: number; columns: number; factor: number }): void {
  const { to, from, columns, factor } = row;
  for (let c = 0; c < columns; c++) b[to * columns + c] = b[to * columns + c] + factor * b[from * columns + c];
}

function scaleRow(b: Float64Array, row: number, columns: number, factor: number): void {
  for (let c = 0; c < columns; c++) b[row * columns + c] = b[row * columns + c] * factor;
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += a[i * n + j] ** 2;
  return sum;
}

function rotate(a: Float64Array, v: Float64Array, n: number, { p, q }: { p: number; q: number }): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let i = 0; i < n; i++) turn(a, i * n + p, i * n + q, { c, s });
  for (let i = 0; i < n; i++) turn(a, p * n + i, q * n + i, { c, s });
  for (let i = 0; i < n; i++) turn(v, i * n + p, i * n + q, { c, s });
}

function turn(m: Float64Array, i: number, j: number, { c, s }: { c: number; s: number }): void {
  const x = m[i];
  const y = m[j];
  m[i] = c * x - s * y;
  m[j] = s * x + c * y;
}
