import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METRIC_GROUPS } from './metric-groups.js';
import { metricReference } from './metric-reference.js';

const REFERENCE = new URL('../../../../docs/metrics.md', import.meta.url);

describe('the metric reference', () => {
  it('in docs/metrics.md is the one of this catalogue (UPDATE_GOLDEN=1 rewrites it)', () => {
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(REFERENCE, metricReference());
    expect(readFileSync(REFERENCE, 'utf8')).toBe(metricReference());
  });
});

describe('the metric catalogue', () => {
  const metrics = METRIC_GROUPS.flatMap((group) => group.metrics);

  it('has each name once', () => {
    const names = metrics.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(metrics.map((metric) => [metric.name, metric] as const))(
    'names %s after Prometheus’ conventions',
    (name, metric) => {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(name.endsWith('_total')).toBe(metric.type === 'counter');
      if (metric.unit !== null) expect(name.endsWith(`_${metric.unit}`)).toBe(true);
      expect(metric.help).toMatch(/^[A-Z0-9].*\.$/);
      for (const label of metric.labels) expect(label).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(metric.labels).not.toContain('le');
    },
  );
});
