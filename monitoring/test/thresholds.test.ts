import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { thresholdRules } from '../src/prometheus/rule-files.js';
import { parseThresholds } from '../src/prometheus/thresholds.js';

describe('thresholds', () => {
  it('become series for the alerts to compare with', () => {
    const text =
      '- benchmark: "a.bench.ts#x \\"y\\""\n  minimumSpeedup: 0.95\n  p95Seconds: 0.01\n- benchmark: b\n  p95Seconds: 2';
    const rules = parse(thresholdRules(parseThresholds(text, 't.yaml'))) as {
      groups: { rules: unknown[] }[];
    };
    expect(rules.groups[0]?.rules).toEqual([
      {
        record: 'perf_suite:minimum_speedup:threshold',
        expr: 'vector(0.95)',
        labels: { benchmark_name: 'a.bench.ts#x "y"' },
      },
      {
        record: 'perf_suite:p95_seconds:budget',
        expr: 'vector(0.01)',
        labels: { benchmark_name: 'a.bench.ts#x "y"' },
      },
      { record: 'perf_suite:p95_seconds:budget', expr: 'vector(2)', labels: { benchmark_name: 'b' } },
    ]);
  });

  it.each([
    ['a: 1', /expected a list/],
    ['- benchmark: a', /entry 1: expected minimumSpeedup or p95Seconds/],
    ['- minimumSpeedup: 1', /entry 1: expected the benchmark's id/],
    ['- benchmark: a\n  minimumSpeedup: fast', /minimumSpeedup: expected a number above 0, found "fast"/],
    ['- benchmark: a\n  p95Second: 1', /found p95Second/],
    ['- [', /t\.yaml: /],
  ])('that are wrong are refused with the place: %j', (text, message) => {
    expect(() => parseThresholds(text, 't.yaml')).toThrow(message);
  });
});
