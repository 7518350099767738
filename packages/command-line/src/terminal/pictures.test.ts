import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { drawBar } from './bar.js';
import { drawHistogram } from './histogram.js';
import { drawInterval } from './interval-picture.js';
import type { TerminalStyle } from './style.js';

const PLAIN: TerminalStyle = { colors: createColors(false), unicode: true, width: 100, tableWidth: 100 };
const ASCII: TerminalStyle = { ...PLAIN, unicode: false };

describe('the bar', () => {
  it('fills from left to right in half columns', () => {
    expect([0, 0.5, 0.55, 1].map((share) => drawBar(share, 10, PLAIN))).toEqual([
      '──────────',
      '━━━━━─────',
      '━━━━━╸────',
      '━━━━━━━━━━',
    ]);
    expect(drawBar(0.3, 10, ASCII)).toBe('###.......');
  });
});

describe('the histogram', () => {
  it('shows the highest bin full and an empty one blank', () => {
    const samples = [...Array(80).fill(1), ...Array(40).fill(1.9), ...Array(10).fill(3)];
    expect(drawHistogram(samples, 4, true)).toEqual({ bars: '█▄ ▁', from: 1, to: 3, outsideRatio: 0 });
    expect(drawHistogram(samples, 4, false)?.bars).toBe('@= .');
  });

  it('leaves out rare long pauses, which would squeeze the rest into one bin', () => {
    const samples = [...Array.from({ length: 1000 }, (_, i) => 100 + (i % 10)), 1_000_000];
    const drawn = drawHistogram(samples, 5, true);
    expect(drawn).toMatchObject({ bars: '█████', from: 100, to: 109 });
    expect(drawn?.outsideRatio).toBeCloseTo(1 / 1001, 9);
  });

  it('ends at p99 where a long tail lies within the fences', () => {
    const samples = [...Array.from({ length: 990 }, (_, i) => i), ...Array(10).fill(1900)];
    expect(drawHistogram(samples, 9, true)).toMatchObject({ bars: '█████████', from: 0, to: 989 });
  });

  it('keeps a second peak in sight that is far from the first', () => {
    const samples = [...Array.from({ length: 900 }, (_, i) => 100 + (i % 3)), ...Array(100).fill(200)];
    expect(drawHistogram(samples, 4, true)).toEqual({ bars: '█  ▁', from: 100, to: 200, outsideRatio: 0 });
  });

  it('shows the tail where most samples are the same', () => {
    const samples = [...Array(80).fill(100), ...Array(20).fill(110)];
    expect(drawHistogram(samples, 2, true)).toEqual({ bars: '█▂', from: 100, to: 110, outsideRatio: 0 });
  });

  it('is one bin where all samples are the same, and null without any', () => {
    expect(drawHistogram([7, 7, 7], 3, true)?.bars).toBe('█  ');
    expect(drawHistogram([], 3, true)).toBeNull();
  });
});

describe('the interval', () => {
  const scale = { width: 21, edgeRatio: 1.1, minimumEffect: 0.025 };
  const draw = (lower: number, point: number, upper: number, style: TerminalStyle): string =>
    drawInterval({ point, lower, upper, confidence: 0.95 }, scale, style);

  it('has no change in the middle, slower on the left, and the minimum effect on both sides', () => {
    expect(draw(0.945, 0.953, 0.962, PLAIN)).toBe('    ├●┤┊  │  ┊       ');
    expect(draw(0.99, 1, 1.01, PLAIN)).toBe('       ┊ ├●┤ ┊       ');
    expect(draw(1.04, 1.05, 1.06, ASCII)).toBe('       :  |  :[o]    ');
  });

  it('says that it goes on past the edge', () => {
    expect(draw(0.5, 0.96, 0.98, PLAIN)).toBe('◂─────●─┤ │  ┊       ');
    expect(draw(1.02, 1.05, 1.5, PLAIN)).toBe('       ┊  │ ├──●────▸');
  });
});
