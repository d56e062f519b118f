// What samples say: means with confidence intervals, ranks, shares, paired differences.

/** A mean with its 95 % confidence interval and the spread of what it was made of. */
export interface Estimate {
  n: number;
  mean: number;
  /** Sample standard deviation (n - 1); 0 for one value. */
  sd: number;
  /** 95 % confidence interval of the mean; null for one value. */
  low: number | null;
  high: number | null;
  p10: number;
  p50: number;
  p90: number;
}

/**
 * Estimate from independent values, NaN left out: Student's t interval of the mean (Law, Simulation Modeling and
 * Analysis, 4.5) and nearest-rank quantiles. Null without values.
 */
export function estimate(values: readonly number[]): Estimate | null {
  const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const n = known.length;
  if (n === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  const sd = n === 1 ? 0 : Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = n === 1 ? null : (studentQuantile(0.975, n - 1) * sd) / Math.sqrt(n);
  const rank = (share: number): number => known[Math.min(n - 1, Math.max(0, Math.ceil(share * n) - 1))];
  return {
    n,
    mean,
    sd,
    low: half === null ? null : mean - half,
    high: half === null ? null : mean + half,
    p10: rank(0.1),
    p50: rank(0.5),
    p90: rank(0.9),
  };
}

/** 95 % confidence interval of a probability from `hits` of `n` trials (Wilson 1927; Newcombe 1998, method 3). */
export function wilsonInterval(hits: number, n: number): { low: number; high: number } {
  if (n === 0) return { low: 0, high: 1 };
  const z = 1.959963984540054;
  const share = hits / n;
  const centre = share + (z * z) / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: Math.max(0, (centre - half) / scale), high: Math.min(1, (centre + half) / scale) };
}

/**
 * Quantile of Student's t distribution, `share` in (0, 1), `degrees` at least 1, found by bisection on the distribution
 * function (Abramowitz & Stegun 26.7.1). Relative error below 1e-10.
 */
export function studentQuantile(share: number, degrees: number): number {
  if (share < 0.5) return -studentQuantile(1 - share, degrees);
  let low = 0;
  let high = 2;
  while (studentDistribution(high, degrees) < share) high *= 2;
  for (let round = 0; round < 100 && high - low > 1e-12 * high; round++) {
    const middle = (low + high) / 2;
    if (studentDistribution(middle, degrees) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability of a value up to t, for t >= 0. */
function studentDistribution(t: number, degrees: number): number {
  return 1 - 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** Regularised incomplete beta function by its continued fraction (Abramowitz & Stegun 26.5.8). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  return front / betaFraction(x, a, b);
}

/** The fraction 1 + d1/(1 + d2/(1 + ...)), from the inside out. */
function betaFraction(x: number, a: number, b: number): number {
  let value = 1;
  for (let term = 200; term >= 1; term--) {
    const m = Math.floor(term / 2);
    const d =
      term % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    value = 1 + d / value;
  }
  return value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Logarithm of the gamma function, x > 0: shifted up, then Stirling's series (Abramowitz & Stegun 6.1.41). */
function logGamma(x: number): number {
  if (x < 15) return logGamma(x + 1) - Math.log(x);
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
