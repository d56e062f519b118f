// Features of a raw block of acceleration: RMS, peak, kurtosis, velocity RMS and the envelope spectrum.
import { quantileSorted } from '../../numerics/statistics.ts';
import { createFft, type Fft } from './fft.ts';

/** Standard gravity, to turn acceleration in g into m/s2. */
const GRAVITY = 9.80665;

/** Features of one block. Accelerations in g. */
export interface VibrationFeatures {
  rmsG: number;
  peakG: number;
  /** 3 for Gaussian noise; above it, impacts. */
  kurtosis: number;
  /** RMS velocity between 10 and 1000 Hz, the quantity of ISO 20816. */
  velocityMmPerSecond: number;
}

/** A one-sided amplitude spectrum. */
export interface Spectrum {
  /** Distance of the lines in Hz. */
  resolutionHz: number;
  amplitude: Float64Array;
}

/** Analyses blocks of one sampling rate. */
export interface VibrationAnalyser {
  features(block: ArrayLike<number>): VibrationFeatures;
  /**
   * Spectrum of the envelope of the signal between `lowHz` and `highHz` (a resonance that impacts excite), by the
   * analytic signal; its lines at the bearing frequencies show which part is damaged (Randall and Antoni 2011).
   */
  envelopeSpectrum(block: ArrayLike<number>, band: { lowHz: number; highHz: number }): Spectrum;
}

/** Creates an analyser of blocks of `length` samples at `sampleHz`; shorter transforms are padded with zeros. */
export function createVibrationAnalyser({ length, sampleHz }: { length: number; sampleHz: number }): VibrationAnalyser {
  const fft = createFft(2 ** Math.ceil(Math.log2(Math.max(2, length))));
  const re = new Float64Array(fft.length);
  const im = new Float64Array(fft.length);
  const window = hann(length);
  const load = (block: ArrayLike<number>, mean: number): void => {
    re.fill(0);
    im.fill(0);
    for (let i = 0; i < length; i++) re[i] = block[i] - mean;
  };
  return {
    features: (block) => {
      const moments = momentsOf(block, length);
      load(block, moments.mean);
      for (let i = 0; i < length; i++) re[i] *= window[i];
      fft.forward(re, im);
      return {
        rmsG: Math.sqrt(moments.variance),
        peakG: moments.peak,
        kurtosis: moments.variance > 0 ? moments.fourth / moments.variance ** 2 : Number.NaN,
        velocityMmPerSecond: velocityRms({ re, im, fft }, { length, sampleHz }),
      };
    },
    envelopeSpectrum: (block, band) => {
      load(block, momentsOf(block, length).mean);
      fft.forward(re, im);
      keepAnalyticBand(re, im, {
        low: (band.lowHz * fft.length) / sampleHz,
        high: (band.highHz * fft.length) / sampleHz,
      });
      fft.inverse(re, im);
      return spectrumOfMagnitude({ re, im, fft }, { length, sampleHz });
    },
  };
}

/**
 * How far the mean of the first `harmonics` lines of `frequencyHz` stands above the median of the spectrum around them
 * (1 to 2 in noise). The median is local because the spectrum of an envelope falls with frequency.
 */
export function lineStrength({ amplitude, resolutionHz }: Spectrum, frequencyHz: number, harmonics = 2): number {
  const from = Math.max(1, Math.floor((0.5 * frequencyHz) / resolutionHz));
  const to = Math.ceil(((harmonics + 0.5) * frequencyHz) / resolutionHz);
  const floor = quantileSorted(amplitude.slice(from, to + 1).sort(), 0.5);
  let sum = 0;
  for (let h = 1; h <= harmonics; h++) {
    // Slip moves bearing lines by 1 to 2 %, so the largest line nearby counts.
    const reach = Math.max(1, Math.round((0.02 * h * frequencyHz) / resolutionHz));
    const at = Math.round((h * frequencyHz) / resolutionHz);
    let best = 0;
    for (let k = at - reach; k <= at + reach; k++) best = Math.max(best, amplitude[k] ?? 0);
    sum += best;
  }
  return sum / harmonics / (floor || 1);
}

interface Transformed {
  re: Float64Array;
  im: Float64Array;
  fft: Fft;
}

function momentsOf(
  block: ArrayLike<number>,
  length: number,
): { mean: number; variance: number; fourth: number; peak: number } {
  let mean = 0;
  for (let i = 0; i < length; i++) mean += block[i] / length;
  let variance = 0;
  let fourth = 0;
  let peak = 0;
  for (let i = 0; i < length; i++) {
    const x = block[i] - mean;
    variance += (x * x) / length;
    fourth += x ** 4 / length;
    peak = Math.max(peak, Math.abs(x));
  }
  return { mean, variance, fourth, peak };
}

/** Hann window: without it lines leak towards 0 Hz, where the integration to velocity makes them large. */
function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, k) => 0.5 - 0.5 * Math.cos((2 * Math.PI * k) / length));
}

/** Integrates in the frequency domain: each line's acceleration over its angular frequency (Parseval). */
function velocityRms({ re, im, fft }: Transformed, { length, sampleHz }: { length: number; sampleHz: number }): number {
  const step = sampleHz / fft.length;
  let sum = 0;
  for (let k = Math.ceil(10 / step); k <= Math.min(Math.floor(1000 / step), fft.length / 2 - 1); k++) {
    const omega = 2 * Math.PI * k * step;
    sum += (2 * (re[k] ** 2 + im[k] ** 2)) / (omega * omega);
  }
  // Zero padding spreads the energy of `length` samples over more lines, and the window keeps 3/8 of it.
  return 1000 * GRAVITY * Math.sqrt(sum / ((3 / 8) * fft.length * length));
}

function keepAnalyticBand(re: Float64Array, im: Float64Array, { low, high }: { low: number; high: number }): void {
  for (let k = 0; k < re.length; k++) {
    const factor = k < re.length / 2 && k >= low && k <= high ? 2 : 0;
    re[k] *= factor;
    im[k] *= factor;
  }
}

function spectrumOfMagnitude(
  { re, im, fft }: Transformed,
  { length, sampleHz }: { length: number; sampleHz: number },
): Spectrum {
  let mean = 0;
  for (let i = 0; i < length; i++) {
    re[i] = Math.hypot(re[i], im[i]);
    mean += re[i] / length;
  }
  for (let i = 0; i < fft.length; i++) {
    re[i] = i < length ? re[i] - mean : 0;
    im[i] = 0;
  }
  fft.forward(re, im);
  const amplitude = Float64Array.from({ length: fft.length / 2 }, (_, k) => (2 * Math.hypot(re[k], im[k])) / length);
  return { resolutionHz: sampleHz / fft.length, amplitude };
}
