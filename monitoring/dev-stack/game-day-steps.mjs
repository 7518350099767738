// What the game day breaks, in order, and which alerts that should send.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Alerts that nobody can fire in a quarter of an hour without harming the machine, and what each would take. */
export const NEEDS_MORE = {
  BenchmarkRunsStale: 'needs days without a run',
  PipelineNoSuccess: 'needs days without a success',
  PipelineFlaky: 'needs four changes of the result within two days',
  SuiteSlowerThanUsual: 'needs a suite of more than a minute, and a week to compare with',
  GarbageCollectionHeavy: 'needs several runs within an hour that spend a quarter of their time on garbage',
  WorkerMemoryHigh: "needs 70 % of the machine's memory",
  MachineBusyAtStart: 'needs a loaded machine',
  MachineCpuHigh: 'needs minutes of full load',
  MachineMemoryHigh: "needs 85 % of the machine's memory",
  DiskNearlyFull: 'needs a disk that is 80 % full',
  ExporterSeriesDropped: 'needs more series than --series-cap',
  ExporterSlowScrape: 'needs some 100,000 series',
  ExporterEventLoopBlocked: 'needs some 100,000 series',
  StreamDroppingSamples: 'needs a watcher that is too slow for its stream',
};

const NAME = 'game.bench.mjs#';

/** Returns the steps: what is broken, which alerts that fires, how it is mended. */
export function gameDaySteps({ stack, folder, root }) {
  const project = join(folder, 'project');
  const { data } = stack.addresses;
  const config = join(data, 'prometheus.yml');
  const delivered = readFileSync(config, 'utf8');
  const branch = /^PERF_DEFAULT_BRANCH=(.*)$/m.exec(readFileSync(join(root, 'monitoring/.env'), 'utf8'))[1];
  const configure = async (text) => {
    writeFileSync(config, text);
    await stack.reload();
  };
  const measure = (name, extra = []) =>
    run(project, root, [
      ...['--out', join(folder, 'runs', `${name}.run.json`), '--env', 'game-day', '--quiet', ...extra],
    ]);
  const baseline = ['--baseline', join(folder, 'runs/before.run.json')];

  return [
    {
      what: 'Nothing is broken: the alert that always fires',
      alerts: ['Watchdog'],
      silent: true,
      break: async () => undefined,
    },
    {
      what: 'A benchmark gets three times as slow, one fails, one is gone, one is noisy; a file is corrupt',
      alerts: [
        'PerformanceRegression',
        'BenchmarkFailed',
        'BenchmarkMissing',
        'BenchmarkNoisy',
        'BenchmarkOverBudget',
        'BenchmarkBelowThreshold',
        'BenchmarkOverTimeBudget',
        'PipelineFailing',
        'PipelineNeverPassed',
        'ExporterFilesSkipped',
        'PrometheusRuleFailures',
      ],
      always: true,
      break: async () => {
        mkdirSync(project, { recursive: true });
        git(project, 'init', '--quiet', '--initial-branch', branch);
        commit(project, benchmarks({ work: 2_000, isWhole: true }));
        writeFileSync(join(data, 'rules/thresholds.yml'), rulesOfTheDay());
        await stack.reload();
        measure('before');
        commit(project, benchmarks({ work: 6_000, isWhole: false }));
        measure('after', baseline);
        writeFileSync(join(folder, 'runs/broken.run.json'), '{ "schema": ');
      },
    },
    {
      what: 'The same on another branch: a message comes only if settings.yaml names a channel for it',
      alerts: ['BranchRegression'],
      silent: true,
      break: async () => {
        git(project, 'switch', '--quiet', '--create', 'feature');
        measure('branch', baseline);
      },
    },
    {
      what: 'The exporter hangs, and node_exporter too',
      alerts: ['ExporterDown', 'TargetDown'],
      break: async () => {
        for (const name of ['exporter', 'node']) stack.signal(name, 'SIGSTOP');
      },
      mend: async () => {
        for (const name of ['exporter', 'node']) stack.signal(name, 'SIGCONT');
      },
    },
    {
      what: "Prometheus' configuration is broken",
      alerts: ['PrometheusReloadFailed'],
      break: () => configure(`${delivered}broken: [`),
      mend: () => configure(delivered),
    },
    {
      what: 'The channels refuse a message',
      alerts: ['NotificationsFailing'],
      break: async () => {
        const refuses = join(data, 'inbox-refuses');
        writeFileSync(refuses, '');
        // The Watchdog's next message is refused within its minute.
        await sleep(90_000);
        rmSync(refuses);
      },
    },
    {
      what: "The exporter's job is missing in Prometheus' configuration",
      alerts: ['ExporterAbsent'],
      break: () =>
        configure(
          delivered
            .replaceAll('job_name: perf-exporter', 'job_name: another')
            .replace('replacement: perf-exporter', 'replacement: another'),
        ),
      mend: () => configure(delivered),
    },
    {
      what: 'Prometheus has lost Alertmanager: no message can come, only Prometheus knows',
      alerts: ['PrometheusWithoutAlertmanager'],
      silent: true,
      break: () => configure(delivered.replace(/^alerting:\n(?: .*\n)+/m, '')),
      mend: () => configure(delivered),
    },
  ];
}

/** Runs perf-suite. That its gate fails is what the game day is for; that it leaves no run file is not. */
function run(project, root, args) {
  const command = [
    join(root, 'packages/perf-suite/bin/perf-suite.js'),
    'run',
    '--rounds',
    '8',
    '--time',
    '50ms',
    ...args,
  ];
  try {
    // CI is set: pipelines are about runs of CI.
    execFileSync(process.execPath, command, {
      cwd: project,
      stdio: 'pipe',
      env: { ...process.env, CI: 'true' },
    });
  } catch (error) {
    if (!existsSync(args[args.indexOf('--out') + 1])) throw new Error(`perf-suite run: ${error.stderr}`);
  }
}

/** Before (`isWhole`) and after: `sorts` does more, `breaks` throws, and `gone` is gone. */
function benchmarks({ work, isWhole }) {
  return `import { suite } from 'perf-suite';
const numbers = Array.from({ length: ${work} }, (_, i) => (i * 7919) % 10007);
// Another in each process, and so in each round.
const luck = 500 + Math.floor(Math.random() * 3_000);
export default suite(({ bench }) => {
  bench('sorts', { budget: { p95: '1us' }, run: () => numbers.toSorted((a, b) => a - b).length });
  bench('noisy', () => numbers.slice(0, 500).concat(Array.from({ length: luck }, (_, i) => i)).toSorted().length);
  bench('breaks', () => { ${isWhole ? 'return 1;' : "throw new Error('broken for the game day');"} });
${isWhole ? "  bench('gone', () => numbers.indexOf(10006));" : ''}
});
`;
}

/** Thresholds of the benchmark that gets slower, and a rule that cannot be evaluated. */
function rulesOfTheDay() {
  const labels = { benchmark_name: `${NAME}sorts` };
  const rules = [
    { record: 'perf_suite:minimum_speedup:threshold', expr: 'vector(0.95)', labels },
    { record: 'perf_suite:p95_seconds:budget', expr: 'vector(0.000001)', labels },
  ];
  const fails = [{ record: 'game_day:fails', expr: 'up * on () up' }];
  // JSON is YAML.
  return JSON.stringify({
    groups: [
      { name: 'thresholds', rules },
      { name: 'game-day', rules: fails },
    ],
  });
}

function commit(project, text) {
  writeFileSync(join(project, 'game.bench.mjs'), text);
  writeFileSync(join(project, 'package.json'), '{ "name": "game-day", "type": "module" }\n');
  git(project, 'add', '--all');
  git(
    project,
    '-c',
    'user.name=game day',
    '-c',
    'user.email=game-day@example.com',
    'commit',
    '--quiet',
    '--message',
    'Game day',
  );
}

function git(project, ...args) {
  execFileSync('git', args, { cwd: project, stdio: 'pipe' });
}
