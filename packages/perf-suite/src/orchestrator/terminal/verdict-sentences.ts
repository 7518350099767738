import { listed, printable } from '@perf-suite/command-line';
import { counted, formatPercent, type TerminalStyle, wrapWords } from '@perf-suite/command-line/terminal';
import { budgetCounts, budgetsInOrder, toldApart } from '@perf-suite/perf-guard';
import { type Comparison, hasOwnEffect, type Report, type Verdict, verdictWords } from '@perf-suite/schema';

/** Returns a sentence for each benchmark that someone may want to act on, and one on all of them. */
export function verdictSentences(given: Report | null, style: TerminalStyle): string[] {
  if (given === null) return [];
  const report = toldApart(given);
  const { bold, dim } = style.colors;
  if (report.method.kind === 'none') return budgetSentences(report, style);
  const shown = report.comparisons.filter(
    (one) =>
      !(one.verdict === 'unchanged' || one.verdict === 'same-code') ||
      hasOwnEffect(one, report) ||
      one.allocation?.verdict === 'regressed' ||
      one.allocation?.verdict === 'improved',
  );
  const own = report.comparisons.filter((one) => hasOwnEffect(one, report)).length;
  const but =
    own === 0
      ? ''
      : `; ${counted(own, 'benchmark')} with a minimum effect of ${own === 1 ? 'its' : 'their'} own`;
  const counts = Object.entries(report.counts).flatMap(([verdict, count]) =>
    count > 0 ? [`${count} ${verdictWords(verdict as Verdict)}`] : [],
  );
  const { p50, p95 } = report.minimumEffect;
  const bound = dim(
    `(a change counts from ${formatPercent(p50)} at p50, ${formatPercent(p95)} at p95${but})`,
  );
  return [
    ...(shown.length > 0 ? [''] : []),
    ...bySentence(shown).flatMap(({ titles, summary, explanation }) => [
      ...wrapWords(`${bold(printable(listed(titles)))}: ${summary}`, style.width, '  '),
      ...(explanation === '' ? [] : wrapWords(printable(explanation), style.width, '    ')),
    ]),
    '',
    `  ${bold(counts.join(', '))} ${bound}`,
    ...sameCodeLine(report.counts['same-code'] ?? 0, dim),
    ...budgetSentences(report, style),
  ];
}

interface Sentence {
  readonly titles: string[];
  readonly summary: string;
  readonly explanation: string;
}

/** What is said of several benchmarks in the same words is said once. */
function bySentence(comparisons: readonly Comparison[]): Sentence[] {
  const sentences = new Map<string, Sentence>();
  for (const { group, name, summary, explanation } of comparisons) {
    // A reason may begin with the name, which stands before it here.
    const own = {
      titles: [],
      summary: summary.replace(`"${name}" `, ''),
      explanation: explanation?.summary ?? '',
    };
    const key = `${own.summary}\n${own.explanation}`;
    const sentence = sentences.get(key) ?? own;
    sentence.titles.push([...group, name].join(' > '));
    sentences.set(key, sentence);
  }
  return [...sentences.values()];
}

/** Returns a sentence for each budget, and how many are kept. */
function budgetSentences(report: Report, style: TerminalStyle): string[] {
  const { bold, red } = style.colors;
  const counts = budgetCounts(report);
  if (counts === '') return [];
  const lines = budgetsInOrder(report).flatMap((budget) => {
    const title = bold([...budget.group, budget.name].join(' > '));
    return wrapWords(`${title}: ${budget.summary}`, style.width, '  ');
  });
  return [
    '',
    ...lines,
    '',
    `  ${bold(report.budgets?.some(({ state }) => state === 'over') ? red(counts) : counts)}`,
  ];
}

/** Why so many were done so soon. */
function sameCodeLine(count: number, dim: (text: string) => string): string[] {
  if (count === 0) return [];
  return [
    dim(`  ${counted(count, 'benchmark')} not measured: the same code on both sides. --all measures it.`),
  ];
}
