import type { PanelThreshold, PanelWords } from './panel.js';

export const P50 = { matchers: 'percentile="p50"' };

/** The series `benchmark_run_*` of runs that ended; of a live run, no others are kept. */
export const FINISHED = 'job!="perf-live"';

/** Colours of a change in multiples of the benchmark's minimum effect: a regression from 1, critical from 4. */
export const EFFECT_COLORS: readonly PanelThreshold[] = [
  { from: null, color: 'green' },
  { from: 1, color: 'orange' },
  { from: 4, color: 'red' },
];

export const VERDICT_WORDS: PanelWords = {
  regressed: { text: 'regressed', color: 'red' },
  failed: { text: 'failed', color: 'red' },
  missing: { text: 'missing', color: 'orange' },
  accepted: { text: 'accepted', color: 'blue' },
  inconclusive: { text: 'inconclusive', color: 'orange' },
  incomparable: { text: 'incomparable', color: 'orange' },
  unchanged: { text: 'unchanged', color: 'green' },
  'same-code': { text: 'unchanged (same code)', color: 'green' },
  improved: { text: 'improved', color: 'green' },
  new: { text: 'new', color: 'text' },
};

interface Further {
  /** Labels that tell lines apart besides benchmark, environment and branch. */
  readonly by?: readonly string[];
  readonly matchers?: string;
  readonly offset?: string;
}

/** Expressions over the series that a dashboard's variables choose. */
export interface ChosenSeries {
  /** The matchers in braces, with further ones. */
  chosen(matchers?: string): string;
  /**
   * One line for each benchmark, environment and branch, and for each value of the further labels, whichever
   * exporter the values came from: backfilled ones have no `instance`, and a moved exporter has another.
   */
  lines(metric: string, further?: Further): string;
}

function series(choice: string): ChosenSeries {
  const chosen = (matchers = '') => `{${choice}${matchers && `,${matchers}`}}`;
  return {
    chosen,
    lines: (metric, { by = [], matchers = '', offset = '' } = {}) => {
      const labels = ['benchmark_name', 'environment', 'branch', ...by].join(', ');
      return `max by (${labels}) (${metric}${chosen(matchers)}${offset && ` offset ${offset}`})`;
    },
  };
}

/** Where one benchmark on one machine and branch is chosen. */
export const ofOne = series('benchmark_name="$benchmark_name",environment="$environment",branch="$branch"');
/** Where all benchmarks of some machines are shown, on one branch. */
export const ofSuite = series('environment=~"$environment",branch="$branch"');
/** Where several benchmarks and machines may be chosen, on one branch. */
export const ofMany = series(
  'benchmark_name=~"$benchmark_name",environment=~"$environment",branch="$branch"',
);
/** Where several of everything may be chosen. */
export const ofBranches = series(
  'benchmark_name=~"$benchmark_name",environment=~"$environment",branch=~"$branch"',
);

/** How much slower the benchmark is at p50, in multiples of its minimum effect; below 0 it is faster. */
export function changeInEffects({ lines }: ChosenSeries): string {
  return `(1 / ${lines('speedup_ratio', P50)} - 1) / ${lines('benchmark_minimum_effect_ratio')}`;
}

/**
 * A row for each regression that was open at some time of the range: 2 while it is critical, 1 while it is a
 * warning, 0 before and afterwards.
 */
export function openRegressions({ chosen }: ChosenSeries): string {
  const by = 'max by (benchmark_name, environment, branch)';
  const open = (severity: string) => `performance_regression_open${chosen(`severity="${severity}"`)}`;
  const ever = `max_over_time(performance_regression_open${chosen()}[$__range] @ end())`;
  return `${by} (2 * ${open('critical')} or ${open('warning')}) and ${by} (${ever}) > 0`;
}

export const OPEN_WORDS: PanelWords = {
  0: { text: 'closed', color: 'green' },
  1: { text: 'warning', color: 'orange' },
  2: { text: 'critical', color: 'red' },
};
