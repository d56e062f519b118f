// Built geometry is closed and faces outwards.
import { describe, expect, it } from 'vitest';
import { chamferedBox } from './solid.ts';

/** Volume enclosed by the triangles, by the divergence theorem; negative when they face inwards. */
function volumeOf(positions: ArrayLike<number>): number {
  let volume = 0;
  for (let i = 0; i < positions.length; i += 9) {
    const [ax, ay, az, bx, by, bz, cx, cy, cz] = Array.from({ length: 9 }, (_, k) => positions[i + k] as number) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    volume += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
  }
  return volume;
}

describe('chamfered box', () => {
  it('is a plain box of 12 triangles without a chamfer', () => {
    const positions = chamferedBox(2, 3, 4, 0).getAttribute('position').array;
    expect(positions.length).toBe(12 * 9);
    expect(volumeOf(positions)).toBeCloseTo(24, 5);
  });

  it('loses a little volume to its 44 triangles with one', () => {
    const positions = chamferedBox(1, 1, 1, 0.1).getAttribute('position').array;
    expect(positions.length).toBe(44 * 9);
    expect(volumeOf(positions)).toBeGreaterThan(0.9);
    expect(volumeOf(positions)).toBeLessThan(1);
  });
});
