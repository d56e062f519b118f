// The tokens keep their promises: text at 4.5:1, graphics at 3:1, states apart for colour-blind eyes, in both themes.
/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VISUAL_STATES } from './states.ts';

// Vitest empties imported stylesheets, so the file is read.
const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

function tokensOf(selector: RegExp): Map<string, string> {
  const start = css.search(selector);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((match) => [match[1] as string, match[2] as string]),
  );
}

const themes = { dark: tokensOf(/:root \{/), light: tokensOf(/:root\[data-theme=.light.\] \{/) };

function linear(hex: string): [number, number, number] {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe.each(Object.entries(themes))('%s theme', (_, tokens) => {
  const of = (name: string) => tokens.get(name) ?? `missing ${name}`;

  it.each(['app', 'panel', 'raised'])('has readable text on %s', (ground) => {
    expect(contrast(of('text-1'), of(ground))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('text-2'), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(VISUAL_STATES)('shows %s on a panel', (state) => {
    expect(contrast(of(`state-${state}`), of('panel'))).toBeGreaterThanOrEqual(3);
  });

  it('defines every token of the other theme', () => {
    expect([...tokens.keys()].toSorted()).toEqual([...themes.dark.keys()].toSorted());
  });
});
