import { printable } from '@perf-suite/command-line';
import {
  cutRight,
  fitLeft,
  fitRight,
  formatCount,
  formatNs,
  formatPercent,
  glyphsOf,
  type TerminalStyle,
  textWidth,
} from '@perf-suite/command-line/terminal';
import {
  type Comparison,
  type Failure,
  type PercentileComparison,
  percentilesBehind,
  type SampleStatistics,
} from '@perf-suite/schema';
import type { Outcome } from '../results/conclude.js';
import { speedupText } from './speedup-text.js';

/** What went wrong is printed whole below the table; here never in fewer columns than this. */
const LEAST_FAILURE_COLUMNS = 24;
/** A name is never cut shorter than this. */
const LEAST_NAME_COLUMNS = 16;

/** One benchmark of a finished run, as the table shows it. */
export interface ResultRow {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  /** Null when nothing was measured. */
  readonly head: SampleStatistics | null;
  /** The base variant of an A/B run. */
  readonly base: SampleStatistics | null;
  readonly rounds: number;
  readonly failure: Failure | null;
  /** Null without a baseline. */
  readonly comparison: Comparison | null;
}

/** What the rows are made of. */
export type MeasuredOutcome = Pick<Outcome, 'run' | 'report' | 'statistics'>;

const NOTHING = { head: null, base: null };

/** Returns the run's benchmarks as rows, in file order. */
export function resultRows({ run, report, statistics }: MeasuredOutcome): ResultRow[] {
  const compared = report === null || report.method.kind === 'none' ? [] : report.comparisons;
  const comparisons = new Map(compared.map((comparison) => [comparison.id, comparison]));
  const rows = run.benchmarks.map(({ id, file, group, name, rounds, failure }) => ({
    id,
    file: printable(file),
    title: printable([...group, name].join(' > ')),
    ...(statistics.get(id) ?? NOTHING),
    rounds: rounds.length,
    failure,
    comparison: comparisons.get(id) ?? null,
  }));
  // What only the baseline has comes last in the run, but belongs to its file.
  const files = [...new Set(rows.map(({ file }) => file))];
  return rows.sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file));
}

/** Returns the result table: a heading for each file, a line for each benchmark. */
export function resultTable(rows: readonly ResultRow[], style: TerminalStyle): string[] {
  const lines = rows.map((row) => cellsOf(row, style));
  const paired = rows.some(({ base }) => base !== null);
  const compared = rows.some(({ comparison }) => comparison !== null);
  const allHeadings = [
    ...(paired ? ['base p50'] : []),
    paired ? 'head p50' : 'p50',
    'p95',
    'spread',
    'samples',
  ];
  const allWidths = allHeadings.map((heading, i) =>
    Math.max(textWidth(heading), ...lines.map(({ cells }) => textWidth(cells[i] ?? ''))),
  );
  const longest = Math.max(...rows.map(({ title, file }) => nameColumns(title, file)));
  const tailWidth = Math.max(
    0,
    ...lines.map(({ cells, tail }, i) => {
      if (cells.length === 0) return 0;
      return rows[i]?.failure ? LEAST_FAILURE_COLUMNS : textWidth(tail);
    }),
  );
  const room = style.tableWidth - Math.min(tailWidth + 2, 60);
  const shown = columnsThatFit(allWidths, room - LEAST_NAME_COLUMNS, paired ? 2 : 1);
  const [headings, widths] = [allHeadings.slice(0, shown), allWidths.slice(0, shown)];
  const nameWidth = Math.min(longest, Math.max(LEAST_NAME_COLUMNS, room - columnsOf(widths)));
  const join = (
    indent: string,
    name: string,
    cells: readonly string[],
    tail: string,
    paint: (name: string) => string = String,
  ): string => {
    const padded = cells.slice(0, shown).map((cell, i) => fitRight(cell, widths[i] ?? 0));
    const end = tail === '' ? '' : `  ${tail}`;
    const shownName = paint(fitLeft(name, nameWidth + 4 - indent.length, glyphsOf(style).ellipsis));
    return `${indent}${shownName}  ${padded.join('  ')}${end}`.trimEnd();
  };
  const { bold, dim, red } = style.colors;
  return rows.flatMap((row, i) => {
    const { cells, tail } = lines[i] as RowCells;
    const taken = nameWidth + 6 + (row.head === null ? 0 : columnsOf(widths) - 4);
    const failure = row.failure && red(failureText(row.failure, style.tableWidth - taken, style));
    const line =
      row.head === null
        ? unmeasuredLine(row, failure ?? notMeasuredText(row, style), nameWidth, style)
        : join('    ', row.title, cells, failure ?? tail);
    if (rows[i - 1]?.file === row.file) return [line];
    if (row.title === row.file) return ['', `  ${bold(row.file)}`, line];
    const dimmed = headings.map((heading) => dim(heading));
    return ['', join('  ', row.file, dimmed, compared ? dim('speedup at p50') : '', bold), line];
  });
}

/** The indent, and each cell with its gap. */
function columnsOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + 2, 4);
}

/** In a narrow terminal the last cells go: the median and the verdict matter most. */
function columnsThatFit(widths: readonly number[], room: number, least: number): number {
  let shown = widths.length;
  while (shown > least && columnsOf(widths.slice(0, shown)) > room) shown -= 1;
  return shown;
}

/** Columns that a row asks of the first column: its own name or, two columns further left, its file's. */
function nameColumns(title: string, file: string): number {
  const ownColumns = title === file ? 0 : textWidth(title);
  return Math.max(ownColumns, textWidth(file) - 2);
}

interface RowCells {
  readonly cells: readonly string[];
  readonly tail: string;
}

function cellsOf(row: ResultRow, style: TerminalStyle): RowCells {
  const { head, base, comparison, failure } = row;
  const { colors } = style;
  if (head === null) return { cells: [], tail: '' };
  const format = (ns: number): string => formatNs(ns, { ascii: !style.unicode });
  const judged = base === null ? null : comparison;
  const cells = [
    ...(base === null ? [] : [format(timeOf(judged, 'p50', 'baselineNs') ?? base.p50Ns)]),
    colors.bold(format(timeOf(judged, 'p50', 'currentNs') ?? head.p50Ns)),
    format(timeOf(judged, 'p95', 'currentNs') ?? head.p95Ns),
    formatPercent(head.spreadRatio),
    formatCount(head.count),
  ];
  if (failure !== null) return { cells, tail: '' };
  return { cells, tail: comparison === null ? '' : comparisonText(comparison, style) };
}

/** As every report has it: the ratio of the two is the speedup. */
function timeOf(
  comparison: Comparison | null,
  percentile: PercentileComparison['percentile'],
  side: 'baselineNs' | 'currentNs',
): number | null {
  return comparison?.percentiles.find((one) => one.percentile === percentile)?.[side] ?? null;
}

function unmeasuredLine(row: ResultRow, what: string, nameWidth: number, style: TerminalStyle): string {
  if (row.title === row.file) return `    ${what}`;
  return `    ${fitLeft(row.title, nameWidth, glyphsOf(style).ellipsis)}  ${what}`;
}

const LEFT_OUT: readonly Comparison['verdict'][] = ['new', 'missing', 'incomparable', 'same-code'];

/** What only one variant has, or could load, was never meant to be measured. */
function notMeasuredText({ comparison }: ResultRow, style: TerminalStyle): string {
  const wasLeftOut = comparison !== null && LEFT_OUT.includes(comparison.verdict);
  const notMeasured = style.colors.dim('not measured');
  if (!wasLeftOut) return notMeasured;
  const text = verdictText(comparison, style);
  return comparison.verdict === 'new' || comparison.verdict === 'same-code'
    ? `${text}, ${notMeasured}`
    : text;
}

function failureText({ message }: Failure, room: number, style: TerminalStyle): string {
  const firstLine = printable(message.split('\n')[0] ?? '');
  const { failed, ellipsis } = glyphsOf(style);
  return cutRight(`${failed} ${firstLine}`, Math.max(LEAST_FAILURE_COLUMNS, room), ellipsis);
}

function comparisonText(comparison: Comparison, style: TerminalStyle): string {
  const speedup = comparison.percentiles.find(({ percentile }) => percentile === 'p50')?.speedup ?? null;
  const failing = comparison.errors?.verdict === 'regressed' ? ', fails more often' : '';
  const verdict = `${verdictText(comparison, style)}${otherPercentile(comparison, style)}${failing}`;
  return speedup === null ? verdict : `${speedupText(speedup, style)}  ${verdict}`;
}

/** Returns where a change was found when that is not at p50, whose speedup stands before the verdict. */
function otherPercentile(comparison: Comparison, style: TerminalStyle): string {
  const [behind] = percentilesBehind(comparison);
  const isFound = ['regressed', 'accepted', 'improved'].includes(comparison.verdict);
  if (!isFound || behind === undefined || behind === 'p50') return '';
  const speedup = comparison.percentiles.find(({ percentile }) => percentile === behind)?.speedup ?? null;
  return speedup === null ? ` at ${behind}` : ` at ${behind}: ${speedupText(speedup, style)}`;
}

/** Returns a verdict with a sign (twice for a critical one) and a colour, so that neither is needed alone. */
function verdictText(
  { verdict, severity }: Pick<Comparison, 'verdict' | 'severity'>,
  style: TerminalStyle,
): string {
  const { colors } = style;
  const glyphs = glyphsOf(style);
  switch (verdict) {
    case 'regressed':
      return colors.red(`${severity === 'critical' ? glyphs.slower : ''}${glyphs.slower} regressed`);
    case 'improved':
      return colors.green(`${glyphs.faster} improved`);
    case 'unchanged':
      return colors.dim(`${glyphs.same} unchanged`);
    case 'same-code':
      return colors.dim(`${glyphs.same} unchanged (same code)`);
    case 'failed':
      return colors.red(`${glyphs.failed} failed`);
    case 'missing':
      return colors.red(`${glyphs.failed} missing`);
    case 'accepted':
      return colors.cyan(`${glyphs.slower} accepted`);
    case 'inconclusive':
    case 'incomparable':
      return colors.yellow(`${glyphs.unsure} ${verdict}`);
    case 'new':
      return colors.cyan(`${glyphs.open} new`);
  }
}
