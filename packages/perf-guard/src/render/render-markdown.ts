import { escapeMarkdown, listed, printable } from '@perf-suite/command-line';
import {
  boundTexts,
  changeText,
  drawInterval,
  formatNs,
  plainPercent,
} from '@perf-suite/command-line/terminal';
import {
  type BudgetFinding,
  type Comparison,
  gateNote,
  hasOwnEffect,
  isLoosening,
  isNotJudged,
  isQuietBudget,
  isQuietVerdict,
  type PercentileComparison,
  percentilesBehind,
  type Report,
  VERDICTS,
  type Verdict,
  verdictWords,
  type Warning,
} from '@perf-suite/schema';
import { trailerFor } from '../accepted.js';
import { budgetCounts, budgetsInOrder, isOverBudget } from '../budgets/budget-words.js';
import { allocationSentence } from '../report/allocation.js';
import { errorSentence } from '../report/errors.js';
import { LimitedText } from './limited-text.js';
import {
  allocatesMore,
  baselineText,
  comparisonsShown,
  failsMore,
  headline,
  nameOf,
  pictureRange,
  revisionOf,
  shardTexts,
} from './report-words.js';
import { toldApart } from './telling-names.js';

export interface MarkdownOptions {
  /** Who said what fails, before its value: `the run was measured with`. Default: `judged with`. */
  readonly failOnSource?: string | undefined;
  /** Lines for the end, as far as there is room. */
  readonly details?: readonly string[];
  /** Most characters. Default: what a comment on GitHub takes. */
  readonly limit?: number;
}

/** A comment on GitHub takes 65,536, and whoever posts it may add to it. */
const COMMENT_LIMIT = 65_000;

/** By which a comment is found again, so that the next run updates it. The first line is the verdict's. */
export const COMMENT_MARKER = '<!-- perf-suite report -->';

const SYMBOLS: Readonly<Record<Verdict, string>> = {
  regressed: '🔴',
  failed: '💥',
  missing: '🚫',
  incomparable: '⚪',
  inconclusive: '❔',
  accepted: '🤝',
  improved: '🟢',
  unchanged: '➖',
  'same-code': '🟰',
  new: '🆕',
};

/** Where each verdict's benchmarks stand; those that ask nothing of anyone are folded up at the end. */
const SECTION_OF = {
  regressed: 'Slower',
  failed: 'Not compared',
  missing: 'Not compared',
  incomparable: 'Not compared',
  accepted: 'Accepted',
  improved: 'Faster',
  inconclusive: 'Open',
  unchanged: 'Folded',
  'same-code': 'Folded',
  new: 'Folded',
} as const satisfies Readonly<Record<Verdict, string>>;

interface Section {
  readonly title: Exclude<(typeof SECTION_OF)[Verdict], 'Folded'>;
  /** How much of the limit may be used up at its end: what matters more comes first, and leaves room for the rest. */
  readonly share: number;
  readonly shape: 'changes' | 'reasons';
}

const SECTIONS: readonly Section[] = [
  { title: 'Slower', share: 0.4, shape: 'changes' },
  { title: 'Not compared', share: 0.55, shape: 'reasons' },
  { title: 'Accepted', share: 0.6, shape: 'reasons' },
  { title: 'Faster', share: 0.65, shape: 'changes' },
  { title: 'Open', share: 0.75, shape: 'reasons' },
];
const BUDGETS_SHARE = 0.15;
const FAILING_SHARE = 0.2;
const ALLOCATION_SHARE = 0.8;
const NOTES_SHARE = 0.85;
const QUIET_SHARE = 0.97;
const SHARDS_SHARE = 0.995;
/** Of the limit, for why benchmarks got slower. */
const EXPLANATION_SHARE = 0.1;

const QUIET: readonly Verdict[] = VERDICTS.filter((verdict) => SECTION_OF[verdict] === 'Folded');

/** Names listed with a warning that many benchmarks share. */
const NAMED = 3;

const PICTURE_WIDTH = 21;

/**
 * Returns the report as Markdown, for a comment or a summary: the verdict, then what got slower, what could not be
 * compared, what got faster, what is open and why, and the rest folded away.
 */
export function renderMarkdown(
  given: Report,
  { failOnSource, details = [], limit = COMMENT_LIMIT }: MarkdownOptions = {},
): string {
  const report = toldApart(given);
  const text = new LimitedText(limit - COMMENT_MARKER.length);
  const note = gateNote(report, failOnSource);
  text.add(
    `### ${symbolOf(report)} Performance ${escapeMarkdown(headline(report))}`,
    '',
    report.method.kind === 'none'
      ? `${escapeMarkdown(revisionOf(report.run))}, compared with nothing.`
      : `${escapeMarkdown(revisionOf(report.run))} against ${escapeMarkdown(baselineText(report.baseline))}; a change counts from ${plainPercent(report.minimumEffect.p50)} at p50, ${plainPercent(report.minimumEffect.p95)} at p95${ownEffects(report)}.`,
    ...(note === null ? [] : ['', `**${escapeMarkdown(note)}**`]),
  );
  addBudgets(report, text);
  addFailing(report, text);
  for (const section of SECTIONS) addSection(section, report, text);
  addAllocation(report, text);
  addAcceptance(report, text);
  const notes = noteLines(report);
  if (notes.length > 0) {
    text.add('');
    text.addRows(notes, NOTES_SHARE, (count) => `- ${count} more in the report`);
  }
  addQuiet(report, text);
  addShards(report, text);
  if (details.length > 0) text.add('');
  text.addRows(details, SHARDS_SHARE, (count) => `\n${count} more in the run file`);
  text.add('', COMMENT_MARKER);
  return text.toString();
}

function addSection({ title, share, shape }: Section, report: Report, text: LimitedText): void {
  const own = report.comparisons.filter(
    (one) => SECTION_OF[one.verdict] === title && !(failsMore(one) && percentilesBehind(one).length === 0),
  );
  if (own.length === 0) return;
  text.add('', `#### ${title} (${own.length})`, '');
  if (shape === 'reasons') {
    const lines = own.map(
      (one) => `- ${SYMBOLS[one.verdict]} **${escapeMarkdown(nameOf(one))}**: ${escapeMarkdown(one.summary)}`,
    );
    text.addRows(lines, share, (count) => `- ${count} more in the report`);
    return;
  }
  text.add(...TABLE_HEAD);
  text.addRows(rowsOf(own, report), share, restRow);
  addExplanations(own, share, text);
}

/** Why what got slower did. */
function addExplanations(slower: readonly Comparison[], share: number, text: LimitedText): void {
  const lines = slower.flatMap((one) => {
    if (one.explanation === undefined) return [];
    return [`- **${escapeMarkdown(nameOf(one))}**: ${escapeMarkdown(one.explanation.summary)}`];
  });
  if (lines.length === 0) return;
  text.add('', 'Why, from profiles of both sides (flame graph beside the run file):', '');
  text.addRows(lines, share + EXPLANATION_SHARE, (count) => `- ${count} more in the report`);
}

/** What is over is the reason why a gate fails, whatever else got slower or faster. */
function symbolOf(report: Report): string {
  if (isOverBudget(report)) return SYMBOLS.regressed;
  return report.method.kind === 'none' && report.verdict === 'new' ? '🎯' : SYMBOLS[report.verdict];
}

const BUDGET_SYMBOLS: Readonly<Record<BudgetFinding['state'], string>> = {
  over: '🔴',
  open: '❔',
  within: '🎯',
};

/** Those that are over or open with their sentence, the others as a number. */
function addBudgets(report: Report, text: LimitedText): void {
  const shown = budgetsInOrder(report).filter((one) => !isQuietBudget(one));
  if (budgetCounts(report) === '') return;
  text.add('', `#### B${budgetCounts(report).slice(1)}`);
  if (shown.length === 0) return;
  const lines = shown.map(
    (one) =>
      `- ${BUDGET_SYMBOLS[one.state]} **${escapeMarkdown(nameOf(one))}**: ${escapeMarkdown(one.summary)}`,
  );
  text.add('');
  text.addRows(lines, BUDGETS_SHARE, (count) => `- ${count} more in the report`);
}

function sentenceOf({ allocation, summary }: Comparison): string {
  return (allocation && allocationSentence(allocation)) ?? summary;
}

/** All of which more requests fail, whatever their time. */
function addFailing({ comparisons, method }: Report, text: LimitedText): void {
  const own = comparisons.filter(failsMore);
  if (own.length === 0) return;
  text.add('', `#### Fails more often (${own.length})`, '');
  const lines = own.map((one) => {
    const sentence = (one.errors && errorSentence(one.errors, method.kind)) ?? one.summary;
    return `- ${SYMBOLS.regressed} **${escapeMarkdown(nameOf(one))}**: ${escapeMarkdown(sentence)}`;
  });
  text.addRows(lines, FAILING_SHARE, (count) => `- ${count} more in the report`);
}

/** All that allocates more, whatever its time. */
function addAllocation({ comparisons }: Report, text: LimitedText): void {
  const own = comparisons.filter(allocatesMore);
  if (own.length === 0) return;
  text.add('', `#### Allocates more (${own.length})`, '');
  const lines = own.map(
    (one) => `- 🗑️ **${escapeMarkdown(nameOf(one))}**: ${escapeMarkdown(sentenceOf(one))}`,
  );
  text.addRows(lines, ALLOCATION_SHARE, (count) => `- ${count} more in the report`);
}

/** The lines to copy where a slowdown is wanted. */
function addAcceptance({ comparisons }: Report, text: LimitedText): void {
  const lines = comparisons
    .filter(
      ({ verdict, allocation }) =>
        verdict === 'regressed' ||
        verdict === 'missing' ||
        (allocation?.gates === true && allocation.verdict === 'regressed'),
    )
    // Others could end the code block, or be read as more than a name by who posts it.
    .filter(({ id }) => printable(id) === id && !/[`<@]/.test(id))
    .map(({ id }) => trailerFor(id, 'REASON'));
  if (lines.length === 0) return;
  text.add('', '<details>', '<summary>Is it wanted?</summary>', '');
  text.add('Then say why at the end of a commit message of this branch, after an empty line:', '', '````');
  text.addRows(lines, NOTES_SHARE, (count) => `(and ${count} more)`);
  text.add('````', '', 'It is reported as accepted from then on.', '', '</details>');
}

function addQuiet(report: Report, text: LimitedText): void {
  const own = comparisonsShown(report).filter(({ verdict }) => QUIET.includes(verdict));
  if (own.length === 0) return;
  const counts = QUIET.flatMap((verdict) => {
    const count = own.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdictWords(verdict)}`];
  });
  text.add('', '<details>', `<summary>${counts.join(', ')}</summary>`, '', ...TABLE_HEAD);
  text.addRows(rowsOf(own, report), report.shards === undefined ? SHARDS_SHARE : QUIET_SHARE, restRow);
  text.add('', '</details>');
}

function addShards(report: Report, text: LimitedText): void {
  const lines = shardTexts(report).map((line) => `- ${escapeMarkdown(line)}`);
  if (lines.length === 0) return;
  text.add('', '<details>', `<summary>Measured in ${lines.length} shards</summary>`, '');
  text.addRows(lines, SHARDS_SHARE, (count) => `- ${count} more in the report`);
  text.add('', '</details>');
}

function restRow(count: number): string {
  return `| ${count} more in the report | | | | | |`;
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

const TABLE_HEAD = [
  '| benchmark | change | 95 % interval | slower │ faster | base → head | rounds |',
  '| --- | ---: | :---: | :---: | :---: | ---: |',
];

function rowsOf(comparisons: readonly Comparison[], report: Report): string[] {
  const range = pictureRange(report);
  return comparisons.flatMap((comparison) => rows(comparison, range));
}

function rows(comparison: Comparison, range: number): string[] {
  const name = escapeMarkdown(nameOf(comparison));
  const severity = comparison.severity === 'critical' ? ' (critical)' : '';
  const named = `${SYMBOLS[comparison.verdict]} ${name}${severity}`;
  if (comparison.percentiles.length === 0)
    return [`| ${named} | ${verdictWords(comparison.verdict)} | | | | |`];
  // What the verdict rests on stands first.
  const behind = percentilesBehind(comparison);
  const ordered = comparison.percentiles.toSorted(
    (a, b) => Number(behind.includes(b.percentile)) - Number(behind.includes(a.percentile)),
  );
  const shown = isQuietVerdict(comparison.verdict) ? ordered.slice(0, 1) : ordered;
  return shown.map((one, i) => {
    return `| ${i === 0 ? named : ''} | ${cells(one, range)} |`;
  });
}

function cells(one: PercentileComparison, range: number): string {
  const { percentile, baselineNs, currentNs, change, speedup, minimumEffect, replicates } = one;
  const times =
    baselineNs === null || currentNs === null ? '' : `${formatNs(baselineNs)} → ${formatNs(currentNs)}`;
  if (change === null) return `${percentile} not judged | | | ${times} | `;
  const scale = { width: PICTURE_WIDTH, edgeRatio: 1 + range, minimumEffect };
  // Spaces that neither break nor collapse.
  const picture = drawInterval(speedup, scale, { unicode: true }).replaceAll(' ', ' ');
  return `${changeText(change.point)} at ${percentile} | ${boundTexts(change).join(' to ')} | \`${picture}\` | ${times} | ${replicates}`;
}

/** Returns the warnings of the report, of all that is not unchanged, of what cannot gate, and of what head loosens, each once with the benchmarks that carry it. */
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
    const own =
      comparison.verdict === 'unchanged'
        ? comparison.warnings.filter((warning) => isLoosening(warning) || isNotJudged(warning))
        : comparison.warnings;
    const shown = [...own, ...notJudged];
    for (const warning of shown) carriersOf(warning).push(nameOf(comparison));
  }
  return [...carriers.values()].map(({ warning: { message, hint }, names }) => {
    const whose = names.length === 0 ? '' : `${listed(names, { most: NAMED })}: `;
    return `- ⚠️ ${escapeMarkdown(whose + message)}${hint === undefined ? '' : `. ${escapeMarkdown(hint)}`}`;
  });
}
