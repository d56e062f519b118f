// Block features against signals whose features are known, and the bearing diagnosis from synthetic impacts.
import { describe, expect, test } from 'vitest';
import { seededNormal, seededUniform } from '../../numerics/statistics.ts';
import { type BearingPart, bearingFrequencies, diagnoseBearing } from '../health/bearing.ts';
import { createVibrationAnalyser } from './vibration.ts';

const SAMPLE_HZ = 25_600;
const GEOMETRY = { balls: 13, ballDiameter: 3.5, pitchDiameter: 25.6 };

const sine = (length: number, hertz: number, amplitude: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => amplitude * Math.sin((2 * Math.PI * hertz * k) / SAMPLE_HZ));

/** Impacts at a rate with 1 % slip, each ringing at 4 kHz, in noise. */
function impacts(rateHz: number, seed: number): Float64Array {
  const normal = seededNormal(seed);
  const uniform = seededUniform(seed + 1);
  const block = Float64Array.from({ length: 8192 }, () => 0.3 * normal());
  for (let at = 0; at < block.length; at += (SAMPLE_HZ / rateHz) * (0.99 + 0.02 * uniform())) {
    for (let k = Math.ceil(at); k < Math.min(block.length, at + 200); k++) {
      const seconds = (k - at) / SAMPLE_HZ;
      block[k] += 2 * Math.exp(-1500 * seconds) * Math.sin(2 * Math.PI * 4000 * seconds);
    }
  }
  return block;
}

describe('features of a block', () => {
  test('of a sine are its known RMS, peak, kurtosis and velocity', () => {
    const features = createVibrationAnalyser({ length: 2560, sampleHz: SAMPLE_HZ }).features(sine(2560, 100, 1));
    expect(features.rmsG).toBeCloseTo(Math.SQRT1_2, 6);
    expect(features.peakG).toBeCloseTo(1, 3);
    expect(features.kurtosis).toBeCloseTo(1.5, 6);
    const velocity = (1000 * 9.80665 * Math.SQRT1_2) / (2 * Math.PI * 100);
    expect(Math.abs(features.velocityMmPerSecond / velocity - 1)).toBeLessThan(0.02);
  });

  test('velocity leaves out what lies above 1000 Hz', () => {
    const analyser = createVibrationAnalyser({ length: 4096, sampleHz: SAMPLE_HZ });
    expect(analyser.features(sine(4096, 3000, 10)).velocityMmPerSecond).toBeLessThan(0.05);
  });

  test('kurtosis of noise is 3, of impacts far more', () => {
    const analyser = createVibrationAnalyser({ length: 8192, sampleHz: SAMPLE_HZ });
    const normal = seededNormal(4);
    expect(Math.abs(analyser.features(Float64Array.from({ length: 8192 }, normal)).kurtosis - 3)).toBeLessThan(0.25);
    expect(analyser.features(impacts(100, 4)).kurtosis).toBeGreaterThan(4);
  });
});

describe('bearing', () => {
  test('frequencies of the FEMTO bearing at 1800 rpm are those computed by hand', () => {
    const frequencies = bearingFrequencies(GEOMETRY, 30);
    expect(frequencies.outerRace).toBeCloseTo(168.3, 1);
    expect(frequencies.innerRace).toBeCloseTo(221.7, 1);
    expect(frequencies.ball).toBeCloseTo(107.7, 1);
    expect(frequencies.cage).toBeCloseTo(12.95, 2);
  });

  test('both races together pass as often as there are balls in a turn', () => {
    const frequencies = bearingFrequencies({ ...GEOMETRY, contactAngleDegrees: 25 }, 24);
    expect(frequencies.outerRace + frequencies.innerRace).toBeCloseTo(13 * 24, 9);
    expect(frequencies.outerRace).toBeCloseTo(13 * frequencies.cage, 9);
  });

  test('the envelope names the damaged part from its impacts, and none in noise', () => {
    const analyser = createVibrationAnalyser({ length: 8192, sampleHz: SAMPLE_HZ });
    const frequencies = bearingFrequencies(GEOMETRY, 30);
    const partOf = (block: Float64Array): BearingPart | null =>
      diagnoseBearing(analyser.envelopeSpectrum(block, { lowHz: 2000, highHz: 10_000 }), frequencies).part;
    for (const part of ['outerRace', 'innerRace', 'ball'] as const) {
      for (let seed = 1; seed <= 5; seed++) expect(partOf(impacts(frequencies[part], seed))).toBe(part);
    }
    for (let seed = 1; seed <= 5; seed++) {
      const normal = seededNormal(seed);
      expect(partOf(Float64Array.from({ length: 8192 }, normal))).toBe(null);
    }
  });
});
