// Numbers and times as people read them.
import { describe, expect, it } from 'vitest';
import {
  formatChange,
  formatClock,
  formatCount,
  formatDuration,
  formatSensor,
  formatShare,
  formatTime,
  formatUnit,
  formatValue,
  shortOrderId,
} from './format.ts';

const atMs = Date.UTC(2026, 10, 23, 21, 47, 9);

describe('formatting', () => {
  it('writes counts with separators and gaps as a dash', () => {
    expect(formatCount(2204.4)).toBe('2,204');
    expect(formatCount(null)).toBe('–');
    expect(formatCount(Number.NaN)).toBe('–');
  });

  it('writes plant time in UTC', () => {
    expect(formatTime(atMs)).toBe('21:47');
    expect(formatClock(atMs)).toBe('21:47:09');
    expect(formatTime(null)).toBe('–');
  });

  it.each([
    [8.9, '8 s'],
    [-5, '0 s'],
    [185, '3 min 05 s'],
    [7440, '2 h 04 min'],
  ])('writes %d s as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it('writes changes with a sign', () => {
    expect([12.2, -3, 0.2].map(formatChange)).toEqual(['+12', '−3', '±0']);
  });

  it('writes shares, values, units and sensor names', () => {
    expect(formatShare(0.796)).toBe('80 %');
    expect([0.1234, 12.34, 123.4].map(formatValue)).toEqual(['0.12', '12.3', '123']);
    expect(formatUnit('Cel')).toBe('°C');
    expect(formatSensor('Meas/VibrationVelocity')).toBe('Vibration velocity');
  });

  it('names orders without their date', () => expect(shortOrderId('2026-11-23-late-2')).toBe('late-2'));
});
