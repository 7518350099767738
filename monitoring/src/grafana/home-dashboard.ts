import { alertList } from './alert-list.js';
import type { DashboardSpecification, PanelSpecification } from './panel.js';

/** The other dashboards, by the question that each answers. */
const QUESTIONS = {
  'perf-overview': ['Overview', 'Is anything slower than it should be?'],
  'perf-benchmark': ['Benchmark detail', 'Since when, by how much, and how certain is that?'],
  'perf-compare': ['Compare', 'Is it so on each machine and branch?'],
  'perf-history': ['History', 'When did it change, will a budget be exceeded, are objectives kept?'],
  'perf-live': ['Live run', 'What does the run that goes on now say?'],
  'perf-ci': ['CI health', 'Do runs pass, and how long do they take?'],
  'perf-business': ['Business', 'What do the benchmarks cost, and what are they good for?'],
  'perf-resources': ['Resources', 'What do runs cost the machine?'],
  'perf-machine': ['Machine', 'Was the machine busy with something else?'],
  'perf-exporter': ['Exporter and stream', 'Do the tools themselves work?'],
} as const;

const LINKS = Object.entries(QUESTIONS)
  .map(([uid, [name, question]]) => `- [**${name}**](/d/${uid}): ${question}`)
  .join('\n');

function stat(
  panel: Pick<PanelSpecification, 'title' | 'description' | 'unit' | 'thresholds' | 'words'> & {
    readonly expr: string;
    readonly legend: string;
    readonly uid: keyof typeof QUESTIONS;
    readonly none?: string;
  },
): PanelSpecification {
  const { expr, legend, uid, ...shown } = panel;
  return {
    kind: 'stat',
    width: 6,
    height: 5,
    queries: [{ expr, legend, instant: true }],
    link: { title: QUESTIONS[uid][0], url: `/d/${uid}` },
    ...shown,
  };
}

export const homeDashboard: DashboardSpecification = {
  uid: 'perf-home',
  title: 'Performance: home',
  description: 'Where to begin: what is open now, and which dashboard answers which question.',
  variables: ['branch'],
  one: ['branch'],
  from: 'now-7d',
  panels: [
    {
      ...stat({
        title: 'Regressions open',
        description: 'Of both severities, on the chosen branch.',
        unit: 'none',
        expr: 'sum(max by (benchmark_name, environment) (performance_regression_open{branch="$branch"}))',
        legend: 'open',
        uid: 'perf-overview',
        thresholds: [
          { from: null, color: 'green' },
          { from: 1, color: 'red' },
        ],
      }),
      row: 'Now',
    },
    stat({
      title: 'Age of the latest run',
      description: 'If this grows, the dashboards show old data.',
      unit: 's',
      expr: 'time() - max(benchmark_last_run_timestamp_seconds{branch="$branch"})',
      legend: 'age',
      uid: 'perf-ci',
      thresholds: [
        { from: null, color: 'green' },
        { from: 86_400, color: 'orange' },
        { from: 172_800, color: 'red' },
      ],
    }),
    stat({
      title: 'Live runs',
      description: 'Runs with --live that measure now.',
      unit: 'none',
      expr: 'count(benchmark_run_in_progress{job="perf-live"} == 1)',
      legend: 'live',
      uid: 'perf-live',
      none: '0',
    }),
    stat({
      title: 'Exporters',
      description: 'Exporters that answer.',
      unit: 'none',
      expr: 'count(up{job="perf-exporter"} == 1)',
      legend: 'up',
      uid: 'perf-exporter',
      none: '0',
      thresholds: [
        { from: null, color: 'red' },
        { from: 1, color: 'green' },
      ],
    }),
    {
      kind: 'text',
      row: 'Where to look',
      title: 'Dashboards',
      description: 'Each answers one question.',
      unit: 'none',
      width: 10,
      height: 11,
      markdown: LINKS,
      queries: [],
    },
    { ...alertList, width: 14, height: 11 },
  ],
};
