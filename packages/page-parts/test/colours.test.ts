import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../page/style/colours.css', import.meta.url), 'utf8');

/** Returns the variables of the n-th block: light, dark. */
function coloursOf(block: number): Map<string, string> {
  const body = [...css.matchAll(/\{([^{}]*)\}/g)][block]?.[1] ?? '';
  return new Map(
    Array.from(body.matchAll(/(--[\w-]+): ([^;]+);/g), ([, name, value]) => [name ?? '', value ?? '']),
  );
}

/** Relative luminance of `#rrggbb`, as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe('the colours', () => {
  it('have the same names in both themes', () => {
    expect([...coloursOf(1).keys()]).toEqual([...coloursOf(0).keys()]);
  });

  it.each([
    ['light', 0],
    ['dark', 1],
  ])('give all text of the %s theme a contrast of 4.5 or more', (_, block) => {
    const colours = coloursOf(block);
    const texts = [
      'text',
      'text-soft',
      'accent',
      'regressed',
      'critical',
      'improved',
      'unchanged',
      'inconclusive',
    ];
    for (const text of texts) {
      for (const ground of ['panel', 'ground', 'raised']) {
        const ratio = contrast(colours.get(`--${text}`) ?? '', colours.get(`--${ground}`) ?? '');
        expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it.each([
    ['light', 0],
    ['dark', 1],
  ])('tell base and head apart from the ground of the %s theme (3 or more)', (_, block) => {
    const colours = coloursOf(block);
    for (const line of ['base', 'head']) {
      expect(contrast(colours.get(`--${line}`) ?? '', colours.get('--panel') ?? '')).toBeGreaterThanOrEqual(
        3,
      );
    }
  });
});
