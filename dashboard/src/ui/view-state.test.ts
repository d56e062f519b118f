// @vitest-environment happy-dom
// A view survives the way into the address and back.
import { describe, expect, it } from 'vitest';
import { searchOf, viewFromSearch } from './view-state.ts';

describe('view in the address', () => {
  it('names selection and camera, and leaves the rest alone', () => {
    expect(searchOf({ station: 'press', camera: 'top', theme: 'dark' }, '?test')).toBe(
      '?test&station=press&camera=top',
    );
    expect(searchOf({ station: null, camera: 'fit', theme: 'dark' }, '?station=press&camera=top')).toBe('');
  });

  it('keeps the theme only when the address asked for one', () => {
    expect(searchOf({ station: null, camera: 'fit', theme: 'light' }, '?theme=dark')).toBe('?theme=light');
  });

  it('reads back what it wrote and ignores what it does not know', () => {
    expect(viewFromSearch('?station=press&camera=top&theme=light')).toEqual({
      station: 'press',
      camera: 'top',
      theme: 'light',
    });
    expect(viewFromSearch('?camera=moon&theme=pink')).toEqual({ station: null, camera: null, theme: null });
  });
});
