import type { Report } from '@perf-suite/schema';
import { nameOf } from './report-words.js';

interface Named {
  readonly file: string;
  readonly group: readonly string[];
  readonly name: string;
}

/** Returns benchmarks such that no two read alike: those of several files with one name have the file before it. */
export function withTellingNames<One extends Named>(benchmarks: readonly One[]): One[] {
  const counts = new Map<string, number>();
  for (const one of benchmarks) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1);
  return benchmarks.map((one) =>
    (counts.get(nameOf(one)) ?? 0) > 1 ? { ...one, group: [one.file, ...one.group] } : one,
  );
}

/** Returns a report such that no two of its benchmarks read alike. */
export function toldApart(report: Report): Report {
  const comparisons = withTellingNames(report.comparisons);
  if (report.budgets === undefined) return { ...report, comparisons };
  const groups = new Map(comparisons.map(({ id, group }) => [id, group]));
  const budgets = report.budgets.map((one) => ({ ...one, group: groups.get(one.id) ?? one.group }));
  return { ...report, comparisons, budgets };
}
