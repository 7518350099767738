/** What each label holds and what keeps its number of values small. */
export const LABELS = {
  benchmark_name: {
    holds: 'The benchmark’s stable id: `<file>#<group> > <name>`',
    bound: 'Benchmarks of the suite; `--stale-after` and the series cap',
  },
  environment: { holds: 'The environment’s name (`--env`)', bound: 'Machines that run the suite' },
  variant: { holds: '`base` or `head`', bound: '2' },
  percentile: { holds: '`p50`, `p95` or `p99`', bound: '3' },
  baseline_version: {
    holds: 'What the run was compared with: `main@1a2b3c4`, `semver@7.5.1`',
    bound: '1 for each benchmark, environment and branch: only the latest comparison is kept',
  },
  severity: { holds: '`warning` or `critical`', bound: '2' },
  change: {
    holds: 'A change point’s id, as `perf-analyze changes` shows it',
    bound: 'Change points that are not fixed',
  },
  kind: {
    holds: 'Kind of a change point: `step`, `creep`, `noise`, `modes` or `machine`',
    bound: '1 for each change point',
  },
  budget: { holds: 'The budget of a forecast: `p95 <= 10 ms`', bound: 'Budgets that are forecast' },
  objective: {
    holds: 'The objective: `p95 <= 10 ms in 99 % of runs in 30 days`',
    bound: 'Objectives that are watched',
  },
  speed: { holds: 'How fast an error budget goes: `fast` or `slow`', bound: '2' },
  verdict: { holds: 'The benchmark’s latest verdict', bound: '1 for each benchmark, environment and branch' },
  iteration: { holds: 'The round’s number, from 1', bound: 'Rounds; only with `--iteration-label`' },
  process: { holds: '`worker` (measures) or `orchestrator`', bound: '2' },
  phase: { holds: '`start`, `peak` or `end` of the process', bound: '3' },
  core: { holds: 'The core it was pinned to, or `all`', bound: 'Cores of the machine' },
  pipeline: { holds: 'The CI system’s or workflow’s name', bound: 'Pipelines' },
  branch: {
    holds: 'The git branch, or `detached`',
    bound:
      'The default branch (`--default-branch`) and the 30 with the newest runs (`--branches`), for `--stale-after`',
  },
  trigger: { holds: 'What started the run: `ci`, `manual`, or the CI system’s event', bound: 'A handful' },
  commit_hash: {
    holds: 'The commit of the latest run; of a change point, of the first run after it',
    bound: '1 for each environment and branch, as only the latest run is kept; 1 for each change point',
  },
  run: { holds: 'The latest run’s id', bound: '1 for each environment and branch' },
  fingerprint: { holds: 'Hash of what decides comparability', bound: '1 for each environment' },
  cpu_model: { holds: 'CPU model', bound: '1 for each environment' },
  cores: { holds: 'Logical cores', bound: '1 for each environment' },
  os: { holds: 'Platform and release', bound: '1 for each environment' },
  arch: { holds: 'CPU architecture', bound: '1 for each environment' },
  node: { holds: 'Node version', bound: '1 for each environment' },
  v8: { holds: 'V8 version', bound: '1 for each environment' },
  code: { holds: 'A warning’s stable code', bound: 'Codes of the suite' },
  reason: {
    holds: 'Why a file was skipped, a request refused, or a regression closed',
    bound: '6',
  },
  outcome: { holds: 'What became of a request: `ok`, or the kind of failure', bound: '11' },
  result: { holds: '`pass` or `fail`', bound: '2' },
  format: { holds: '`text` or `openmetrics`', bound: '2' },
  version: { holds: 'The exporter’s version', bound: '1' },
  mode: { holds: 'What the CPU’s time went to', bound: '5' },
  state: {
    holds:
      'What kind of memory; of a budget: `over`, `open` or `within`; of a forecast: `over`, `in`, `not-within` or `cannot-tell`; of a change point: `open`, `acknowledged`, `intended` or `fixed`',
    bound: '4',
  },
  resource: { holds: '`cpu`, `memory` or `io`', bound: '3' },
  mountpoint: { holds: 'Where the file system is mounted', bound: '1: the one with the runs' },
} as const satisfies Record<string, { readonly holds: string; readonly bound: string }>;

export type LabelName = keyof typeof LABELS;
