import type { SingleRun } from '@perf-suite/schema';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { describe, expect, test } from 'vitest';
import { gate, judgeRun } from '../src/index.js';
import { type BenchmarkSpec, gaussian, type RunSpec, singleRun } from './run-builder.js';

function judge(run: SingleRun, earlier: readonly SingleRun[], options = {}) {
  const baselines = earlier.map((one) => ({ run: one, file: `${one.id}.run.json` }));
  return judgeRun(run, {
    baselines,
    createdAt: '2026-01-03T00:00:00.000Z',
    runFile: 'new.run.json',
    ...options,
  });
}

function runOf(seed: number, benchmarks: readonly BenchmarkSpec[], more: Partial<RunSpec> = {}): SingleRun {
  return singleRun({ seed, benchmarks, ...more });
}

/** Runs of the same code whose every benchmark differs from run to run by the sd given. */
function earlierRuns(count: number, names: readonly string[], sd: number, seed = 100): SingleRun[] {
  const normal = gaussian(seed);
  return Array.from({ length: count }, (_, i) =>
    runOf(
      seed + i,
      names.map((name) => ({ name, change: Math.expm1(sd * normal()) })),
      { id: `old-${i}` },
    ),
  );
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const verdictsOf = ({ comparisons }: ReturnType<typeof judge>) => comparisons.map(({ verdict }) => verdict);

describe('judging against one earlier run', () => {
  const old = runOf(
    1,
    NAMES.map((name) => ({ name })),
    { id: 'old' },
  );

  test('finds what is clearly slower or faster, and says how weak that is', () => {
    const run = runOf(
      2,
      NAMES.map((name) => ({ name, change: name === 'a' ? 0.4 : name === 'b' ? -0.4 : 0 })),
    );
    const report = judge(run, [old]);
    expect(verdictsOf(report)).toEqual([
      'regressed',
      'improved',
      ...NAMES.slice(2).map(() => 'inconclusive'),
    ]);
    expect(report.comparisons[0]?.summary).toMatch(
      /^Suspected slower: p50 takes 4\d\.\d % longer .*confirm with --against/,
    );
    expect(report.warnings[0]).toMatchObject({
      code: 'weak-evidence',
      hint: expect.stringContaining('--against'),
    });
    expect(gate(report)).toBe(1);
  });

  test('does not flag what runs of the same code differ by', () => {
    const run = runOf(
      3,
      NAMES.map((name, i) => ({ name, change: 0.03 * (i % 3) })),
    );
    expect(verdictsOf(judge(run, [old]))).not.toContain('regressed');
  });

  test('names what is missing and new, and fails for what is missing', () => {
    const report = judge(runOf(2, [{ name: 'a' }, { name: 'z' }]), [
      runOf(1, [{ name: 'a' }, { name: 'b' }]),
    ]);
    expect(report.comparisons.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['a', 'inconclusive'],
      ['z', 'new'],
      ['b', 'missing'],
    ]);
    expect(gate(report)).toBe(4);
    expect(gate({ ...report, failOn: ['regressed'] })).toBe(0);
  });

  test('never passes where no benchmark is in both', () => {
    const report = judge(runOf(2, [{ name: 'z' }]), [runOf(1, [{ name: 'a' }])]);
    expect(gate({ ...report, failOn: [] })).toBe(4);
  });

  test('compares nothing of another environment and says what differs', () => {
    const environment = sampleEnvironment({
      fingerprint: 'f2',
      runtime: { ...sampleEnvironment().runtime, node: '22.1.0' },
    });
    const report = judge(runOf(2, [{ name: 'a', change: 0.5 }]), [
      runOf(1, [{ name: 'a' }], { environment }),
    ]);
    expect(verdictsOf(report)).toEqual(['incomparable']);
    expect(report.warnings[0]).toMatchObject({
      code: 'other-environment',
      message: expect.stringContaining('Node 22.1.0 instead of 20.20.2'),
    });
    expect(gate(report)).toBe(5);
    expect(gate({ ...report, failOn: ['regressed'] })).toBe(5);
  });

  test('compares nothing of another load and says what differs', () => {
    const sent = (id: string, ratePerSecond: number, scenario: string): SingleRun => {
      const run = runOf(1, [{ name: 'a' }], { id });
      const load = { model: { kind: 'open', ratePerSecond }, http: 'http/1.1', scenario } as const;
      return { ...run, settings: { ...run.settings, load } };
    };
    const run = sent('new', 200, 'one');
    const report = judge(run, [sent('old', 100, 'other')]);
    expect(report.comparisons[0]).toMatchObject({
      verdict: 'incomparable',
      summary: 'Not comparable: the baseline was measured under another load.',
    });
    expect(report.warnings[0]).toMatchObject({
      code: 'other-load',
      message:
        'old.run.json was measured under another load: 100 requests a second instead of 200 requests a second, other requests, weights or values',
    });
    expect(gate(report)).not.toBe(0);
    expect(verdictsOf(judge(run, [sent('old', 200, 'one')]))).not.toContain('incomparable');
  });

  test('does not compare p95 of different batch sizes', () => {
    const report = judge(runOf(2, [{ name: 'a', batchSize: 10 }]), [
      runOf(1, [{ name: 'a', batchSize: 20 }]),
    ]);
    expect(report.comparisons[0]?.percentiles[1]).toMatchObject({
      verdict: 'incomparable',
      warnings: [{ code: 'batch-size' }],
    });
  });

  test('marks what failed now, and what the baseline has no usable rounds of', () => {
    const failure = { reason: 'timeout', round: 0, message: 'took longer than 10 s' } as const;
    const report = judge(runOf(2, [{ name: 'a', failure }, { name: 'b' }]), [
      runOf(1, [{ name: 'a' }, { name: 'b', failure }]),
    ]);
    expect(verdictsOf(report)).toEqual(['failed', 'incomparable']);
    expect(gate(report)).toBe(6);
  });

  test('warns where nearly everything moved the same way', () => {
    const run = runOf(
      2,
      NAMES.map((name) => ({ name, change: 0.1 })),
    );
    expect(judge(run, [old]).warnings.map(({ code }) => code)).toContain('common-shift');
  });

  test('is an error without a baseline, with a paired one, or with the run itself', () => {
    const usage = expect.objectContaining({ code: 'bad-usage' });
    const run = runOf(2, [{ name: 'a' }]);
    expect(() => judge(run, [])).toThrow(usage);
    expect(() => judge(run, [run])).toThrow(usage);
  });
});

describe('judging against several earlier runs', () => {
  test('learns the noise between runs from them', () => {
    const quiet = earlierRuns(8, NAMES, 0.004);
    const loud = earlierRuns(8, NAMES, 0.06);
    const run = runOf(
      7,
      NAMES.map((name) => ({ name, change: name === 'a' ? 0.06 : 0 })),
    );
    expect(verdictsOf(judge(run, quiet))[0]).toBe('regressed');
    expect(verdictsOf(judge(run, quiet)).slice(1)).toEqual(NAMES.slice(1).map(() => 'unchanged'));
    expect(verdictsOf(judge(run, loud))).not.toContain('regressed');
  });

  test('warns of weak evidence below five', () => {
    const codes = (count: number) =>
      judge(runOf(7, [{ name: 'a' }]), earlierRuns(count, ['a'], 0.01)).warnings.map(({ code }) => code);
    expect(codes(4)).toContain('weak-evidence');
    expect(codes(5)).not.toContain('weak-evidence');
  });

  test('counts a run that is given twice once', () => {
    const [old] = earlierRuns(1, ['a'], 0.01) as [SingleRun];
    expect(judge(runOf(7, [{ name: 'a' }]), [old, old]).method).toMatchObject({ baselineRuns: 1 });
  });

  test('leaves out those of another environment', () => {
    const elsewhere = runOf(50, [{ name: 'a' }], {
      id: 'x',
      environment: sampleEnvironment({ fingerprint: 'f2' }),
    });
    const report = judge(runOf(7, [{ name: 'a' }]), [...earlierRuns(5, ['a'], 0.01), elsewhere]);
    expect(report.method).toMatchObject({ kind: 'stored-baseline', baselineRuns: 5 });
    expect(report.baseline.runs).toHaveLength(5);
    expect(report.warnings.map(({ code }) => code)).toContain('other-environment');
  });

  test('flags a suite of unchanged code in about 1 % of cases, whatever the noise between runs', () => {
    let flagged = 0;
    const suites = 300;
    for (let i = 0; i < suites; i++) {
      const sd = [0.003, 0.01, 0.03][i % 3] as number;
      const normal = gaussian(9000 + i);
      const pairs = 3;
      const make = (id: string, seed: number) =>
        singleRun({
          id,
          seed,
          rounds: 2,
          benchmarks: NAMES.map((name) => ({ name, pairs, change: Math.expm1(sd * normal()) })),
        });
      const earlier = Array.from({ length: 6 }, (_, k) => make(`old-${k}`, 10 * i + k));
      if (judge(make('new', 10 * i + 9), earlier).counts.regressed !== 0) flagged++;
    }
    // Binomial(300, 1 %): P(more than 11) < 1e-4.
    expect(flagged).toBeLessThanOrEqual(11);
  });
});
