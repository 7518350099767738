import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from './worker-fixture.js';

const project = new Project();
beforeAll(() => project.installTinybench());
afterAll(() => project.remove());

describe('metrics set from inside a benchmark', () => {
  it('come with its measurement, from setup, calls and teardown of a suite', async () => {
    project.write(
      'suite.bench.ts',
      `import { metric, suite } from 'perf-suite';
       const calls = metric('calls_total');
       const ratio = metric('hit_ratio', { shard: 'a' });
       export default suite(({ bench }) => {
         bench('counting', {
           setup: () => { metric('fixture_bytes').set(1000); return { count: 0 }; },
           run: (state) => { calls.add(); return ++state.count; },
           teardown: (state) => { ratio.set(0.93); metric('all_calls_total').add(state.count); },
         });
         bench('silent', () => 1);
       });`,
    );
    const outcome = await project.measure('suite.bench.ts');
    const { metrics, warnings } = outcome.measured('counting');
    expect(warnings).toEqual([]);
    const byName = new Map(metrics.map((one) => [one.name, one]));
    expect(byName.get('fixture_bytes')).toEqual({
      name: 'fixture_bytes',
      labels: {},
      operation: 'set',
      values: [1000],
    });
    expect(byName.get('hit_ratio')).toMatchObject({ labels: { shard: 'a' }, values: [0.93] });
    const [counted] = byName.get('calls_total')?.values ?? [];
    const [all] = byName.get('all_calls_total')?.values ?? [];
    const sampleCount = outcome.measured('counting').measuredCount * outcome.batchSize('counting');
    // Calls that warm up are left out; the one that starts each slice is no sample.
    expect(counted).toBeGreaterThanOrEqual(sampleCount);
    expect(all).toBeGreaterThan(counted ?? 0);
    expect(outcome.measured('silent').metrics).toEqual([]);
  });

  it('come from a tinybench file too, and from CommonJS', async () => {
    project.write(
      'own.bench.js',
      `import { Bench } from 'tinybench';
       import { metric } from 'perf-suite';
       const sizes = metric('size_bytes');
       export default new Bench({ teardown: (task, mode) => metric('teardowns_total', { mode }).add() })
         .add('sized', () => { sizes.observe(10); return 1; });`,
    );
    project.write(
      'common.bench.cjs',
      `const { metric, suite } = require('perf-suite');
       module.exports = suite(({ bench }) => bench('a', () => metric('a_ratio').set(0.5)));`,
    );
    const { metrics } = (await project.measure('own.bench.js')).measured('sized');
    expect(metrics.map(({ name, labels }) => [name, labels])).toEqual([
      ['teardowns_total', { mode: 'warmup' }],
      ['size_bytes', {}],
      ['teardowns_total', { mode: 'run' }],
    ]);
    expect(new Set(metrics[1]?.values)).toEqual(new Set([10]));
    const common = await project.measure('common.bench.cjs');
    expect(common.measured('a').metrics).toMatchObject([{ name: 'a_ratio', values: [0.5] }]);
  });

  it('are those of head where both sides run, whichever package the code comes from', async () => {
    project.write('base/side.js', `export const side = 1;`);
    project.write('head/side.js', `export const side = 2;`);
    const file = `import { metric, suite } from 'perf-suite';
       import { side } from './side.js';
       import { report } from '../shared/report.mjs';
       export default suite(({ bench }) => bench('sided', () => { metric('side').set(side); report(side); return 1; }));`;
    project.write(
      'shared/report.mjs',
      `import { metric } from 'perf-suite';
       const reported = metric('reported');
       export const report = (side) => reported.observe(side);`,
    );
    const head = project.write('head/a.bench.js', file);
    const variants = [
      project.source('base', 'base/a.bench.js', { contentFrom: head }),
      project.source('head', 'head/a.bench.js'),
    ];
    const outcome = await project.measure('a.bench.js', { variants, timeMs: 20 });
    const { metrics } = outcome.measured('sided');
    expect(metrics.map(({ name, values }) => [name, [...new Set(values)]])).toEqual([
      ['side', [2]],
      ['reported', [2]],
    ]);
  });

  it('do nothing where nobody measures', async () => {
    const { metric } = await import('../../src/api/metric.js');
    const ratio = metric('ratio', { of: 'x' });
    expect(() => {
      ratio.set(1);
      ratio.add();
      ratio.observe(Number.NaN);
    }).not.toThrow();
  });
});
