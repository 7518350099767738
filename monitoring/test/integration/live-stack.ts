import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMAND as EXPORTER } from '@perf-suite/testing/exporter-command';
import { eventually, freePort, type RunningProgram, startProgram } from '@perf-suite/testing/real-server';
import { prometheusConfig } from '../../src/prometheus/prometheus-config.js';

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const PERF_SUITE = path('packages/perf-suite/bin/perf-suite.js');

const BENCHMARKS = (extraTurns: number) => `import { suite } from 'perf-suite';
const values = Array.from({ length: 64 }, (_, i) => (i * 7919) % 64);
const sum = (turns) => {
  let total = 0;
  for (let turn = 0; turn < turns; turn++) for (const value of values) total += value;
  return total;
};
export default suite(({ bench }) => {
  bench('sum', () => sum(10 + ${extraTurns}));
  bench('sort', () => [...values].sort((a, b) => a - b));
});
`;

export interface LiveStack {
  readonly prometheus: string;
  readonly exporter: string;
  /** Where runs register themselves. */
  readonly liveFolder: string;
  /** Starts a run with `--live` that measures for minutes unless told otherwise, and resolves with its /metrics. */
  startRun(
    flags?: readonly string[],
    project?: 'project' | 'base',
  ): Promise<{ program: RunningProgram; metrics: string }>;
  stop(): Promise<void>;
}

/** Starts an exporter and a Prometheus with the delivered configuration, and a project with two benchmarks. */
export async function startLiveStack(): Promise<LiveStack> {
  const folder = await mkdtemp(join(tmpdir(), 'perf-live-stack-'));
  const project = join(folder, 'project');
  const runs = join(project, '.perf', 'runs');
  const liveFolder = join(project, '.perf', 'live');
  for (const name of ['project', 'base']) {
    await mkdir(join(folder, name, 'node_modules'), { recursive: true });
    await symlink(path('packages/perf-suite'), join(folder, name, 'node_modules/perf-suite'));
    await writeFile(join(folder, name, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, name, 'a.bench.js'), BENCHMARKS(name === 'base' ? 0 : 1));
  }
  // The folder of live runs is made by the first one: Prometheus waits for it.
  await mkdir(runs, { recursive: true });
  const [exporterPort, port] = [await freePort(), await freePort()];
  await writeFile(
    join(folder, 'prometheus.yml'),
    prometheusConfig({
      exporter: `127.0.0.1:${exporterPort}`,
      prometheus: `127.0.0.1:${port}`,
      alertmanager: '127.0.0.1:9',
      pushgateway: null,
      node: null,
      cadvisor: null,
      remoteWrite: null,
      exporterTokenFile: null,
      live: { folder: liveFolder, loopback: null },
    }),
  );
  await cp(path('monitoring/prometheus/rules'), join(folder, 'rules'), { recursive: true });
  const programs: RunningProgram[] = [];
  const start = (...args: Parameters<typeof startProgram>): RunningProgram => {
    const program = startProgram(...args);
    programs.push(program);
    return program;
  };
  start(process.execPath, [EXPORTER, 'serve', '--runs', runs, '--port', String(exporterPort)]);
  start('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  const prometheus = `http://127.0.0.1:${port}`;
  await eventually(async () => ((await fetch(`${prometheus}/-/ready`)).ok ? true : null), {
    withinMs: 120_000,
    what: 'Prometheus to be ready',
  });
  return {
    prometheus,
    exporter: `http://127.0.0.1:${exporterPort}`,
    liveFolder,
    async startRun(flags = ['--rounds', '400'], of = 'project') {
      const args = [
        'run',
        '--live',
        '--time',
        '300ms',
        '--warmup',
        '10ms',
        '--port',
        '0',
        '--metrics-port',
        '0',
      ];
      const program = start(process.execPath, [PERF_SUITE, ...args, ...flags], { cwd: join(folder, of) });
      const metrics = await eventually(async () => /http:\S+\/metrics/.exec(program.output())?.[0] ?? null, {
        withinMs: 120_000,
        what: 'the run to serve its metrics',
      });
      return { program, metrics };
    },
    async stop() {
      for (const program of programs.reverse()) await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
