import { styleOf, textWidth } from '@perf-suite/command-line/terminal';
import type { MetricsSummary } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { drawSummary, sparkline } from './draw-summary.js';

const styleOfWidth = (columns: number) =>
  styleOf({ columns, isTerminal: true, variables: { LANG: 'C.UTF-8', NO_COLOR: '1' }, platform: 'linux' });

const EMPTY: MetricsSummary = {
  kind: 'metrics-summary',
  schemaVersion: 1,
  createdAt: '2026-03-01T10:00:00.000Z',
  versions: { exporter: '0.1.0', node: '22.0.0' },
  defaultBranch: 'main',
  verdicts: {},
  openRegressions: [],
  worstSpeedup: null,
  newestRun: null,
  environments: [],
  pipelines: [],
  benchmarks: [],
  files: { readCount: 0, skipped: {} },
};

const subject = {
  benchmark: `packages/a/bench/${'long '.repeat(20)}.bench.ts#group > ${'name '.repeat(10)}`,
  environment: 'a-machine-with-a-long-name',
  branch: 'feature/with-a-long-name',
};
const FULL: MetricsSummary = {
  ...EMPTY,
  verdicts: { regressed: 12, unchanged: 100 },
  openRegressions: Array.from({ length: 12 }, () => ({
    ...subject,
    severity: 'critical' as const,
    since: '2026-02-01T10:00:00.000Z',
    commit: null,
    baseline: 'v1',
  })),
  newestRun: { ...subject, endedAt: EMPTY.createdAt, ageSeconds: 5 },
  environments: [
    { name: subject.environment, cpu: 'x', cores: 2, load: 9, lastDurationSeconds: 9, lastRunEndedAt: null },
  ],
  pipelines: [
    {
      pipeline: 'github',
      branch: subject.branch,
      trigger: 'ci',
      passed: true,
      lastSuccessAt: null,
      passCount: 0,
      failCount: 0,
    },
  ],
  benchmarks: [
    {
      ...subject,
      verdict: 'regressed',
      speedup: { point: 0.5, lower: 0.4, upper: 0.6, baseline: 'v1' },
      recentSpeedups: [1, null, 0.5],
    },
  ],
};

describe('drawSummary', () => {
  it('says that there is nothing yet', () => {
    expect(drawSummary(EMPTY, styleOfWidth(80)).join('\n')).toMatch(
      /nothing judged yet[\s\S]*no run yet[\s\S]*Open regressions\n {2}none/,
    );
  });

  it.each([40, 60, 80, 200])('keeps within %i columns', (columns) => {
    for (const line of drawSummary(FULL, styleOfWidth(columns)))
      expect(textWidth(line)).toBeLessThanOrEqual(columns);
  });

  it('shows ten of many, and says how many more there are', () => {
    expect(drawSummary(FULL, styleOfWidth(100))).toContain('  and 2 more');
  });

  it('lets no name from a file command the terminal', () => {
    const hostile = { ...FULL, defaultBranch: 'main\u001b[2J', benchmarks: [] };
    expect(drawSummary(hostile, styleOfWidth(100)).join('\n')).not.toContain('\u001b');
  });
});

describe('sparkline', () => {
  it('goes from the lowest to the highest, and is flat where less than a percent differs', () => {
    expect(sparkline([1, null, 0.5, 0.75], { unicode: true })).toBe('█ ▁▅');
    expect(new Set(sparkline([1, 1.001, 0.999], { unicode: false })).size).toBeLessThan(3);
    expect(sparkline([], { unicode: true })).toBe('');
  });
});
