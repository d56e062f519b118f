// Robust statistics and distribution functions that the condition and life modules share.

/** Scale of the median absolute deviation to the standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;

/** The q-quantile (0..1) of values sorted ascending, linear between neighbours; NaN when there are none. */
export function quantileSorted(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = Math.min(1, Math.max(0, q)) * (sorted.length - 1);
  const low = Math.floor(at);
  const base = sorted[low] ?? Number.NaN;
  return base + (at - low) * ((sorted[Math.min(low + 1, sorted.length - 1)] ?? base) - base);
}

/** Median and MAD-based standard deviation of finite values; the plain deviation where over half the values are equal. */
export function robustCentre(values: Float64Array): { centre: number; scale: number } {
  const sorted = Float64Array.from(values).sort();
  const centre = quantileSorted(sorted, 0.5);
  const mad = quantileSorted(sorted.map((value) => Math.abs(value - centre)).sort(), 0.5);
  if (mad > 0) return { centre, scale: mad * MAD_TO_SIGMA };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { centre: mean, scale: Math.sqrt(variance) };
}

/** Cumulative standard normal distribution (Hart's series and continued fraction, error below 1e-13). */
export function normalCdf(x: number): number {
  if (x > 0) return 1 - normalCdf(-x);
  if (x < -38) return 0;
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  return x > -3 ? 0.5 + density * series(x) : (density / -x) * tail(-x);
}

/** Quantile of the standard normal distribution for 0 < p < 1, by Newton steps from a logistic start. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (p > 0.5) return -normalQuantile(1 - p);
  let x = Math.max(-37, -Math.sqrt(-2 * Math.log(2 * p)) * (p < 0.2 ? 1 : 0.9));
  for (let step = 0; step < 60; step++) {
    const cdf = normalCdf(x);
    const change = (Math.log(cdf) - Math.log(p)) * (cdf / (Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)));
    x -= change;
    if (Math.abs(change) < 1e-13 * (1 + Math.abs(x))) break;
  }
  return x;
}

/** Quantile of the chi-squared distribution by Wilson and Hilferty's cube (relative error below 1 % above 3 degrees of freedom). */
export function chiSquaredQuantile(p: number, degrees: number): number {
  const a = 2 / (9 * degrees);
  return degrees * Math.max(0, 1 - a + normalQuantile(p) * Math.sqrt(a)) ** 3;
}

/** Natural logarithm of the gamma function for x > 0 (Stirling's series after shifting x above 8). */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 8; z++) shift += Math.log(z);
  const r = 1 / (z * z);
  const sum = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + sum - shift;
}

/** Regularised incomplete beta function I_x(a, b), the distribution function of a beta variable (Lentz's continued fraction). */
export function betaCdf(x: number, a: number, b: number): number {
  if (!(x > 0)) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean only; above it the other tail is taken.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  return front * betaFraction(x, a, b);
}

/** Deterministic numbers in [0, 1) (mulberry32): the same seed gives the same sequence on every machine. */
export function seededUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers of a seed (Box and Muller). */
export function seededNormal(seed: number): () => number {
  const uniform = seededUniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-17; n += 2) sum += term *= (x * x) / n;
  return sum;
}

function tail(x: number): number {
  let fraction = 0;
  for (let n = 40; n > 0; n--) fraction = n / (x + fraction);
  return x / (x + fraction);
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return h;
}
