import { pairedRun, singleRun } from '@perf-suite/testing/sample-run';
import { describe, expect, it } from 'vitest';
import { parseHistoryDocument, runDocument } from './history-document.js';
import { runFromFile } from './run-from-file.js';

const ramp = (start: number, count: number) => Array.from({ length: count }, (_, i) => start + i);

describe('runFromFile', () => {
  it('takes percentiles over all samples and by round, in nanoseconds per iteration', () => {
    const run = runFromFile(singleRun({ benchmarks: { 'a.bench.ts#x': [ramp(100, 101), ramp(300, 101)] } }));
    expect(run.points).toEqual([
      {
        benchmark: 'a.bench.ts#x',
        unit: 'ns',
        better: 'lower',
        p50: 250,
        p95: expect.closeTo(389.95, 6),
        roundP50: [150, 350],
        roundP95: [195, 395],
        spread: null,
        verdict: null,
      },
    ]);
    expect(run).toMatchObject({
      project: 'default',
      source: 'perf-suite',
      evidence: 'rounds',
      branch: 'main',
    });
    expect(() => parseHistoryDocument(runDocument(run), 'it')).not.toThrow();
  });

  it('gives no p95 where there are too few samples for it', () => {
    const [few, enough] = runFromFile(
      singleRun({ benchmarks: { few: [ramp(1, 60)], enough: [ramp(1, 60), ramp(1, 60)] } }),
    ).points;
    expect([few?.p95, few?.roundP95]).toEqual([null, []]);
    expect(enough?.p95).not.toBeNull();
    expect(enough?.roundP95).toEqual([]);
  });

  it('takes the side of head of a paired run, and says what it was compared with', () => {
    const rounds = [{ baseNs: ramp(1_000, 101), headNs: ramp(2_000, 101) }];
    const run = runFromFile(pairedRun({ benchmarks: { x: rounds, gone: { onlyIn: 'base', rounds } } }));
    expect(run.baseline).toBe('main@fedcba9');
    expect(run.points.map(({ benchmark, p50 }) => [benchmark, p50])).toEqual([['x', 2_050]]);
  });

  it('leaves out what was not measured, and knows a run without git', () => {
    const run = runFromFile(singleRun({ git: null, benchmarks: { none: [], empty: [[]] } }), 'parser');
    expect(run).toMatchObject({ project: 'parser', commit: null, branch: null, dirty: false, points: [] });
  });

  it('knows which machine measured each part of a merged run', () => {
    const single = singleRun();
    const shard = (index: number, fingerprint: string) => ({
      index,
      run: `r${index}`,
      startedAt: single.startedAt,
      finishedAt: single.finishedAt,
      environment: { ...single.environment, fingerprint },
    });
    const own = single.environment.fingerprint;
    const run = runFromFile(
      singleRun({
        shards: [shard(1, own), shard(2, 'other')],
        benchmarks: { one: { shard: 1, rounds: [[1]] }, two: { shard: 2, rounds: [[1]] } },
      }),
    );
    expect(run.points.map(({ fingerprint }) => fingerprint)).toEqual([undefined, 'other']);
  });
});
