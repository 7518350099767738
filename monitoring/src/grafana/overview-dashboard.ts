import { alertList } from './alert-list.js';
import {
  changeInEffects,
  EFFECT_COLORS,
  OPEN_WORDS,
  ofSuite,
  openRegressions,
  P50,
  VERDICT_WORDS,
} from './benchmark-series.js';
import { grafanaVariable } from './grafana-variable.js';
import type { DashboardSpecification, PanelColor, PanelSpecification } from './panel.js';

function toBenchmark(label: (name: string) => string) {
  const choices = ['benchmark_name', 'environment', 'branch'].map((name) => `var-${name}=${label(name)}`);
  return { title: 'Benchmark detail', url: `/d/perf-benchmark?${choices.join('&')}` };
}

const { chosen, lines } = ofSuite;
const CHANGE = changeInEffects(ofSuite);
const SLOWEST = `topk(10, ${CHANGE})`;
const inTable = { legend: '{{benchmark_name}}', instant: true, format: 'table' } as const;

/** How many regressions of a severity are open now. */
function openCount(
  severity: 'critical' | 'warning',
  color: PanelColor,
): Pick<PanelSpecification, 'queries' | 'thresholds'> {
  return {
    queries: [
      {
        expr: `sum(${lines('performance_regression_open', { matchers: `severity="${severity}"` })})`,
        legend: severity,
        instant: true,
      },
    ],
    thresholds: [
      { from: null, color: 'green' },
      { from: 1, color },
    ],
  };
}

export const overviewDashboard: DashboardSpecification = {
  uid: 'perf-overview',
  title: 'Performance: overview',
  description: 'Is any benchmark slower than its baseline, and are the results up to date?',
  variables: ['environment', 'branch'],
  one: ['branch'],
  from: 'now-7d',
  panels: [
    {
      kind: 'stat',
      row: 'Now',
      title: 'Critical regressions open',
      description:
        'Regressions of at least four times the minimum effect that nothing has closed yet: no later verdict, no acceptance, no new baseline.',
      unit: 'none',
      width: 4,
      height: 4,
      ...openCount('critical', 'red'),
    },
    {
      kind: 'stat',
      title: 'Warnings open',
      description: 'Smaller regressions that nothing has closed yet.',
      unit: 'none',
      width: 4,
      height: 4,
      ...openCount('warning', 'orange'),
    },
    {
      kind: 'stat',
      title: 'Worst change / minimum effect',
      description:
        'How much slower the slowest benchmark is at p50, in multiples of its own minimum effect. Below 1 is too small to act on, and from 4 on it is critical.',
      unit: 'none',
      width: 4,
      height: 4,
      decimals: 1,
      queries: [{ expr: `max(${CHANGE})`, legend: 'worst', instant: true }],
      thresholds: EFFECT_COLORS,
    },
    {
      kind: 'stat',
      title: 'Age of the latest run',
      description: 'If this grows, all other panels show old data.',
      unit: 's',
      width: 4,
      height: 4,
      queries: [
        {
          expr: `time() - max(benchmark_last_run_timestamp_seconds${chosen()})`,
          legend: 'age',
          instant: true,
        },
      ],
      thresholds: [
        { from: null, color: 'green' },
        { from: 86_400, color: 'orange' },
        { from: 172_800, color: 'red' },
      ],
    },
    {
      kind: 'stat',
      title: 'Pipeline',
      description: 'Outcome of the branch’s latest judged run in CI.',
      unit: 'none',
      width: 4,
      height: 4,
      queries: [
        {
          expr: 'min by (pipeline) (ci_pipeline_status{branch="$branch"})',
          legend: '{{pipeline}}',
          instant: true,
        },
      ],
      words: { 0: { text: 'fails', color: 'red' }, 1: { text: 'passes', color: 'green' } },
      none: 'no run in CI',
    },
    {
      kind: 'stat',
      title: 'Benchmarks',
      description: 'How many benchmarks have results.',
      unit: 'none',
      width: 4,
      height: 4,
      queries: [
        {
          expr: `count(count by (benchmark_name) (benchmark_last_run_timestamp_seconds${chosen()}))`,
          legend: 'benchmarks',
          instant: true,
        },
      ],
    },
    {
      kind: 'state-timeline',
      row: 'Regressions and alerts',
      title: 'Open regressions',
      description:
        'A row for each regression that was open at some time of the range, from the report that found it until the evidence that closed it.',
      unit: 'none',
      width: 13,
      height: 8,
      queries: [{ expr: openRegressions(ofSuite), legend: '{{benchmark_name}} ({{environment}})' }],
      words: OPEN_WORDS,
      none: 'No regression was open in this time.',
    },
    { ...alertList, width: 11, height: 8 },
    {
      kind: 'table',
      row: 'Speed against the baselines',
      title: 'Ten slowest against their baseline',
      description:
        'By the change at p50 in multiples of the benchmark’s minimum effect. The speedup is baseline time / current time, with its bounds. Click a benchmark for its history.',
      unit: 'none',
      width: 24,
      height: 11,
      decimals: 3,
      columns: {
        benchmark_name: 'Benchmark',
        environment: 'Environment',
        verdict: 'Verdict',
        'Value #A': '× min. effect',
        'Value #B': 'Speedup',
        'Value #C': 'Lower bound',
        'Value #D': 'Upper bound',
        'Value #E': 'Minimum effect',
        baseline_version: 'Baseline',
      },
      hidden: ['branch'],
      columnUnits: {
        '× min. effect': { unit: 'none', decimals: 1 },
        'Minimum effect': { unit: 'percentunit', decimals: 1 },
      },
      colored: ['Verdict', '× min. effect'],
      sortedBy: { column: '× min. effect', descending: true },
      thresholds: EFFECT_COLORS,
      words: VERDICT_WORDS,
      queries: [
        { ...inTable, expr: SLOWEST },
        {
          ...inTable,
          expr: `${lines('speedup_ratio', { ...P50, by: ['baseline_version'] })} and on (benchmark_name, environment, branch) ${SLOWEST}`,
        },
        ...['speedup_ratio_lower', 'speedup_ratio_upper', 'benchmark_minimum_effect_ratio'].map((metric) => ({
          ...inTable,
          expr: `${lines(metric, metric.startsWith('speedup') ? P50 : {})} and ${SLOWEST}`,
        })),
        {
          ...inTable,
          expr: `${lines('benchmark_verdict', { by: ['verdict'] })} and on (benchmark_name, environment, branch) ${SLOWEST}`,
        },
      ],
      // The branch is no column.
      link: toBenchmark((name) => grafanaVariable(name === 'branch' ? name : `__data.fields.${name}`)),
    },
    {
      kind: 'timeseries',
      title: 'Speedup of the slowest ten',
      description:
        'Baseline time / current time at p50. A step down is a regression, and so is a red line; “Commits” above the panels adds a line for each commit.',
      unit: 'none',
      width: 14,
      height: 10,
      decimals: 3,
      queries: [
        {
          expr: `bottomk(10, ${lines('speedup_ratio', P50)})`,
          legend: '{{benchmark_name}} ({{environment}})',
        },
      ],
      link: toBenchmark((name) => grafanaVariable(`__field.labels.${name}`)),
    },
    {
      kind: 'timeseries',
      title: 'Worst speedup',
      description: 'The smallest speedup at p50 of any benchmark, by machine.',
      unit: 'none',
      width: 10,
      height: 10,
      decimals: 3,
      queries: [
        {
          expr: `suite:speedup_ratio:min${chosen('percentile="p50"')}`,
          legend: '{{environment}}',
        },
      ],
    },
  ],
};
