import type { Comparison, PercentileComparison, Report, Verdict, Warning } from '@perf-suite/schema';
import { createColors } from 'picocolors';
import { boundTexts, changeText, counted, plainPercent, pValueText, time } from '../format-number.js';
import { VERDICT_ORDER } from '../report/verdict-order.js';
import { inAscii } from './in-ascii.js';
import { intervalPicture } from './interval-picture.js';

export interface TextOptions {
  readonly color: boolean;
  /** Draws and counts with signs of ASCII only. Default false. */
  readonly ascii?: boolean;
  /** `quiet` leaves out what is unchanged; `verbose` adds p-values and all warnings. Default normal. */
  readonly detail?: 'quiet' | 'normal' | 'verbose';
}

type Colors = ReturnType<typeof createColors>;

const PICTURE_WIDTH = 41;
const SMALLEST_RANGE_EFFECTS = 4;

/** Returns the report for a terminal: suite first, then each benchmark with its interval drawn. */
export function renderText(report: Report, options: TextOptions): string {
  const colors = createColors(options.color);
  const shown = report.comparisons.filter((c) => options.detail !== 'quiet' || !isQuiet(c.verdict));
  const range = pictureRange(report);
  const lines = [
    heading(report, colors),
    ...report.warnings.flatMap((warning) => warningLines(warning, '', colors)),
    '',
    ...shown.flatMap((comparison) => [...comparisonLines(comparison, { ...options, colors, range }), '']),
    closing(report, colors),
  ];
  const text = `${lines.join('\n')}\n`;
  return options.ascii ? inAscii(text) : text;
}

function isQuiet(verdict: Verdict): boolean {
  return verdict === 'unchanged' || verdict === 'new';
}

function heading({ run, baseline, method, comparisons }: Report, colors: Colors): string {
  const commit = run.commit === null ? run.id : run.commit.slice(0, 7);
  const how =
    method.kind === 'paired' ? 'measured in pairs' : `against ${counted(method.baselineRuns, 'earlier run')}`;
  const partial = run.state === 'partial' ? ', partial run' : '';
  return colors.bold(
    `${commit} against ${baseline.name}: ${counted(comparisons.length, 'benchmark')}, ${how}${partial}`,
  );
}

function closing({ verdict, counts, minimumEffect }: Report, colors: Colors): string {
  const parts = VERDICT_ORDER.flatMap((name) =>
    counts[name] ? [paint(name, `${counts[name]} ${name}`, colors)] : [],
  );
  const bounds = `a change counts from ${plainPercent(minimumEffect.p50)} at p50, ${plainPercent(minimumEffect.p95)} at p95`;
  return `${colors.bold(paint(verdict, verdict.toUpperCase(), colors))}: ${parts.join(', ')} (${bounds})`;
}

interface LineOptions extends TextOptions {
  readonly colors: Colors;
  readonly range: number;
}

function comparisonLines(comparison: Comparison, options: LineOptions): string[] {
  const { colors } = options;
  const { verdict, severity } = comparison;
  const label = severity === 'critical' ? `${verdict} (critical)` : verdict;
  return [
    `${paint(verdict, `${symbolOf(verdict)} ${label}`, colors)}  ${colors.bold(nameOf(comparison))}`,
    `  ${comparison.summary}`,
    ...comparison.percentiles.map((one) => `  ${percentileLine(one, options)}`),
    ...warningsOf(comparison, options.detail === 'verbose').flatMap((w) => warningLines(w, '  ', colors)),
  ];
}

/** Returns a benchmark's name with its groups, as the run file's id does but without the file. */
export function nameOf({ group, name }: Pick<Comparison, 'group' | 'name'>): string {
  return [...group, name].join(' > ');
}

function percentileLine(one: PercentileComparison, options: LineOptions): string {
  const { colors, range, detail } = options;
  const picture = intervalPicture(one.change, {
    width: PICTURE_WIDTH,
    range,
    minimumEffect: one.minimumEffect,
  });
  const times =
    one.baselineNs === null || one.currentNs === null
      ? ''
      : `${time(one.baselineNs)} -> ${time(one.currentNs)}`;
  const numbers =
    one.change && one.speedup
      ? `${changeText(one.change.point).padStart(8)} [${boundTexts(one.change).join(', ')}]  speedup ${one.speedup.point.toFixed(3)}`
      : 'no estimate';
  const p = detail === 'verbose' && one.pValue !== null ? `  p ${pValueText(one.pValue)}` : '';
  const line = `${one.percentile}  ${picture}  ${numbers}${p}  ${times}`;
  return one.gates ? line.trimEnd() : colors.dim(`${line.trimEnd()}  (warns only)`);
}

/** Returns a comparison's warnings and those of its deciding percentiles; of all when `all`. */
function warningsOf({ warnings, percentiles }: Comparison, all: boolean): Warning[] {
  return [...warnings, ...percentiles.filter(({ gates }) => gates || all).flatMap((one) => one.warnings)];
}

function warningLines({ message, hint }: Warning, indent: string, colors: Colors): string[] {
  const lines = [`${indent}${colors.yellow('!')} ${message}`];
  return hint === undefined ? lines : [...lines, `${indent}  ${colors.dim(hint)}`];
}

function symbolOf(verdict: Verdict): string {
  if (verdict === 'regressed' || verdict === 'failed' || verdict === 'missing') return 'x';
  if (verdict === 'improved') return '+';
  return verdict === 'unchanged' ? '=' : '?';
}

function paint(verdict: Verdict, text: string, colors: Colors): string {
  if (verdict === 'regressed' || verdict === 'failed' || verdict === 'missing') return colors.red(text);
  if (verdict === 'improved') return colors.green(text);
  if (verdict === 'unchanged' || verdict === 'new') return text;
  return colors.yellow(text);
}

/** Returns the change at the pictures' ends: at least four minimum effects, and enough for every point. */
function pictureRange({ comparisons, minimumEffect }: Report): number {
  const points = comparisons.flatMap((c) => c.percentiles.map(({ change }) => Math.abs(change?.point ?? 0)));
  const furthest = points.reduce((most, point) => Math.max(most, point), 0);
  return Math.max(SMALLEST_RANGE_EFFECTS * minimumEffect.p50, Math.min(1, furthest * 1.25));
}

/** Returns a report's suite verdict in a few words: `regressed: 1 of 10 benchmarks, worst +5.3 %`. */
export function headline({ verdict, comparisons }: Report): string {
  const alike = comparisons.filter((comparison) => comparison.verdict === verdict);
  const changes = alike.flatMap(({ percentiles }) =>
    percentiles.flatMap(({ gates, change }) => (gates && change ? [change.point] : [])),
  );
  const text = `${verdict}: ${alike.length} of ${counted(comparisons.length, 'benchmark')}`;
  if (verdict === 'regressed')
    return `${text}, worst ${changeText(changes.reduce((a, b) => Math.max(a, b), 0))}`;
  if (verdict === 'improved')
    return `${text}, best ${changeText(changes.reduce((a, b) => Math.min(a, b), 0))}`;
  return text;
}
