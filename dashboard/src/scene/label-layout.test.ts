// Labels never cover each other, whatever the view.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutLabels } from './label-layout.ts';
import type { LabelBox, Placement } from './label-layout.ts';

const view = { width: 1000, height: 600, top: 50 };
const box = fc.record({
  x: fc.integer({ min: -50, max: 1050 }),
  y: fc.integer({ min: -50, max: 650 }),
  width: fc.integer({ min: 40, max: 180 }),
  height: fc.constant(22),
  priority: fc.integer({ min: 0, max: 3 }),
  hasMarker: fc.boolean(),
});

function rectOf(label: LabelBox, placement: Placement) {
  const width = placement.mode === 'marker' ? label.height : label.width;
  return {
    left: placement.left,
    top: placement.top,
    right: placement.left + width,
    bottom: placement.top + label.height,
  };
}

describe('label layout', () => {
  it('lets no label cover another, nor leave the view', () => {
    fc.assert(
      fc.property(fc.array(box, { maxLength: 60 }), (boxes) => {
        const placements = layoutLabels(boxes, view);
        const rects = boxes.flatMap((label, index) => {
          const placement = placements[index] as Placement;
          return placement.mode === 'hidden' ? [] : [rectOf(label, placement)];
        });
        rects.forEach((a, index) => {
          expect(a.left).toBeGreaterThanOrEqual(0);
          expect(a.top).toBeGreaterThanOrEqual(view.top);
          expect(a.right).toBeLessThanOrEqual(view.width);
          expect(a.bottom).toBeLessThanOrEqual(view.height);
          for (const b of rects.slice(index + 1)) {
            const overlaps = a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
            expect(overlaps).toBe(false);
          }
        });
      }),
    );
  });

  it('gives the place to the label with the higher priority', () => {
    const at = { x: 500, y: 300, width: 400, height: 22, hasMarker: false };
    const crowd = Array.from({ length: 12 }, (_, index) => ({ ...at, priority: index === 11 ? 9 : 0 }));
    const placements = layoutLabels(crowd, view);
    expect(placements[11]).toEqual({ mode: 'full', left: 300, top: 278 });
    expect(placements.filter((placement) => placement.mode === 'hidden').length).toBeGreaterThan(0);
  });

  it('keeps a marker of an abnormal machine where its label has no room', () => {
    const at = { x: 500, y: 300, width: 990, height: 22 };
    const crowd = Array.from({ length: 4 }, () => ({ ...at, priority: 2, hasMarker: false }));
    const placements = layoutLabels(
      [...crowd, { ...at, x: 500, y: 420, width: 990, priority: 1, hasMarker: true }],
      view,
    );
    expect(placements.at(-1)?.mode).not.toBe('hidden');
  });

  it('hides a label whose machine is out of sight', () => {
    expect(layoutLabels([{ x: -1, y: 10, width: 50, height: 22, priority: 1, hasMarker: true }], view)[0]?.mode).toBe(
      'hidden',
    );
  });
});
