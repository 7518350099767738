import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, perfSuite, QUICK, readRun, runFilesIn, start } from '../failures/run-command.js';

const BENCHMARK = `
  import { metric, suite } from 'perf-suite';
  import { hits } from './cache.js';
  const lookUps = metric('look_ups_total');
  export default suite(({ bench }) => {
    bench('look up', {
      run: () => { lookUps.add(); return hits; },
      teardown: () => {
        metric('cache_hit_ratio', { shard: 'a' }).set(hits / 100);
        metric('never_declared', { shard: 'a' }).set(1);
      },
    });
  });`;
const METRICS = `
- name: cache_hit_ratio
  type: gauge
  description: Hits / lookups.
  labels: [shard, benchmark_name]
- name: look_ups_total
  type: counter
  description: Lookups.
`;

function newProject(files: Readonly<Record<string, string>> = {}): string {
  const folder = newFolder();
  const all = { 'cache.js': 'export const hits = 93;', 'a.bench.mjs': BENCHMARK, 'metrics.yaml': METRICS };
  for (const [name, content] of Object.entries({ 'package.json': '{"type":"module"}', ...all, ...files })) {
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function saved(cwd: string, args: readonly string[]) {
  const out = join(cwd, 'out.run.json');
  const finished = await perfSuite(['run', ...QUICK, '--out', out, ...args], { cwd });
  return { ...finished, run: readRun(out, finished) };
}

describe('metrics that benchmarks set', () => {
  it('come into the run file, one value for each round, and what is not declared is reported', async () => {
    const cwd = newProject();
    const { run, exitCode, stderr } = await saved(cwd, ['--metrics-file', 'metrics.yaml']);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const of = (name: string) => run.metrics?.find((metric) => metric.name === name);
    expect(of('cache_hit_ratio')).toEqual({
      benchmark: 'a.bench.mjs#look up',
      name: 'cache_hit_ratio',
      labels: { shard: 'a' },
      operation: 'set',
      values: [0.93, 0.93],
    });
    expect(of('look_ups_total')?.values).toHaveLength(2);
    // Other runs of this machine may be warned of, too.
    expect(run.warnings.filter(({ code }) => code.startsWith('metric'))).toMatchObject([
      {
        code: 'metric-undeclared',
        message: expect.stringContaining('metrics.yaml does not declare never_declared'),
      },
    ]);
    expect(stderr).toContain(
      'Add "- {name: never_declared, type: gauge, description: ..., labels: [shard]}"',
    );
  });

  it('are head’s in an A/B run, and say nothing without a metrics.yaml', async () => {
    const cwd = newProject();
    const base = join(cwd, 'base');
    mkdirSync(base);
    for (const name of ['a.bench.mjs', 'package.json']) cpSync(join(cwd, name), join(base, name));
    writeFileSync(join(base, 'cache.js'), 'export const hits = 11;');
    for (const isolation of ['file', 'process']) {
      const { run } = await saved(cwd, ['--against', 'base', '--isolation', isolation, 'a.bench.mjs']);
      expect(run.metrics?.find(({ name }) => name === 'cache_hit_ratio')?.values).toEqual([0.93, 0.93]);
      expect(run.warnings.filter(({ code }) => code.startsWith('metric-'))).toEqual([]);
    }
  });

  it('are served while a run is live', async () => {
    const cwd = newProject();
    const args = ['--live', '--live-keep', '1m', '--port', '0', '--metrics-port', '0'];
    const command = start(['run', ...QUICK, ...args, '--metrics-file', 'metrics.yaml'], { cwd });
    const printed = await command.said('.run.json');
    const [address] = /http:\/\/127\.0\.0\.1:\d+\/metrics/.exec(printed) ?? [''];
    const text = await (await fetch(address)).text();
    expect(text).toContain('cache_hit_ratio{shard="a",benchmark_name="a.bench.mjs#look up"} 0.93');
    expect(text).toMatch(/^look_ups_total [1-9]\d*$/m);
    expect(text).not.toContain('never_declared');
    expect(text).toMatch(/^perf_exporter_custom_values_refused_total [1-9]$/m);
    command.child.kill('SIGINT');
    await command.finished;
    expect(runFilesIn(cwd)).toHaveLength(1);
  });

  it('stop the run before it measures when metrics.yaml is wrong, with its line', async () => {
    const cwd = newProject({ 'metrics.yaml': '- name: a\n  type: gauges\n  description: x\n' });
    const { exitCode, stderr } = await perfSuite(['run', ...QUICK, '--metrics-file', 'metrics.yaml'], {
      cwd,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'metrics.yaml:2: expected type: gauge, counter, histogram, summary; found "gauges"',
    );
  });

  it('come from a tinybench file as it stands', async () => {
    const tinybench = dirname(dirname(createRequire(import.meta.url).resolve('tinybench')));
    const cwd = newProject({
      'a.bench.mjs': `
        import { Bench } from 'tinybench';
        import { metric } from 'perf-suite';
        const sizes = metric('size_bytes', { of: 'result' });
        export default new Bench().add('sized', () => { sizes.observe(8); return 'x'; });`,
    });
    mkdirSync(join(cwd, 'node_modules'));
    symlinkSync(tinybench, join(cwd, 'node_modules/tinybench'));
    const { run } = await saved(cwd, []);
    expect(run.metrics).toMatchObject([
      { name: 'size_bytes', labels: { of: 'result' }, operation: 'observe' },
    ]);
    expect(new Set(run.metrics?.[0]?.values)).toEqual(new Set([8]));
  });
});
