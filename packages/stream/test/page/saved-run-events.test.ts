import {
  eventsOfRun,
  newestSpeedup,
  parseLiveEvent,
  parseReport,
  parseRunFile,
  unpackDurations,
} from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { reduceEvent } from '../../page/model/reduce-event.js';
import { EMPTY_RUN } from '../../page/model/run-model.js';
import { exampleReport, exampleRun } from './example-run.js';

const run = exampleRun();
const report = exampleReport(run);

describe('the example', () => {
  it('is a run file and a report as the schema wants them', () => {
    expect(parseRunFile(structuredClone(run), 'example run')).toEqual(run);
    expect(parseReport(structuredClone(report), 'example report')).toEqual(report);
  });
});

describe('eventsOfRun', () => {
  it('yields live events as the schema wants them', () => {
    for (const event of eventsOfRun(run, report)) {
      expect(parseLiveEvent(structuredClone(event), event.type)).toEqual(event);
    }
  });

  it('leads to a model with every sample of the run file, in order', () => {
    const model = [...eventsOfRun(run, report)].reduce(reduceEvent, EMPTY_RUN);
    for (const [index, benchmark] of run.benchmarks.entries()) {
      for (const variant of ['base', 'head'] as const) {
        const expected = benchmark.rounds.flatMap(({ pairs }) =>
          [...unpackDurations(pairs[variant])].map((durationNs) => durationNs / benchmark.batchSize),
        );
        const series = model.benchmarks[index]?.series[variant];
        expect([...(series?.slice(0, series.count) ?? [])]).toEqual(expected);
      }
      expect(model.benchmarks[index]?.rounds).toHaveLength(5);
    }
  });

  it('takes verdicts, minimum effects and the name of the baseline from the report', () => {
    const model = [...eventsOfRun(run, report)].reduce(reduceEvent, EMPTY_RUN);
    expect(model.started?.baseline).toBe('main@fedcba9');
    expect(model.benchmarks.map(({ decision }) => decision?.verdict)).toEqual([
      'unchanged',
      'regressed',
      'improved',
      'inconclusive',
      'missing',
    ]);
    expect(model.benchmarks[1]?.minimumEffect).toBe(0.03);
    expect(newestSpeedup(model.benchmarks[1]!)?.p50?.point).toBeCloseTo(1 / 1.08, 12);
    expect(model.finished).toMatchObject({ state: 'complete', verdict: 'regressed', regressedCount: 1 });
  });

  it('says how the commit of base was chosen', () => {
    if (run.mode !== 'paired') throw new Error('unreachable');
    const branch = { chosen: 'merge-base', tip: run.base.commit, aheadCount: 12 } as const;
    const behind = { ...run, base: { ...run.base, branch } };
    const model = [...eventsOfRun(behind, null)].reduce(reduceEvent, EMPTY_RUN);
    expect(model.started?.baselineNote).toBe('the merge base; main is 12 commits ahead');
  });

  it('shows the measurements alone without a report', () => {
    const model = [...eventsOfRun(run, null)].reduce(reduceEvent, EMPTY_RUN);
    expect(model.benchmarks).toHaveLength(4);
    expect(model.benchmarks.every(({ decision }) => decision === null)).toBe(true);
    expect(model.started?.baseline).toBe('main@fedcba9');
    expect(model.benchmarks[1]?.warnings.map(({ code }) => code)).toEqual(['drift']);
  });
});
