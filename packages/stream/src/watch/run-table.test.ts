import { measured, runFinished, runStarted, samples, verdict } from '@perf-suite/testing/sample-events';
import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { runTable } from './run-table.js';
import { WatchedRun } from './watched-run.js';

const estimate = (point: number) => ({ point, lower: point * 0.99, upper: point * 1.01, confidence: 0.99 });

function watched(): WatchedRun {
  const run = new WatchedRun();
  run.apply({ ...runStarted(4), git: null, baseline: 'main@1a2b3c4', mode: 'paired' });
  run.apply({ type: 'round-started', t: 10, round: 1 });
  const ns = Array.from({ length: 400 }, (_, index) => 15_000 + ((index * 7919) % 900));
  run.apply(samples(0, 0, ns));
  run.apply({ type: 'benchmark-started', t: 20, benchmark: 1, round: 1, batchSize: 1 });
  run.apply(
    samples(
      1,
      0,
      ns.map((value) => value * 1_000),
    ),
  );
  run.apply({
    type: 'comparison',
    t: 30,
    benchmark: 1,
    look: 1,
    rounds: 8,
    speedup: { p50: estimate(1.04), p95: null },
    state: 'sampling',
  });
  run.apply({
    type: 'verdict',
    t: 61_000,
    benchmark: 0,
    verdict: 'regressed',
    severity: 'critical',
    speedup: { p50: estimate(0.9), p95: null },
    baseline: 'main@1a2b3c4',
    summary: '11 % slower',
  });
  return run;
}

const style = { columns: 120, rows: 24, colors: createColors(false), unicode: true };

describe('runTable', () => {
  it('shows state, times, interval, spread and outcome of each benchmark', () => {
    const table = runTable(watched(), 'live', style);
    expect(table).toContain(
      'perf-suite · r1 · against main@1a2b3c4 · round 2 of 8 · 0 of 4 done · 1 min 01 s',
    );
    expect(table).toMatch(/group > b0 +15\.5 µs .*regressed, 11\.1 % slower/);
    expect(table).toMatch(/● {2}group > b1 +15\.5 ms .*3\.8 % faster so far/);
    expect(table).toMatch(/[▁▂▃▄▅▆▇█]{12}/);
    expect(table).toContain('live, 800 samples');
  });

  it('says how many requests failed, and what regressed by that alone', () => {
    const run = watched();
    const requests = { head: { elapsedMs: 1_000, okCount: 97, errors: { status: 3 }, latencyNs: null } };
    run.apply({ ...measured(15_000), benchmark: 1, requests });
    expect(runTable(run, 'live', style)).toMatch(/b1 .*so far, 3\.0 % failed/);
    run.apply({ ...verdict(), verdict: 'regressed', benchmark: 1, percentiles: [] });
    expect(runTable(run, 'live', style)).toMatch(/b1 .*regressed, 3\.0 % failed/);
  });

  it('says where a change was found that p50 does not show', () => {
    const run = watched();
    run.apply({
      type: 'verdict',
      t: 62_000,
      benchmark: 1,
      verdict: 'regressed',
      severity: 'warning',
      percentiles: ['p95'],
      speedup: { p50: estimate(1), p95: estimate(0.5) },
      baseline: 'main@1a2b3c4',
      summary: 'p95 takes twice as long',
    });
    expect(runTable(run, 'live', style)).toMatch(/group > b1 .*regressed at p95, 100\.0 % slower/);
  });

  it('shows what the rounds say before the first interim analysis, as no more than that', () => {
    const run = watched();
    const statistics = { count: 1, minNs: 1, p95Ns: 1, p99Ns: 1, maxNs: 1, meanNs: 1, spreadRatio: 0 };
    const measure = (round: number, baseP50Ns: number) =>
      run.apply({
        type: 'benchmark-measured',
        t: round,
        benchmark: 2,
        round,
        head: { ...statistics, p50Ns: 100 },
        base: { ...statistics, p50Ns: baseP50Ns },
        memory: null,
        noiseRatio: null,
      });
    for (const [round, baseP50Ns] of [90, 96].entries()) measure(round, baseP50Ns);
    expect(runTable(run, 'live', style)).not.toContain('~');
    measure(2, 80);
    // A round that is measured again counts once.
    measure(2, 93);
    expect(runTable(run, 'live', style)).toMatch(/group > b2 .*●.* ~7\.5 % slower, 3 rounds/);
    const speedup = { p50: estimate(0.95), p95: null };
    run.apply({ type: 'comparison', t: 40, benchmark: 2, look: 1, rounds: 4, speedup, state: 'sampling' });
    measure(4, 90);
    expect(runTable(run, 'live', style)).toMatch(/group > b2 .* 5\.3 % slower so far/);
  });

  it.each([30, 60, 80, 120, 200])('fits into %i columns', (columns) => {
    for (const line of runTable(watched(), 'live', { ...style, columns }).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(Math.max(columns, 62));
    }
  });

  it('keeps what is measured and what is worse in sight where there are too few rows', () => {
    const table = runTable(watched(), 'live', { ...style, rows: 8 });
    expect(table).toContain('group > b0');
    expect(table).toContain('group > b1');
    expect(table).not.toContain('group > b2');
    expect(table).toContain('and 2 more');
  });

  it('uses only ASCII where it has to', () => {
    const text = runTable(watched(), 'live', { ...style, unicode: false });
    expect([...text].every((character) => character.charCodeAt(0) < 128)).toBe(true);
  });

  it('ends with one sentence that says how the run went', () => {
    const run = watched();
    run.apply({ ...runFinished(), t: 90_000, exitCode: 1, regressedCount: 1 });
    expect(runTable(run, 'complete', style)).toContain(
      'run finished after 1 min 30 s: 800 samples streamed, 1 regressed, worst group > b0 (11.1 % slower); exit code 1',
    );
  });
});
