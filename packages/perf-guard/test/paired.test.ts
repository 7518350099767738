import {
  type PackedSamples,
  type PairedRound,
  type PairedRun,
  packDurations,
  parseReport,
  unpackDurations,
} from '@perf-suite/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AUTO_ANALYSIS_ROUNDS, analysePairs, gate, judgeRun } from '../src/index.js';
import { type BenchmarkSpec, pairedRun, type RunSpec } from './run-builder.js';

const OPTIONS = { baselines: [], createdAt: '2026-01-03T00:00:00.000Z', runFile: 'head.run.json' };

function judge(spec: RunSpec, options = {}) {
  return judgeRun(pairedRun(spec), { ...OPTIONS, ...options });
}

/** The same measurements with the variants exchanged. */
function mirrored(run: PairedRun): PairedRun {
  return mapRounds(run, (round) => ({
    ...round,
    pairs: { ...round.pairs, base: round.pairs.head, head: round.pairs.base },
  }));
}

function timesScaled(run: PairedRun, factor: number): PairedRun {
  const scaled = (packed: PackedSamples) => ({ ...packed, scaleNs: packed.scaleNs * factor });
  return mapRounds(run, (round) => ({
    ...round,
    pairs: { ...round.pairs, base: scaled(round.pairs.base), head: scaled(round.pairs.head) },
  }));
}

/** The first rounds only, as the orchestrator has them while it measures. */
function firstRounds(run: PairedRun, count: number): PairedRun {
  return {
    ...run,
    benchmarks: run.benchmarks.map((benchmark) => ({
      ...benchmark,
      rounds: benchmark.rounds.filter(({ round }) => round < count),
    })),
  };
}

const MIXED: readonly BenchmarkSpec[] = [
  { name: 'slower', change: 0.06 },
  { name: 'far slower', change: 0.3 },
  { name: 'same' },
  { name: 'faster', change: -0.08 },
  { name: 'noisy', roundSd: 0.08 },
];

test('the times of base and head differ as the speedup says, also where the machine had two speeds', () => {
  // Six rounds at half the speed, six at all of it, and one in which the speed changed between base and head.
  const roundShift = (round: number) => (round === 12 ? Math.LN2 : 0);
  const run = pairedRun({ rounds: 13, benchmarks: [{ name: 'a', change: 0.1, roundShift }] });
  const slow = (packed: PackedSamples) => ({ ...packed, scaleNs: packed.scaleNs * 2 });
  const mixed = mapRounds(run, (round) =>
    round.round < 6
      ? { ...round, pairs: { ...round.pairs, base: slow(round.pairs.base), head: slow(round.pairs.head) } }
      : round,
  );
  const [comparison] = judgeRun(mixed, OPTIONS).comparisons;
  for (const { baselineNs, currentNs, change } of comparison?.percentiles ?? []) {
    expect((currentNs as number) / (baselineNs as number)).toBeCloseTo(1 + (change?.point as number), 9);
  }
  expect(comparison?.percentiles[0]?.change?.point).toBeCloseTo(0.1, 1);
});

describe('judging a paired run', () => {
  test.each([
    'change-not-run',
    'runs-once',
    'works-after-return',
    'stale-build',
    'not-observed',
    'eliminated',
    'reported-time-differs',
    'base-setup-changed',
  ])('calls nothing unchanged or improved where %s says that the time is not that of the change', (code) => {
    const run = pairedRun({
      rounds: 8,
      benchmarks: [{ name: 'same' }, { name: 'faster', change: -0.3 }, { name: 'slower', change: 0.3 }],
    });
    const warnings = [{ code, message: 'it was not run' }];
    const verdicts = (given: typeof warnings) =>
      judgeRun({ ...run, benchmarks: run.benchmarks.map((one) => ({ ...one, warnings: given })) }, OPTIONS)
        .comparisons;
    expect(verdicts([]).map(({ verdict }) => verdict)).toEqual(['unchanged', 'improved', 'regressed']);
    const doubted = verdicts(warnings);
    expect(doubted.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive', 'regressed']);
    expect(doubted[0]?.summary).toBe('Inconclusive: it was not run.');
    expect(doubted[0]?.percentiles.map(({ verdict }) => verdict)).not.toContain('unchanged');
  });

  test('calls nothing improved where base ran a benchmark file of its own', () => {
    const run = pairedRun({
      rounds: 8,
      benchmarks: [{ name: 'same' }, { name: 'faster', change: -0.3 }, { name: 'slower', change: 0.3 }],
    });
    const warnings = [{ code: 'own-benchmark-file', message: 'base ran its own version' }];
    const benchmarks = run.benchmarks.map((one) => ({ ...one, warnings }));
    const { comparisons } = judgeRun({ ...run, benchmarks }, OPTIONS);
    expect(comparisons.map(({ verdict }) => verdict)).toEqual(['unchanged', 'inconclusive', 'regressed']);
    expect(comparisons[1]?.summary).toBe('Inconclusive: base ran its own version.');
  });

  test('calls what only one variant has new or missing, and gates on missing', () => {
    const run = pairedRun({ rounds: 8, benchmarks: [{ name: 'both' }, { name: 'added' }, { name: 'gone' }] });
    const sides = [null, 'head', 'base'] as const;
    const benchmarks = run.benchmarks.map((benchmark, i) => ({
      ...benchmark,
      rounds: i === 0 ? benchmark.rounds : [],
      onlyIn: sides[i] ?? null,
    }));
    const report = judgeRun({ ...run, benchmarks }, OPTIONS);
    expect(report.comparisons.map(({ verdict }) => verdict).slice(1)).toEqual(['new', 'missing']);
    expect(report.comparisons[2]?.summary).toBe('Missing: base has it, head does not.');
    expect(gate(report)).toBe(4);
    expect(gate({ ...report, failOn: ['regressed'] })).toBe(0);
    expect(
      analysePairs({ ...run, benchmarks })
        .map(({ state }) => state)
        .slice(1),
    ).toEqual(['failed', 'failed']);
  });

  test('calls what base could not load incomparable, which no default gate passes', () => {
    const run = pairedRun({ rounds: 8, benchmarks: [{ name: 'a' }, { name: 'b' }] });
    const notLoaded = { variant: 'base', reason: 'base has no "./dist/a.js"' } as const;
    const benchmarks = run.benchmarks.map((benchmark, i) =>
      i === 0 ? benchmark : { ...benchmark, rounds: [], notLoaded },
    );
    const report = judgeRun({ ...run, benchmarks }, OPTIONS);
    expect(report.comparisons[1]).toMatchObject({
      verdict: 'incomparable',
      summary: 'Not comparable: base has it, but could not load it: base has no "./dist/a.js".',
    });
    expect(gate(report)).toBe(5);
    expect(gate({ ...report, failOn: ['regressed', 'failed', 'missing'] })).toBe(0);
    expect(analysePairs({ ...run, benchmarks })[1]?.state).toBe('failed');
  });

  test('tells slower, faster, unchanged and unknown apart, with size and severity', () => {
    const report = judge({ rounds: 14, benchmarks: MIXED });
    expect(report.comparisons.map(({ verdict }) => verdict)).toEqual([
      'regressed',
      'regressed',
      'unchanged',
      'improved',
      'inconclusive',
    ]);
    expect(report.comparisons.map(({ severity }) => severity)).toEqual([
      'warning',
      'critical',
      null,
      null,
      null,
    ]);
    const change = report.comparisons[0]?.percentiles[0]?.change;
    expect(change?.point).toBeCloseTo(0.06, 2);
    expect(change?.lower).toBeLessThan(0.06);
    expect(change?.upper).toBeGreaterThan(0.06);
    expect(report.verdict).toBe('regressed');
    expect(report.counts).toMatchObject({
      regressed: 2,
      unchanged: 1,
      improved: 1,
      inconclusive: 1,
      missing: 0,
    });
    expect(gate(report)).toBe(1);
  });

  test('makes a report that its own parser takes', () => {
    const report = judge({ rounds: 8, benchmarks: MIXED });
    expect(parseReport(JSON.parse(JSON.stringify(report)), 'report')).toEqual(report);
  });

  test('gives the same report for the same file, bit for bit', () => {
    const spec = { rounds: 24, askedRounds: 'auto', benchmarks: MIXED } as const;
    expect(JSON.stringify(judge(spec))).toBe(JSON.stringify(judge(spec)));
  });

  test('mirrors every verdict when base and head are exchanged', () => {
    const change = fc.double({ min: -0.15, max: 0.15, noNaN: true });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(1000), (changes, seed) => {
        const run = pairedRun({
          seed,
          rounds: 8,
          benchmarks: changes.map((one, i) => ({ name: `b${i}`, change: one, roundSd: 0.01, pairs: 25 })),
        });
        const swap = { regressed: 'improved', improved: 'regressed' } as Record<string, string>;
        const verdicts = judgeRun(run, OPTIONS).comparisons.map(({ verdict }) => swap[verdict] ?? verdict);
        expect(judgeRun(mirrored(run), OPTIONS).comparisons.map(({ verdict }) => verdict)).toEqual(verdicts);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  test('does not depend on the unit of time, but for the times themselves', () => {
    const run = pairedRun({ rounds: 8, benchmarks: MIXED });
    const inNs = judgeRun(run, OPTIONS).comparisons;
    const inKibiNs = judgeRun(timesScaled(run, 1024), OPTIONS).comparisons;
    const withoutTimes = (comparisons: typeof inNs) =>
      comparisons.map((one) => ({
        ...one,
        percentiles: one.percentiles.map((p) => ({ ...p, baselineNs: null, currentNs: null })),
      }));
    expect(withoutTimes(inKibiNs)).toEqual(withoutTimes(inNs));
    expect(inKibiNs[0]?.percentiles[0]?.currentNs).toBe(
      1024 * (inNs[0]?.percentiles[0]?.currentNs as number),
    );
  });

  test('does not depend on the order of the benchmarks', () => {
    const run = pairedRun({ rounds: 8, benchmarks: MIXED });
    const reversed = { ...run, benchmarks: run.benchmarks.toReversed() };
    const forward = judgeRun(run, OPTIONS).comparisons;
    expect(judgeRun(reversed, OPTIONS).comparisons.toReversed()).toEqual(forward);
  });

  test('lets one wild round neither make nor hide a regression', () => {
    const wild = (round: number) => (round === 3 ? 3 : 0);
    const report = judge({
      rounds: 14,
      benchmarks: [
        { name: 'same', roundShift: wild },
        { name: 'slow', change: 0.1, roundShift: (round) => -wild(round) },
      ],
    });
    expect(report.comparisons[0]?.verdict).not.toBe('regressed');
    expect(report.comparisons[1]?.percentiles[0]?.change?.point).toBeCloseTo(0.1, 1);
  });

  test('lets p95 decide only where asked', () => {
    // The middle of every round is the same; one sample in ten takes half as long again on head.
    const run = pairedRun({ rounds: 8, benchmarks: [{ name: 'tail', pairs: 200, sampleSd: 0.01 }] });
    const tail = withSlowTail(run);
    const plain = judgeRun(tail, OPTIONS).comparisons[0];
    expect(plain?.verdict).toBe('unchanged');
    expect(plain?.percentiles[1]?.verdict).toBe('regressed');
    expect(plain?.warnings.map(({ code }) => code)).toContain('p95-regressed');
    expect(judgeRun(tail, { ...OPTIONS, gating: ['p50', 'p95'] }).comparisons[0]?.verdict).toBe('regressed');
  });

  test("follows a benchmark's own minimum effect", () => {
    const report = judge({
      rounds: 8,
      benchmarks: [
        { name: 'strict', change: 0.02, minimumEffect: 0.01, roundSd: 0.002 },
        { name: 'lax', change: 0.06, minimumEffect: 0.1, roundSd: 0.002 },
      ],
    });
    expect(report.comparisons.map(({ verdict }) => verdict)).toEqual(['regressed', 'unchanged']);
    expect(report.comparisons[0]?.percentiles.map(({ minimumEffect }) => minimumEffect)).toEqual([
      0.01, 0.02,
    ]);
  });
});

describe('doubts about a paired run', () => {
  const codesOf = (spec: RunSpec, options = {}) => {
    const [comparison] = judge(spec, options).comparisons;
    return [comparison, ...(comparison?.percentiles ?? [])].flatMap(
      (one) => one?.warnings.map(({ code }) => code) ?? [],
    );
  };

  test('are inconclusive with fewer rounds than a test needs, and say the smallest p', () => {
    const report = judge({ rounds: 5, benchmarks: [{ name: 'slow', change: 0.5 }] });
    expect(report.comparisons[0]).toMatchObject({
      verdict: 'inconclusive',
      summary: expect.stringMatching(/^Inconclusive, as the rounds are too few for a verdict: p50 takes/),
    });
    expect(report.comparisons[0]?.percentiles[0]?.warnings[0]).toMatchObject({
      code: 'too-few-rounds',
      message: expect.stringContaining('0.031'),
    });
    expect(gate(report)).toBe(0);
    expect(gate({ ...report, failOn: ['inconclusive'] })).toBe(3);
  });

  test('leave p95 open with fewer than 100 pairs a round', () => {
    const report = judge({ rounds: 8, benchmarks: [{ name: 'thin', pairs: 99, change: 0.5 }] });
    expect(report.comparisons[0]?.percentiles[1]).toMatchObject({ verdict: 'inconclusive', change: null });
    expect(codesOf({ rounds: 8, benchmarks: [{ name: 'thin', pairs: 99 }] })).toContain(
      'insufficient-samples',
    );
    expect(codesOf({ rounds: 8, benchmarks: [{ name: 'enough', pairs: 100 }] })).not.toContain(
      'insufficient-samples',
    );
  });

  test('show both modes of a bimodal change and keep measuring', () => {
    const benchmarks = [{ name: 'two', roundShift: (round: number) => (round % 4 === 0 ? 0 : 0.08) }];
    const run = pairedRun({ rounds: 8, askedRounds: 'auto', benchmarks });
    expect(analysePairs(run)[0]?.state).toBe('sampling');
    const warning = judge({ rounds: 24, askedRounds: 'auto', benchmarks }).comparisons[0]?.percentiles[0]
      ?.warnings;
    expect(warning?.map(({ code }) => code)).toContain('bimodal');
    expect(warning?.[0]?.message).toMatch(/8\.\d %/);
  });

  test('name a drifting change, a noisy neighbour, a governor and a busy machine', () => {
    expect(codesOf({ rounds: 14, benchmarks: [{ name: 'x', roundShift: (r) => 0.01 * r }] })).toContain(
      'drift',
    );
    const run = pairedRun({ rounds: 8, benchmarks: [{ name: 'x' }] });
    const disturbed = {
      ...run,
      environment: {
        ...run.environment,
        loadAtStart: 1.5,
        cpu: { ...run.environment.cpu, governor: 'powersave' },
      },
      benchmarks: run.benchmarks.map((benchmark) => ({
        ...benchmark,
        rounds: benchmark.rounds.map((round) => ({ ...round, noiseRatio: round.round < 3 ? 0.2 : 0 })),
      })),
    };
    const report = judgeRun(disturbed, OPTIONS);
    expect(report.warnings.map(({ code }) => code)).toEqual(['governor', 'load']);
    expect(report.comparisons[0]?.warnings.map(({ code }) => code)).toEqual(['noisy-neighbour']);
    for (const warning of report.warnings) expect(warning.hint).toBeTruthy();
  });

  test("pass on the benchmark's own", () => {
    const run = pairedRun({ rounds: 8, benchmarks: [{ name: 'x' }] });
    const warning = { code: 'different-result', message: 'base returned 1, head 2' };
    const doubtful = { ...run, benchmarks: run.benchmarks.map((one) => ({ ...one, warnings: [warning] })) };
    expect(judgeRun(doubtful, OPTIONS).comparisons[0]?.warnings).toEqual([warning]);
  });
});

describe('what cannot be judged', () => {
  const failure = { reason: 'threw', round: 2, message: 'boom' } as const;

  test('is failed, with the exit code for it', () => {
    const report = judge({ rounds: 8, benchmarks: [{ name: 'broken', failure }, { name: 'same' }] });
    expect(report.comparisons[0]).toMatchObject({ verdict: 'failed', summary: 'Failed in round 3: boom' });
    expect(report.verdict).toBe('failed');
    expect(gate(report)).toBe(6);
  });

  test('is incomparable where the clock read 0 ns', () => {
    const run = withZeroTime(pairedRun({ rounds: 8, benchmarks: [{ name: 'fast' }] }));
    const report = judgeRun(run, OPTIONS);
    expect(report.comparisons[0]).toMatchObject({
      verdict: 'incomparable',
      warnings: [{ code: 'zero-time' }],
    });
    expect(gate(report)).toBe(5);
    expect(gate({ ...report, failOn: [] })).toBe(5);
  });

  test('never passes when no benchmark has a round', () => {
    const report = judge({ rounds: 0, benchmarks: [{ name: 'x' }] });
    expect(report.comparisons[0]?.verdict).toBe('inconclusive');
    expect(gate(report)).toBe(4);
  });

  test('is an error for a run without benchmarks and for damaged samples', () => {
    expect(() => judge({ benchmarks: [] })).toThrow(expect.objectContaining({ code: 'no-match' }));
    const run = pairedRun({ rounds: 8, benchmarks: [{ name: 'x' }] });
    for (const damage of [{ data: 'AAAA' }, { count: Number.MAX_SAFE_INTEGER }]) {
      const damaged = mapRounds(run, (round) =>
        round.round === 4
          ? { ...round, pairs: { ...round.pairs, base: { ...round.pairs.base, ...damage } } }
          : round,
      );
      expect(() => judgeRun(damaged, OPTIONS)).toThrow(/x, round 4, base: samples cannot be read/);
    }
  });

  test('is an error with a baseline beside it', () => {
    const run = pairedRun({ benchmarks: [{ name: 'x' }] });
    const baselines = [{ run, file: 'old.run.json' }];
    expect(() => judgeRun(run, { ...OPTIONS, baselines })).toThrow(
      expect.objectContaining({ code: 'bad-usage' }),
    );
  });
});

describe('interim analyses while measuring', () => {
  test('decides clear cases after 8 rounds and leaves the noisy open', () => {
    const run = pairedRun({
      rounds: 8,
      askedRounds: 'auto',
      benchmarks: MIXED.filter(({ name }) => name !== 'faster'),
    });
    expect(analysePairs(run).map(({ state }) => state)).toEqual([
      'decided',
      'decided',
      'decided',
      'sampling',
    ]);
    expect(analysePairs(run)[0]?.percentiles?.p50).toMatchObject({ verdict: 'regressed', pValue: 1 / 256 });
  });

  test('finds nothing before the first interim analysis', () => {
    const run = pairedRun({ rounds: 5, askedRounds: 'auto', benchmarks: [{ name: 'x', change: 0.5 }] });
    expect(analysePairs(run)).toEqual([{ id: 'bench/a.bench.ts#x', state: 'sampling', percentiles: null }]);
  });

  test('agrees, look for look, with the report on the file that comes of it', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const all = pairedRun({
        seed,
        rounds: 24,
        askedRounds: 'auto',
        benchmarks: MIXED.map((b) => ({ ...b, roundSd: 0.025 })),
      });
      const { run, decided } = measureUntilDecided(all);
      const report = judgeRun(run, OPTIONS);
      for (const comparison of report.comparisons) {
        const live = decided.get(comparison.id);
        expect(comparison.percentiles[0]?.verdict).toBe(live?.verdict);
        expect(comparison.percentiles[0]?.speedup).toEqual(live?.speedup);
        expect(comparison.percentiles[0]?.pValue).toBe(live?.pValue);
      }
    }
  });

  test('keeps what was decided when later rounds say otherwise', () => {
    const turning = [
      { name: 'turning', change: 0.1, roundSd: 0.002, roundShift: (r: number) => (r < 8 ? 0 : -0.3) },
    ];
    const run = pairedRun({ rounds: 24, askedRounds: 'auto', benchmarks: turning });
    expect(judgeRun(run, OPTIONS).comparisons[0]).toMatchObject({
      verdict: 'regressed',
      percentiles: [{ replicates: 8 }, {}],
    });
  });

  test('finds after six rounds that nothing changed, and no change', () => {
    const benchmarks = [
      { name: 'same', roundSd: 0.003 },
      { name: 'slower', change: 0.2, roundSd: 0.003 },
      { name: 'noisy', roundSd: 0.05 },
    ];
    const run = pairedRun({ rounds: 6, askedRounds: 'auto', benchmarks });
    expect(analysePairs(run).map(({ state }) => state)).toEqual(['decided', 'sampling', 'sampling']);
    const measured = measureUntilDecided(pairedRun({ rounds: 24, askedRounds: 'auto', benchmarks })).run;
    const [same, slower] = judgeRun(measured, OPTIONS).comparisons;
    expect(same).toMatchObject({ verdict: 'unchanged', percentiles: [{ replicates: 6, warnings: [] }, {}] });
    expect(slower).toMatchObject({ verdict: 'regressed', percentiles: [{ replicates: 8 }, {}] });
  });

  test('goes on past six rounds where the slowest calls alone became slower', () => {
    const benchmarks = [{ name: 'same', roundSd: 0.003 }];
    const slowTail = withSlowTail(pairedRun({ rounds: 8, askedRounds: 'auto', benchmarks }));
    expect(analysePairs(firstRounds(slowTail, 6)).map(({ state }) => state)).toEqual(['sampling']);
    expect(analysePairs(slowTail)).toMatchObject([
      { state: 'decided', percentiles: { p50: { verdict: 'unchanged' }, p95: { verdict: 'regressed' } } },
    ]);
  });

  test('spends what is left of the error when time ends between interim analyses', () => {
    const run = pairedRun({ rounds: 11, askedRounds: 'auto', benchmarks: [{ name: 'x', roundSd: 0.05 }] });
    const report = judgeRun(run, OPTIONS);
    expect(report.method).toMatchObject({
      looks: [
        { rounds: 6, alpha: 0 },
        { rounds: 8, alpha: 0.004 },
        { rounds: 11, alpha: 0.006 },
      ],
    });
  });
});

/** Measures as the orchestrator does: after each interim analysis, decided benchmarks get no more rounds. */
function measureUntilDecided(all: PairedRun) {
  const stopped = new Map<string, number>();
  const decided = new Map<string, { verdict: string; speedup: unknown; pValue: number | null }>();
  const soFar = (count: number): PairedRun => {
    const run = firstRounds(all, count);
    const benchmarks = run.benchmarks.map((benchmark) => ({
      ...benchmark,
      rounds: benchmark.rounds.filter(
        ({ round }) => round < (stopped.get(benchmark.id) ?? Number.POSITIVE_INFINITY),
      ),
    }));
    return { ...run, benchmarks };
  };
  for (const count of AUTO_ANALYSIS_ROUNDS) {
    for (const { id, state, percentiles } of analysePairs(soFar(count))) {
      if (state !== 'decided' || stopped.has(id) || percentiles === null) continue;
      stopped.set(id, count);
      decided.set(id, percentiles.p50);
    }
  }
  return { run: soFar(AUTO_ANALYSIS_ROUNDS.at(-1) as number), decided };
}

/** One head sample in ten takes half as long again. */
function withSlowTail(run: PairedRun): PairedRun {
  return mapHead(run, (ns, i) => (i % 10 === 0 ? ns * 1.5 : ns));
}

function withZeroTime(run: PairedRun): PairedRun {
  return mapHead(run, (ns, i) => (i === 7 ? 0 : ns));
}

function mapHead(run: PairedRun, change: (ns: number, index: number) => number): PairedRun {
  return mapRounds(run, (round) => ({
    ...round,
    pairs: { ...round.pairs, head: packDurations(unpackDurations(round.pairs.head).map(change)) },
  }));
}

function mapRounds(run: PairedRun, change: (round: PairedRound) => PairedRound): PairedRun {
  const benchmarks = run.benchmarks.map((one) => ({ ...one, rounds: one.rounds.map(change) }));
  return { ...run, benchmarks };
}
