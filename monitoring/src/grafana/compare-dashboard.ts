import { changeInEffects, EFFECT_COLORS, ofBranches, P50, VERDICT_WORDS } from './benchmark-series.js';
import type { DashboardSpecification } from './panel.js';

const { chosen, lines } = ofBranches;
const PERCENTILE = 'benchmark_execution_time_percentile_seconds';
const inTable = { legend: '{{benchmark_name}}', instant: true, format: 'table' } as const;

/** Labels that identify a machine and its runtime, with their headings. */
const MACHINE = {
  environment: 'Environment',
  fingerprint: 'Fingerprint',
  cpu_model: 'Processor',
  cores: 'Cores',
  os: 'System',
  arch: 'Architecture',
  node: 'Node',
  v8: 'V8',
};

export const compareDashboard: DashboardSpecification = {
  uid: 'perf-compare',
  title: 'Performance: compare',
  description: 'Benchmarks side by side: across environments and branches, and against baselines.',
  variables: ['environment', 'branch', 'benchmark_name'],
  from: 'now-7d',
  panels: [
    {
      kind: 'table',
      row: 'Latest runs',
      title: 'p50 by environment',
      description:
        'The same code on different machines: the median time of one iteration in the latest runs. With several branches chosen, the slowest.',
      unit: 's',
      width: 24,
      height: 8,
      matrix: { rows: 'benchmark_name', columns: 'environment', heading: 'Benchmark' },
      queries: [
        {
          ...inTable,
          expr: `max by (benchmark_name, environment) (${PERCENTILE}${chosen('percentile="p50"')})`,
        },
      ],
    },
    {
      kind: 'table',
      title: 'Against the baselines',
      description:
        'The speedup at p50 against what each benchmark was last compared with, and the change in multiples of its minimum effect.',
      unit: 'none',
      width: 24,
      height: 10,
      decimals: 3,
      columns: {
        benchmark_name: 'Benchmark',
        environment: 'Environment',
        branch: 'Branch',
        verdict: 'Verdict',
        'Value #A': 'Speedup',
        'Value #B': '× min. effect',
        baseline_version: 'Baseline',
      },
      columnUnits: { '× min. effect': { unit: 'none', decimals: 1 } },
      colored: ['Verdict', '× min. effect'],
      sortedBy: { column: '× min. effect', descending: true },
      thresholds: EFFECT_COLORS,
      words: VERDICT_WORDS,
      queries: [
        { ...inTable, expr: lines('speedup_ratio', { ...P50, by: ['baseline_version'] }) },
        { ...inTable, expr: changeInEffects(ofBranches) },
        { ...inTable, expr: lines('benchmark_verdict', { by: ['verdict'] }) },
      ],
    },
    {
      kind: 'timeseries',
      row: 'Over time',
      title: 'Now against seven days ago',
      description: 'p50 now / p50 a week before: above 1 is slower, regardless of the baseline.',
      unit: 'none',
      width: 12,
      height: 11,
      decimals: 3,
      queries: [
        {
          expr: `${lines(PERCENTILE, P50)} / ${lines(PERCENTILE, { ...P50, offset: '7d' })}`,
          legend: '{{benchmark_name}} ({{environment}}, {{branch}})',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'p95 of all samples of a day',
      description: 'From the histogram: single runs weigh less than in the latest values.',
      unit: 's',
      width: 12,
      height: 11,
      queries: [
        {
          expr: `benchmark:execution_time_seconds:p95_1d${chosen()}`,
          legend: '{{benchmark_name}} ({{environment}}, {{branch}})',
        },
      ],
    },
    {
      kind: 'table',
      row: 'What was compared',
      title: 'Machines',
      description: 'Only environments with one fingerprint can be compared.',
      unit: 'none',
      width: 19,
      height: 6,
      columns: MACHINE,
      queries: [
        {
          ...inTable,
          expr: `max by (${Object.keys(MACHINE).join(', ')}) (benchmark_environment_info{environment=~"$environment"})`,
          legend: '{{environment}}',
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Memory',
      description: 'Memory that the latest run of each environment could use.',
      unit: 'bytes',
      decimals: 0,
      width: 5,
      height: 6,
      queries: [
        {
          expr: 'max by (environment) (benchmark_environment_memory_bytes{environment=~"$environment"})',
          legend: '{{environment}}',
          instant: true,
        },
      ],
    },
  ],
};
