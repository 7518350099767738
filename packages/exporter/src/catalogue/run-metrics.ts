import { counter, gauge, type SummaryDefinition } from './metric-definition.js';

const ofRun = ['environment', 'branch'] as const;
const ofPipeline = ['pipeline', 'branch', 'trigger'] as const;

/** What a run as a whole says: its duration, its outcome in CI, its machine, its resources. */
export const RUN_METRICS = {
  suiteDuration: {
    type: 'summary',
    name: 'benchmark_suite_duration_seconds',
    help: 'Duration of whole runs, over the latest 1,000.',
    unit: 'seconds',
    labels: [],
    quantiles: [0.5, 0.9, 0.95, 0.99],
  } as SummaryDefinition<never>,
  suiteLastDuration: gauge({
    name: 'benchmark_suite_last_duration_seconds',
    help: 'Duration of the latest run; unlike the summary it can be compared over environments.',
    unit: 'seconds',
    labels: ofRun,
  }),
  pipelineStatus: gauge({
    name: 'ci_pipeline_status',
    help: 'Outcome of the branch’s latest judged run in CI: 0 = fail, 1 = pass. Interrupted runs do not count, nor do runs that somebody started by hand.',
    labels: ofPipeline,
  }),
  pipelineLastSuccess: gauge({
    name: 'ci_pipeline_last_success_timestamp_seconds',
    help: 'When the branch last passed, as Unix time; 0 where it never did.',
    unit: 'seconds',
    labels: ofPipeline,
  }),
  pipelineRuns: counter({
    name: 'ci_pipeline_runs_total',
    help: 'Judged runs of CI by their result, `pass` or `fail`.',
    labels: [...ofPipeline, 'result'],
  }),
  pipelineSeconds: counter({
    name: 'ci_pipeline_seconds_total',
    help: 'Time that runs of CI took, from start to end, whether or not they were judged: what CI bills.',
    labels: ofPipeline,
  }),
  runInfo: gauge({
    name: 'benchmark_run_info',
    help: 'Always 1; the labels hold the branch’s latest run on the environment.',
    labels: [...ofRun, 'run', 'commit_hash'],
  }),
  environmentInfo: gauge({
    name: 'benchmark_environment_info',
    help: 'Always 1; the labels describe the machine and runtime of the environment’s latest run.',
    labels: ['environment', 'fingerprint', 'cpu_model', 'cores', 'os', 'arch', 'node', 'v8'],
  }),
  environmentLoad: gauge({
    name: 'benchmark_environment_load',
    help: 'One-minute load average when the environment’s latest run started.',
    labels: ['environment'],
  }),
  environmentCores: gauge({
    name: 'benchmark_environment_cores',
    help: 'Logical cores of the environment’s machine, to set its load in relation to.',
    labels: ['environment'],
  }),
  environmentMemory: gauge({
    name: 'benchmark_environment_memory_bytes',
    help: 'Memory that the environment’s latest run could use: the machine’s, or its container’s limit.',
    unit: 'bytes',
    labels: ['environment'],
  }),
  warnings: gauge({
    name: 'benchmark_warnings',
    help: 'Warnings of the branch’s latest run, by their stable code.',
    labels: [...ofRun, 'code'],
  }),
  memoryUsage: gauge({
    name: 'memory_usage_bytes',
    help: 'Resident memory of a process of the environment’s latest run, by phase; the largest of the workers.',
    unit: 'bytes',
    labels: ['environment', 'process', 'phase'],
  }),
  cpuUtilization: gauge({
    name: 'cpu_utilization_ratio',
    help: 'CPU time / elapsed time of a process of the environment’s latest run: 1 is one core fully used.',
    unit: 'ratio',
    labels: ['environment', 'core', 'process'],
  }),
  runInProgress: gauge({
    name: 'benchmark_run_in_progress',
    help: '1 while a run measures; 0 where only finished runs are read.',
    labels: ofRun,
  }),
  plannedRounds: gauge({
    name: 'benchmark_run_planned_rounds',
    help: 'Rounds that the latest run planned at its start.',
    labels: ofRun,
  }),
  benchmarks: gauge({
    name: 'benchmark_run_benchmarks',
    help: 'Benchmarks that the latest run selected.',
    labels: ofRun,
  }),
  benchmarksFinished: gauge({
    name: 'benchmark_run_benchmarks_finished',
    help: 'Benchmarks of the latest run that are done, failed ones too.',
    labels: ofRun,
  }),
};
