import type { TerminalStyle } from '@perf-suite/command-line/terminal';
import type { LiveEvent } from '@perf-suite/schema';
import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { runHeader } from '../testing/run-header.js';
import { plainLines } from './plain-lines.js';
import { progressLines } from './progress-lines.js';
import { ProgressState } from './progress-state.js';

const STYLE: TerminalStyle = { colors: createColors(false), unicode: true, width: 100, tableWidth: 100 };

function started(mode: 'single' | 'paired'): LiveEvent {
  const { environment } = runHeader({ paired: false });
  return {
    type: 'run-started',
    run: 'r',
    startedAt: '2026-01-01T00:00:00.000Z',
    mode,
    git: null,
    environment,
    baseline: null,
    plannedRounds: 10,
    benchmarks: ['parse', 'print'].map((name) => ({
      id: `a.js#${name}`,
      file: 'a.js',
      group: ['json'],
      name,
      minimumEffect: 0.025,
    })),
  };
}

const SAMPLES = Array.from({ length: 40 }, (_, i) => 15_000 + (i % 5) * 100);

function measuring(benchmark: number, t: number): LiveEvent[] {
  const statistics = {
    count: 40,
    minNs: 1,
    p50Ns: 1,
    p95Ns: 1,
    p99Ns: 1,
    maxNs: 1,
    meanNs: 1,
    spreadRatio: 0,
  };
  return [
    { type: 'benchmark-started', t, benchmark, round: 0, batchSize: 2 },
    { type: 'samples', t, benchmark, round: 0, variant: 'head', first: 0, ns: SAMPLES },
    {
      type: 'benchmark-measured',
      t,
      benchmark,
      round: 0,
      head: statistics,
      base: null,
      memory: null,
      noiseRatio: null,
    },
  ];
}

function stateAfter(events: readonly LiveEvent[]): ProgressState {
  const state = new ProgressState();
  for (const event of events) state.apply(event);
  return state;
}

describe('the display', () => {
  it('shows share, round, time gone and left, and the latest benchmark with its numbers', () => {
    const state = stateAfter([
      started('single'),
      { type: 'round-started', t: 0, round: 0 },
      ...measuring(0, 2000),
      { type: 'benchmark-started', t: 2100, benchmark: 1, round: 0, batchSize: 1 },
    ]);
    const lines = progressLines(state, STYLE);
    expect(lines[1]).toMatch(/^ {2}━━─+ {4}5 % · round 1\/10 · 2\.1 s · 40 s left$/);
    expect(lines[3]).toBe('  ▸ json > parse  a.js');
    expect(lines[4]).toContain('p50 15.2 µs   p95 15.4 µs   spread 1.3 %   40 samples');
    expect(lines[5]).toMatch(/^ {4}15\.0 µs █.* 15\.4 µs$/);
    expect(lines[6]).toBe('    warming up json > print');
  });

  it('keeps to one of several that are measured at the same time, and names the others', () => {
    const [started0, samples0, measured0] = measuring(0, 2000) as [LiveEvent, LiveEvent, LiveEvent];
    const [started1, samples1] = measuring(1, 2001) as [LiveEvent, LiveEvent];
    const start: LiveEvent[] = [started('single'), { type: 'round-started', t: 0, round: 0 }];
    const shown = (...events: LiveEvent[]): string[] => {
      const lines = progressLines(stateAfter([...start, ...events]), STYLE);
      return [lines[3] ?? '', lines[6] ?? ''];
    };
    const both = [started0, started1, samples0];
    expect(shown(started0, started1)).toEqual(['    warming up json > parse, json > print', '']);
    expect(shown(...both)).toEqual(['  ▸ json > parse  a.js', '    warming up json > print']);
    expect(shown(...both, samples1)).toEqual(['  ▸ json > parse  a.js', '    also measuring json > print']);
    expect(shown(...both, samples1, measured0)).toEqual([
      '  ▸ json > parse  a.js',
      '    also measuring json > print',
    ]);
    expect(shown(...both, samples1, measured0, samples1)).toEqual(['  ▸ json > print  a.js', '']);
  });

  it('expects no more time than the budget has left, but for the round that is under way', () => {
    const start = started('single') as LiveEvent & { type: 'run-started' };
    const left = (t: number) => stateAfter([{ ...start, budgetMs: 5000 }, ...measuring(0, t)]).leftMs();
    expect(left(2000)).toBe(3000);
    expect(left(4000)).toBe(4000);
  });

  it('keeps its height from the first draw to the last in a run of one variant, and its lines inside the width', () => {
    const events = [
      started('single'),
      { type: 'round-started', t: 0, round: 0 } as const,
      ...measuring(0, 1),
      ...measuring(1, 2),
    ];
    const frames = events.map((_, i) =>
      progressLines(stateAfter(events.slice(0, i + 1)), { ...STYLE, width: 80 }),
    );
    expect(new Set(frames.map((lines) => lines.length)).size).toBe(1);
    for (const line of frames.flat()) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  it('keeps the lines of a long A/B run inside the width', () => {
    const many = Array.from({ length: 2500 }, (_, i) => 999_000 + (i % 9) * 100);
    const start = started('paired') as LiveEvent & { type: 'run-started' };
    const [benchmark] = start.benchmarks;
    if (benchmark === undefined) throw new Error('no benchmark');
    const long = {
      ...benchmark,
      file: 'bench/of/a/folder/with-a-long-name/words.bench.ts',
      name: 'n'.repeat(70),
    };
    const state = stateAfter([
      { ...start, plannedRounds: 24, benchmarks: [long, long] },
      { type: 'round-started', t: 0, round: 0 },
      ...measuring(0, 600_000),
      { type: 'samples', t: 6e5, benchmark: 0, round: 0, variant: 'base', first: 0, ns: many },
      { type: 'samples', t: 6e5, benchmark: 0, round: 0, variant: 'head', first: 40, ns: many },
      { type: 'round-started', t: 700_000, round: 11 },
    ]);
    const lines = progressLines(state, { ...STYLE, width: 80 });
    expect(lines[1]).toContain('round 12/24 · 11 min 40 s · at most ');
    expect(lines[4]).toContain('base p50');
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  it('shows intervals as they close in, and which are decided', () => {
    const speedup = { point: 0.95, lower: 0.94, upper: 0.96, confidence: 0.95 };
    const state = stateAfter([
      started('paired'),
      {
        type: 'comparison',
        t: 9,
        benchmark: 0,
        look: 1,
        rounds: 8,
        speedup: { p50: speedup, p95: null },
        state: 'decided',
      },
    ]);
    const lines = progressLines(state, STYLE);
    expect(lines.at(-2)).toBe('  after interim analysis 1: 1 of 2 decided');
    expect(lines.at(-1)).toMatch(/^ {2}✔ json > parse .*├─*●─*┤.* 0\.950× \[0\.940, 0\.960\]$/);
  });

  it('takes rounds that a decided benchmark does not need off the work left', () => {
    const state = stateAfter([started('paired'), ...measuring(0, 10)]);
    expect(state.share()).toBeCloseTo(1 / 20);
    state.apply({
      type: 'benchmark-finished',
      t: 11,
      benchmark: 0,
      rounds: 1,
      head: null,
      base: null,
      failure: null,
    });
    expect(state.share()).toBeCloseTo(1 / 11);
  });
});

it('lets no name or message give a terminal or a CI runner orders', () => {
  const start = started('single') as LiveEvent & { type: 'run-started' };
  const evil = { ...start.benchmarks[0], name: 'a\n::error::b\x1b[2J' } as (typeof start.benchmarks)[number];
  const state = stateAfter([{ ...start, benchmarks: [evil] }, ...measuring(0, 5)]);
  const failed: LiveEvent = {
    type: 'benchmark-finished',
    t: 6,
    benchmark: 0,
    rounds: 0,
    head: null,
    base: null,
    failure: { reason: 'threw', round: 0, message: 'bad\r::error::c' },
  };
  expect(progressLines(state, STYLE)).toContain('  ▸ json > a : :error::b\\x1b[2J  a.js');
  expect(plainLines(failed, state, STYLE, false)).toEqual([
    '  ✖ json > a : :error::b\\x1b[2J: bad : :error::c',
  ]);
});

describe('the plain lines', () => {
  it('print rounds and failures, and each measurement only if asked', () => {
    const state = stateAfter([started('single')]);
    const [, , measured] = measuring(0, 5) as [LiveEvent, LiveEvent, LiveEvent];
    const failed: LiveEvent = {
      type: 'benchmark-finished',
      t: 6,
      benchmark: 1,
      rounds: 0,
      head: null,
      base: null,
      failure: { reason: 'threw', round: 0, message: 'boom' },
    };
    expect(plainLines({ type: 'round-started', t: 0, round: 0 }, state, STYLE, false)).toEqual([
      'round 1 of 10: 2 benchmarks',
    ]);
    expect(plainLines(measured, state, STYLE, false)).toEqual([]);
    expect(plainLines(measured, state, STYLE, true)).toEqual([
      '  json > parse: p50 1.00 ns, p95 1.00 ns, spread 0.0 %, 40 samples',
    ]);
    expect(plainLines(failed, state, STYLE, false)).toEqual(['  ✖ json > print: boom']);
  });
});
