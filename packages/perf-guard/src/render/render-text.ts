import { stripVTControlCharacters } from 'node:util';
import { printable } from '@perf-suite/command-line';
import {
  boundTexts,
  changeText,
  counted,
  drawInterval,
  formatNs,
  plainPercent,
  pValueText,
  wrapWords,
} from '@perf-suite/command-line/terminal';
import {
  type BudgetFinding,
  type Comparison,
  gateNote,
  hasOwnEffect,
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

import { createColors } from 'picocolors';
import { BUDGET_WORDS, budgetCounts, budgetsInOrder, isOverBudget } from '../budgets/budget-words.js';
import { inAscii } from './in-ascii.js';
import {
  allocatesMore,
  allocationCounts,
  baselineText,
  comparisonsShown,
  headline,
  nameOf,
  pictureRange,
  revisionOf,
  shardTexts,
} from './report-words.js';
import { toldApart } from './telling-names.js';

export interface TextOptions {
  readonly color: boolean;
  /** Draws and counts with signs of ASCII only. Default false. */
  readonly ascii?: boolean;
  /** `quiet` leaves out what is unchanged; `verbose` adds p-values and all warnings. Default normal. */
  readonly detail?: 'quiet' | 'normal' | 'verbose';
  /** Of the terminal: lines keep inside where that can be done. Without it they are whole. */
  readonly columns?: number | undefined;
  /** Who said what fails, before its value: `the run was measured with`. Default: `judged with`. */
  readonly failOnSource?: string | undefined;
}

type Colors = ReturnType<typeof createColors>;

const PICTURE_WIDTH = 41;
const NARROW_PICTURE_WIDTH = 21;
/** Columns from which on a percentile's line has room for the wide picture, the speedup, and both times. */
const WIDE_FROM = { picture: 130, speedup: 110, times: 95 };
/** Sentences are no longer, however wide the terminal. */
const MOST_WORD_COLUMNS = 120;
const P_VALUE_COLUMNS = 12;

/** Returns the report for a terminal: suite first, then each benchmark with its interval drawn. */
export function renderText(given: Report, options: TextOptions): string {
  const report = toldApart(given);
  const colors = createColors(options.color);
  const shown = comparisonsShown(report).filter(
    (c) =>
      options.detail !== 'quiet' ||
      !isQuietVerdict(c.verdict) ||
      allocatesMore(c) ||
      c.warnings.some(isNotJudged),
  );
  const lineOptions = { ...options, colors, range: pictureRange(report) };
  const lines = [
    ...wrapped(heading(report), '', options).map(colors.bold),
    ...shardTexts(report).flatMap((text) => wrapped(text, '  ', options).map(colors.dim)),
    ...report.warnings.flatMap((warning) => warningLines(warning, '', lineOptions)),
    '',
    ...shown.flatMap((comparison) => [...comparisonLines(comparison, lineOptions), '']),
    ...budgetLines(report, lineOptions),
    ...closing(report, lineOptions),
  ];
  const text = `${lines.join('\n')}\n`;
  return options.ascii ? inAscii(text) : text;
}

/** Returns the text in lines that fit; see `wrapWords`. */
function wrapped(text: string, indent: string, { columns }: Pick<TextOptions, 'columns'>): string[] {
  const line = printable(text);
  if (columns === undefined) return [`${indent}${line}`];
  return wrapWords(line, Math.min(columns, MOST_WORD_COLUMNS), indent);
}

function heading({ run, baseline, method, comparisons }: Report): string {
  const partial = run.state === 'partial' ? ', partial run' : '';
  if (method.kind === 'none')
    return `${revisionOf(run)}: ${counted(comparisons.length, 'benchmark')}, compared with nothing${partial}`;
  const how =
    method.kind === 'paired' ? 'measured in pairs' : `against ${counted(method.baselineRuns, 'earlier run')}`;
  return `${revisionOf(run)} against ${baselineText(baseline)}: ${counted(comparisons.length, 'benchmark')}, ${how}${partial}`;
}

/** What keeps to its budget is left out with `quiet`. */
function budgetLines(report: Report, options: LineOptions): string[] {
  const shown = budgetsInOrder(report).filter((one) => options.detail !== 'quiet' || !isQuietBudget(one));
  if (shown.length === 0) return [];
  return [
    ...shown.flatMap((one) => [
      `${paintBudget(one, `${BUDGET_SYMBOLS[one.state]} ${BUDGET_WORDS[one.state]}`, options.colors)}  ${options.colors.bold(printable(nameOf(one)))}`,
      ...wrapped(one.summary, '  ', options),
    ]),
    '',
  ];
}

const BUDGET_SYMBOLS: Readonly<Record<BudgetFinding['state'], string>> = {
  over: 'x',
  open: '?',
  within: '=',
};

function paintBudget(budget: BudgetFinding, text: string, colors: Colors): string {
  if (budget.state === 'over') return colors.red(text);
  return isQuietBudget(budget) ? text : colors.yellow(text);
}

function closing(report: Report, options: LineOptions): string[] {
  const { colors, columns } = options;
  const { verdict, counts, minimumEffect } = report;
  if (report.method.kind === 'none') return closingAlone(report, options);
  const parts = VERDICTS.flatMap((name) =>
    counts[name] ? [paint(name, `${counts[name]} ${verdictWords(name)}`, colors)] : [],
  );
  const budgetText = budgetCounts(report);
  const ofBudgets = budgetText === '' ? [] : [isOverBudget(report) ? colors.red(budgetText) : budgetText];
  const own = report.comparisons.filter((comparison) => hasOwnEffect(comparison, report)).length;
  const but =
    own === 0
      ? ''
      : `; ${counted(own, 'benchmark')} with a minimum effect of ${own === 1 ? 'its' : 'their'} own`;
  const bounds = `(a change counts from ${plainPercent(minimumEffect.p50)} at p50, ${plainPercent(minimumEffect.p95)} at p95${but})`;
  const found = `${colors.bold(paint(verdict, verdictWords(verdict).toUpperCase(), colors))}: ${[...parts, ...allocationCounts(report), ...ofBudgets].join(', ')}`;
  const room = (columns ?? Number.POSITIVE_INFINITY) - stripVTControlCharacters(found).length;
  const note = gateNote(report, options.failOnSource);
  return [
    ...(room > bounds.length ? [`${found} ${bounds}`] : [found, `  ${bounds}`]),
    ...(note === null ? [] : wrapped(note, '', options).map(colors.bold)),
  ];
}

/** Without anything to compare with there are no changes to speak of. */
function closingAlone(report: Report, options: LineOptions): string[] {
  const { colors } = options;
  const found =
    isOverBudget(report) || report.verdict !== 'new' ? colors.red(headline(report)) : headline(report);
  const note = gateNote(report, options.failOnSource);
  return [colors.bold(found), ...(note === null ? [] : wrapped(note, '', options).map(colors.bold))];
}

interface LineOptions extends TextOptions {
  readonly colors: Colors;
  readonly range: number;
}

function comparisonLines(comparison: Comparison, options: LineOptions): string[] {
  const { colors } = options;
  const { verdict, severity, explanation } = comparison;
  const label = `${verdictWords(verdict)}${severity === 'critical' ? ' (critical)' : ''}`;
  return [
    `${paint(verdict, `${LOOKS[verdict].symbol} ${label}`, colors)}  ${colors.bold(printable(nameOf(comparison)))}`,
    ...wrapped(comparison.summary, '  ', options),
    ...(explanation === undefined ? [] : wrapped(explanation.summary, '  ', options)),
    ...comparison.percentiles.map((one) => `  ${percentileLine(one, comparison, options)}`),
    ...warningsOf(comparison, options.detail === 'verbose').flatMap((w) => warningLines(w, '  ', options)),
  ];
}

function percentileLine(one: PercentileComparison, comparison: Comparison, options: LineOptions): string {
  const { colors, range, detail } = options;
  const verbose = detail === 'verbose';
  const columns = (options.columns ?? Number.POSITIVE_INFINITY) - (verbose ? P_VALUE_COLUMNS : 0);
  const width = columns < WIDE_FROM.picture ? NARROW_PICTURE_WIDTH : PICTURE_WIDTH;
  const { minimumEffect } = one;
  const picture = drawInterval(
    one.speedup,
    { width, edgeRatio: 1 + range, minimumEffect },
    { unicode: options.ascii !== true },
  );
  const times =
    one.baselineNs === null || one.currentNs === null || columns < WIDE_FROM.times
      ? ''
      : `${formatNs(one.baselineNs)} -> ${formatNs(one.currentNs)}`;
  const speedup = columns < WIDE_FROM.speedup ? '' : `  speedup ${one.speedup?.point.toFixed(3)}`;
  const numbers =
    one.change && one.speedup
      ? `${changeText(one.change.point).padStart(8)} [${boundTexts(one.change).join(', ')}]${speedup}`
      : 'no estimate';
  const p = verbose && one.pValue !== null ? `  p ${pValueText(one.pValue)}` : '';
  const line = `${one.percentile}  ${picture}  ${numbers}${p}  ${times}`;
  if (!one.gates) return colors.dim(`${line.trimEnd()}  (warns only)`);
  return one.verdict === comparison.verdict
    ? line.trimEnd()
    : `${line.trimEnd()}  ${colors.dim(`(${one.verdict})`)}`;
}

/** Returns a comparison's warnings, those of the percentiles behind its verdict, and what cannot gate; all when `all`. */
function warningsOf(comparison: Comparison, all: boolean): Warning[] {
  const behind = percentilesBehind(comparison);
  return [
    ...comparison.warnings,
    ...comparison.percentiles.flatMap(({ percentile, gates, warnings }) =>
      all || behind.includes(percentile) ? warnings : gates ? warnings.filter(isNotJudged) : [],
    ),
  ];
}

function warningLines({ message, hint }: Warning, indent: string, options: LineOptions): string[] {
  const { colors } = options;
  const [first = '', ...more] = wrapped(`! ${message}`, indent, options);
  const hintLines = hint === undefined ? [] : wrapped(hint, `${indent}  `, options);
  return [first.replace('!', () => colors.yellow('!')), ...more, ...hintLines.map(colors.dim)];
}

interface Look {
  readonly symbol: string;
  readonly color: 'red' | 'yellow' | 'green' | null;
}

const LOOKS: Readonly<Record<Verdict, Look>> = {
  regressed: { symbol: 'x', color: 'red' },
  failed: { symbol: 'x', color: 'red' },
  missing: { symbol: 'x', color: 'red' },
  incomparable: { symbol: '?', color: 'yellow' },
  inconclusive: { symbol: '?', color: 'yellow' },
  accepted: { symbol: '?', color: 'yellow' },
  improved: { symbol: '+', color: 'green' },
  unchanged: { symbol: '=', color: null },
  'same-code': { symbol: '=', color: null },
  new: { symbol: '?', color: null },
};

function paint(verdict: Verdict, text: string, colors: Colors): string {
  const { color } = LOOKS[verdict];
  return color === null ? text : colors[color](text);
}
