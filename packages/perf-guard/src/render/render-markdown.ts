import { escapeMarkdown, listed } from '@perf-suite/command-line';
import { boundTexts, changeText, formatNs, plainPercent } from '@perf-suite/command-line/terminal';
import {
  type Comparison,
  gateNote,
  hasOwnEffect,
  isQuietVerdict,
  type PercentileComparison,
  percentilesBehind,
  type Report,
  type Verdict,
  verdictWords,
  type Warning,
} from '@perf-suite/schema';
import { baselineText, headline, isNotJudged, nameOf, revisionOf } from './render-text.js';

const SYMBOLS: Readonly<Record<Verdict, string>> = {
  regressed: '🔴',
  failed: '💥',
  missing: '🚫',
  incomparable: '⚪',
  inconclusive: '❔',
  improved: '🟢',
  unchanged: '➖',
  'same-code': '🟰',
  new: '🆕',
};

/** Names listed with a warning that many benchmarks share. */
const NAMED = 3;

/** Returns the report as short Markdown: what needs eyes as a table, the rest folded away. */
export function renderMarkdown(report: Report, failOnSource?: string): string {
  const [loud, quiet] = [true, false].map((wanted) =>
    report.comparisons.filter(({ verdict }) => isQuietVerdict(verdict) !== wanted),
  ) as [Comparison[], Comparison[]];
  const notes = noteLines(report);
  const note = gateNote(report, failOnSource);
  const lines = [
    `### ${SYMBOLS[report.verdict]} Performance ${escapeMarkdown(headline(report))}`,
    '',
    `${escapeMarkdown(revisionOf(report.run))} against ${escapeMarkdown(baselineText(report.baseline))}; a change counts from ${plainPercent(report.minimumEffect.p50)} at p50, ${plainPercent(report.minimumEffect.p95)} at p95${ownEffects(report)}.`,
    ...(loud.length > 0 ? ['', ...table(loud)] : []),
    ...folded(quiet),
    ...(notes.length > 0 ? ['', ...notes] : []),
    ...(note === null ? [] : ['', `**${escapeMarkdown(note)}**`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Returns the benchmarks for which other changes count than for the rest, to follow what is said of that. */
function ownEffects(report: Report): string {
  const own = report.comparisons.filter((comparison) => hasOwnEffect(comparison, report));
  const named = own.slice(0, NAMED).map((comparison) => {
    const effects = comparison.percentiles.map(
      (one) => `${plainPercent(one.minimumEffect)} at ${one.percentile}`,
    );
    return `; for ${escapeMarkdown(nameOf(comparison))} from ${effects.join(', ')}`;
  });
  const more = own.length > NAMED ? `; ${own.length - NAMED} more have a minimum effect of their own` : '';
  return `${named.join('')}${more}`;
}

function table(comparisons: readonly Comparison[]): string[] {
  return [
    '| benchmark | verdict | percentile | baseline | current | change | 95 % interval |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: |',
    ...comparisons.flatMap(rows),
  ];
}

function rows(comparison: Comparison): string[] {
  const name = escapeMarkdown(nameOf(comparison));
  const severity = comparison.severity === 'critical' ? ' (critical)' : '';
  const verdict = `${SYMBOLS[comparison.verdict]} ${verdictWords(comparison.verdict)}${severity}`;
  if (comparison.percentiles.length === 0) {
    return [`| ${name} | ${verdict} | ${escapeMarkdown(comparison.summary)} | | | | |`];
  }
  // What the verdict rests on stands beside it.
  const behind = percentilesBehind(comparison);
  const ordered = comparison.percentiles.toSorted(
    (a, b) => Number(behind.includes(b.percentile)) - Number(behind.includes(a.percentile)),
  );
  return ordered.map((one, i) => {
    const own =
      one.gates && one.verdict !== comparison.verdict ? `${SYMBOLS[one.verdict]} ${one.verdict}` : '';
    return `| ${i === 0 ? `${name} | ${verdict}` : ` | ${own}`} | ${cells(one)} |`;
  });
}

function cells({ percentile, baselineNs, currentNs, change }: PercentileComparison): string {
  const times = [baselineNs, currentNs].map((ns) => (ns === null ? '' : formatNs(ns)));
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

/** Returns the warnings of the report, of all that is not unchanged, and of what cannot gate, each once with the benchmarks that carry it. */
function noteLines({ warnings, comparisons }: Report): string[] {
  const carriers = new Map<string, { readonly warning: Warning; readonly names: string[] }>();
  const carriersOf = (warning: Warning): string[] => {
    const known = carriers.get(warning.message) ?? { warning, names: [] };
    carriers.set(warning.message, known);
    return known.names;
  };
  for (const warning of warnings) carriersOf(warning);
  for (const comparison of comparisons) {
    const notJudged = comparison.percentiles.flatMap(({ gates, warnings: own }) =>
      gates ? own.filter(isNotJudged) : [],
    );
    const shown = comparison.verdict === 'unchanged' ? notJudged : [...comparison.warnings, ...notJudged];
    for (const warning of shown) carriersOf(warning).push(nameOf(comparison));
  }
  return [...carriers.values()].map(({ warning: { message, hint }, names }) => {
    const whose = names.length === 0 ? '' : `${listed(names, { most: NAMED })}: `;
    return `- ⚠️ ${escapeMarkdown(whose + message)}${hint === undefined ? '' : `. ${escapeMarkdown(hint)}`}`;
  });
}
