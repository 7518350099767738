import type { Budget, Warning } from '@perf-suite/schema';
import type { BudgetPattern } from '../config/read-values.js';
import { escapeRegExp } from '../escape-reg-exp.js';
import type { PlannedBenchmark } from './plan.js';

export interface BudgetedBenchmarks {
  readonly benchmarks: readonly PlannedBenchmark[];
  /** Of patterns that match nothing. */
  readonly warnings: readonly Warning[];
}

/**
 * Gives benchmarks the budgets whose patterns match their ids. What a benchmark declares itself wins; of several patterns
 * the last one that says something of a percentile.
 */
export function withBudgets(
  benchmarks: readonly PlannedBenchmark[],
  patterns: readonly BudgetPattern[],
): BudgetedBenchmarks {
  const matchers = patterns.map((pattern) => ({ pattern, matches: matcherOf(pattern.match) }));
  const unmatched = matchers.filter(({ matches }) => !benchmarks.some(({ id }) => matches(id)));
  return {
    benchmarks: benchmarks.map((benchmark) => {
      const said = matchers
        .filter(({ matches }) => matches(benchmark.id))
        .map(({ pattern }) => inNs(pattern));
      const budgetNs: Budget = Object.assign({}, ...said, benchmark.budgetNs);
      return Object.keys(budgetNs).length === 0 ? benchmark : { ...benchmark, budgetNs };
    }),
    warnings: unmatched.map(({ pattern }) => ({
      code: 'budget-unmatched',
      message: `budgets: ${pattern.match} matches no benchmark: nothing keeps to this budget`,
      hint: 'See all ids with: perf-suite list. A pattern is one of a whole id, such as bench/**#parse*',
    })),
  };
}

function inNs({ p50, p95 }: BudgetPattern): Budget {
  return { ...(p50 !== undefined && { p50: p50 * 1e6 }), ...(p95 !== undefined && { p95: p95 * 1e6 }) };
}

/** A pattern without a `#` is one of files, and means all benchmarks in them. */
function matcherOf(pattern: string): (id: string) => boolean {
  const at = pattern.indexOf('#');
  const file = at < 0 ? pattern : pattern.slice(0, at);
  const name = at < 0 ? '*' : pattern.slice(at + 1);
  const regExp = new RegExp(`^${fileSource(file)}#${name.split('*').map(escapeRegExp).join('.*')}$`, 's');
  return (id) => regExp.test(id);
}

/** `**` and its slash stand for any folders or none, `*` for what is in one. */
function fileSource(glob: string): string {
  return glob
    .split(/(\*\*\/|\*\*|\*)/)
    .map((part) => {
      if (part === '**/') return '(?:[^#]*/)?';
      if (part === '**') return '[^#]*';
      return part === '*' ? '[^/#]*' : escapeRegExp(part);
    })
    .join('');
}
