import { FAIL_ON, gate, PERCENTILES, parseRunFile } from '@perf-suite/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeRun, renderText } from '../src/index.js';
import { selectedBenchmarks } from '../src/stored/selected-benchmarks.js';
import { pairedRun, singleRun } from './run-builder.js';

const SPEC = {
  benchmarks: [
    { name: 'same' },
    { name: 'slower', change: 0.12 },
    { name: 'slower tail', tailChange: 0.8 },
    { name: 'own effect', change: 0.12, minimumEffect: 0.3 },
  ],
};
const PAIRED = pairedRun(SPEC);
const EARLIER = singleRun({ ...SPEC, id: 'earlier', seed: 7 });
const SINGLE = singleRun({ ...SPEC, seed: 8 });

const SETTINGS = fc.record({
  minimumEffect: fc.record({
    p50: fc.double({ min: 0.001, max: 2, noNaN: true }),
    p95: fc.double({ min: 0.001, max: 2, noNaN: true }),
  }),
  percentiles: fc.subarray([...PERCENTILES], { minLength: 1 }),
  failOn: fc.subarray([...FAIL_ON]),
});

describe('settings that a run file holds', () => {
  test.each([
    ['a paired run', PAIRED, []],
    ['a run against an earlier one', SINGLE, [{ run: EARLIER, file: null }]],
  ])('decide about %s as if they were asked for', (_, run, baselines) => {
    const options = { baselines, createdAt: run.finishedAt, runFile: null };
    fc.assert(
      fc.property(SETTINGS, (settings) => {
        const { minimumEffect, percentiles: gating, failOn } = settings;
        const asked = judgeRun(run, { ...options, minimumEffect, gating, failOn });
        const file = JSON.parse(JSON.stringify({ ...run, settings: { ...run.settings, ...settings } }));
        const own = judgeRun(parseRunFile(file, 'a.run.json'), options);
        expect(own).toEqual({ ...asked, warnings: own.warnings });
        expect(gate(own)).toBe(gate(asked));
      }),
      { numRuns: 40 },
    );
  });

  test('are named where others are asked for', () => {
    const settings = {
      ...PAIRED.settings,
      minimumEffect: { p50: 0.4, p95: 0.8 },
      percentiles: ['p50'] as const,
    };
    const run = { ...PAIRED, settings };
    const options = { baselines: [], createdAt: run.finishedAt, runFile: null };
    expect(judgeRun(run, options).verdict).toBe('unchanged');
    const report = judgeRun(run, { ...options, minimumEffect: { p50: 0.025, p95: 0.05 }, gating: ['p50'] });
    expect(report.verdict).toBe('regressed');
    expect(renderText(report, { color: false })).toContain(
      'minimum effect 2.5 % at p50, 5 % at p95 (run: 40 % at p50, 80 % at p95)',
    );
  });
});

describe('what a run was asked for', () => {
  const BEFORE = ['bench/a.bench.js#one', 'bench/a.bench.js#two', 'lib/[id].bench.ts#one'].map((id) => ({
    id,
    file: id.split('#')[0] as string,
  }));
  const namesOf = (settings: { files?: string[]; filter?: string | null }) =>
    selectedBenchmarks(BEFORE, { id: 'r', settings: { ...SINGLE.settings, ...settings } }).map(
      ({ id }) => id,
    );
  const ALL = BEFORE.map(({ id }) => id);

  test.each([
    [{}, ALL],
    [{ filter: null, files: ['**/*.bench.{ts,mts,js,mjs}'] }, ALL],
    [{ filter: 'one$' }, [ALL[0], ALL[2]]],
    [{ files: ['bench/**/*.bench.{ts,mts,js,mjs}'] }, [ALL[0], ALL[1]]],
    [{ files: ['bench/a.bench.js'], filter: 'two' }, [ALL[1]]],
    [{ files: ['lib/[id].bench.ts'] }, [ALL[2]]],
    [{ files: ['other.bench.js'] }, []],
  ])('%o', (settings, expected) => {
    expect(namesOf(settings)).toEqual(expected);
  });

  test('is missing only where it was asked for', () => {
    const run = { ...SINGLE, benchmarks: SINGLE.benchmarks.slice(0, 1) };
    const options = { baselines: [{ run: EARLIER, file: null }], createdAt: run.finishedAt, runFile: null };
    const missingOf = (filter: string | null) =>
      judgeRun({ ...run, settings: { ...run.settings, filter } }, options).counts.missing;
    expect(missingOf('same')).toBe(0);
    expect(missingOf('same|slower')).toBe(2);
    expect(missingOf(null)).toBe(3);
  });

  test('by an expression that never ends is refused', () => {
    expect(() => namesOf({ filter: '^(\\w+.?)+$#' })).not.toThrow();
    const slow = [{ id: `${'a'.repeat(60)}!`, file: 'a.bench.js' }];
    expect(() =>
      selectedBenchmarks(slow, { id: 'r', settings: { ...SINGLE.settings, filter: '^(a+)+$' } }),
    ).toThrow(/expected settings.filter to match names by/);
    expect(() => namesOf({ filter: '(' })).toThrow(/expected settings.filter/);
  });
});
