import { printable } from '@perf-suite/command-line';
import type { Comparison, PercentileComparison, Report, Verdict, Warning } from '@perf-suite/schema';
import { boundTexts, changeText, plainPercent, time } from '../format-number.js';
import { headline, nameOf, revisionOf } from './render-text.js';

const SYMBOLS: Readonly<Record<Verdict, string>> = {
  regressed: '🔴',
  failed: '💥',
  missing: '🚫',
  incomparable: '⚪',
  inconclusive: '❔',
  improved: '🟢',
  unchanged: '➖',
  new: '🆕',
};

/** Returns the report as short Markdown: what needs eyes as a table, the rest folded away. */
export function renderMarkdown(report: Report): string {
  const [loud, quiet] = [true, false].map((wanted) =>
    report.comparisons.filter(({ verdict }) => (verdict !== 'unchanged' && verdict !== 'new') === wanted),
  ) as [Comparison[], Comparison[]];
  const told = report.comparisons.filter(({ verdict }) => verdict !== 'unchanged');
  const notes = [...report.warnings, ...told.flatMap(({ warnings }) => warnings)];
  const lines = [
    `### ${SYMBOLS[report.verdict]} Performance ${escaped(headline(report))}`,
    '',
    `${escaped(revisionOf(report.run))} against ${escaped(report.baseline.name)}; a change counts from ${plainPercent(report.minimumEffect.p50)} at p50.`,
    ...(loud.length > 0 ? ['', ...table(loud)] : []),
    ...folded(quiet),
    ...(notes.length > 0 ? ['', ...distinct(notes).map(noteLine)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function table(comparisons: readonly Comparison[]): string[] {
  return [
    '| benchmark | verdict | percentile | baseline | current | change | 95 % interval |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: |',
    ...comparisons.flatMap(rows),
  ];
}

function rows(comparison: Comparison): string[] {
  const name = escaped(nameOf(comparison));
  const severity = comparison.severity === 'critical' ? ' (critical)' : '';
  const verdict = `${SYMBOLS[comparison.verdict]} ${comparison.verdict}${severity}`;
  if (comparison.percentiles.length === 0) {
    return [`| ${name} | ${verdict} | ${escaped(comparison.summary)} | | | | |`];
  }
  return comparison.percentiles.map(
    (one, i) => `| ${i === 0 ? `${name} | ${verdict}` : ' | '} | ${cells(one)} |`,
  );
}

function cells({ percentile, baselineNs, currentNs, change }: PercentileComparison): string {
  const times = [baselineNs, currentNs].map((ns) => (ns === null ? '' : time(ns)));
  const numbers = change === null ? ['', ''] : [changeText(change.point), boundTexts(change).join(' to ')];
  return [percentile, ...times, ...numbers].join(' | ');
}

function folded(comparisons: readonly Comparison[]): string[] {
  if (comparisons.length === 0) return [];
  return [
    '',
    '<details>',
    `<summary>${comparisons.length} unchanged or new</summary>`,
    '',
    ...table(comparisons),
    '',
    '</details>',
  ];
}

function distinct(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((warning) => [warning.message, warning])).values()];
}

function noteLine({ message, hint }: Warning): string {
  return `- ⚠️ ${escaped(message)}${hint === undefined ? '' : `. ${escaped(hint)}`}`;
}

/** Returns text that Markdown shows as it is, also inside a table: names come from users' code. */
function escaped(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]#+!|~]/g, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;');
}
