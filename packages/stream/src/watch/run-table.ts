import { printable } from '@perf-suite/command-line';
import {
  drawHistogram,
  drawInterval,
  formatCount,
  formatNs,
  formatSpan,
  percent,
  slowerText,
  type TerminalStyle,
} from '@perf-suite/command-line/terminal';
import { type Estimate, quantileOfSorted, verdictWords } from '@perf-suite/schema';
import { endText } from './event-line.js';
import { sparkline } from './sparkline.js';
import type { WatchedBenchmark, WatchedRun } from './watched-run.js';

export interface TableStyle extends Pick<TerminalStyle, 'colors' | 'unicode'> {
  readonly columns: number;
  readonly rows: number;
}

type Colors = TerminalStyle['colors'];
interface Column {
  readonly width: number;
  readonly text: (benchmark: WatchedBenchmark) => string;
}

const SMALLEST_EFFECT_SHOWN = 0.005;

const GLYPHS = {
  waiting: ['·', '.'],
  measuring: ['●', 'o'],
  measured: ['○', '-'],
  finished: ['✔', '+'],
  failed: ['✖', 'x'],
} as const;

/** Returns the run as a table that fits the terminal; the benchmarks at work are always in it. */
export function runTable(run: WatchedRun, connection: string, style: TableStyle): string {
  const { colors } = style;
  if (run.started === null) return colors.dim(`waiting for a run to start (${printable(connection)})`);
  const { benchmarks } = run;
  const columns = columnsThatFit(run, benchmarks, style);
  const room = Math.max(1, style.rows - 5);
  const shown = shownBenchmarks(benchmarks, room);
  const lines = shown.map((benchmark) => columns.map(({ text }) => text(benchmark)).join('  '));
  const hidden = benchmarks.length - shown.length;
  return [
    heading(run, benchmarks, style),
    '',
    ...lines,
    ...(hidden > 0 ? [colors.dim(`  and ${hidden} more`)] : []),
    '',
    footer(run, connection, colors),
  ].join('\n');
}

function heading(run: WatchedRun, benchmarks: readonly WatchedBenchmark[], style: TableStyle): string {
  const { started } = run;
  if (started === null) return '';
  const done = benchmarks.filter(({ state }) => state === 'finished' || state === 'failed').length;
  const parts = [
    started.git === null
      ? started.run
      : `${started.git.branch ?? 'detached'}@${started.git.commit.slice(0, 7)}`,
    ...(started.baseline === null ? [] : [`against ${started.baseline}`]),
    `round ${Math.min(run.round + 1, started.plannedRounds)} of ${started.plannedRounds}`,
    `${done} of ${benchmarks.length} done`,
    formatSpan(run.elapsedMs),
  ];
  const dot = style.unicode ? ' · ' : ' - ';
  return fit(printable(`perf-suite${dot}${parts.join(dot)}`), style.columns, style.colors.bold);
}

function footer(run: WatchedRun, connection: string, colors: Colors): string {
  if (run.finished !== null) return colors.bold(printable(endText(run)));
  const missed = run.missedCount === 0 ? '' : `, ${formatCount(run.missedCount)} missed`;
  return colors.dim(`${printable(connection)}, ${formatCount(run.sampleCount)} samples${missed}`);
}

/** Names first, then numbers; charts only where there is room. */
function columnsThatFit(
  { started }: WatchedRun,
  benchmarks: readonly WatchedBenchmark[],
  style: TableStyle,
): Column[] {
  const { colors } = style;
  const longest = Math.max(...benchmarks.map(({ label }) => label.length), 4);
  const nameWidth = Math.min(longest, Math.max(12, Math.floor(style.columns * 0.35)));
  const time = (ns: number | undefined): string =>
    (ns === undefined ? '' : formatNs(ns, { ascii: !style.unicode })).padStart(8);
  const all: Column[] = [
    { width: 1, text: (benchmark) => glyph(benchmark, style, colors) },
    { width: nameWidth, text: ({ label }) => fit(label, nameWidth, String).padEnd(nameWidth) },
    { width: 8, text: (benchmark) => time(p50Of(benchmark)) },
    { width: 8, text: ({ statistics }) => colors.dim(time(statistics?.p95Ns)) },
    { width: 26, text: (benchmark) => outcome(benchmark, colors).padEnd(0) },
  ];
  const spare = style.columns - all.reduce((sum, { width }) => sum + width + 2, 0);
  const charts: Column[] = [
    { width: 12, text: ({ recent }) => colors.cyan(histogram(recent.values(), 12, style)) },
    { width: 12, text: ({ recent }) => colors.dim(sparkline(recent.values(), 12, style.unicode)) },
  ];
  const intervals: Column = {
    width: 17,
    text: ({ speedup, provisional, minimumEffect }) => {
      if (speedup !== null) return interval(speedup, minimumEffect, 17, style);
      if (provisional === null) return ' '.repeat(17);
      return colors.dim(interval(provisional, minimumEffect, 17, style));
    },
  };
  const wanted = started?.baseline === null ? charts : [intervals, ...charts];
  let left = spare;
  const fitting = wanted.filter(({ width }) => {
    if (width + 2 > left) return false;
    left -= width + 2;
    return true;
  });
  return [...all.slice(0, 4), ...fitting, ...all.slice(4)];
}

function histogram(values: Float64Array, width: number, { unicode }: TableStyle): string {
  return drawHistogram(values, width, unicode)?.bars ?? ' '.repeat(width);
}

/** To four minimum effects on both sides. */
function interval(speedup: Estimate, minimumEffect: number, width: number, style: TableStyle): string {
  const edgeRatio = 1 + 4 * Math.max(minimumEffect, SMALLEST_EFFECT_SHOWN);
  return drawInterval(speedup, { width, edgeRatio, minimumEffect }, style);
}

function p50Of(benchmark: WatchedBenchmark): number | undefined {
  if (benchmark.statistics !== null) return benchmark.statistics.p50Ns;
  const values = benchmark.recent.values();
  return values.length === 0 ? undefined : quantileOfSorted(values.sort(), 0.5);
}

function glyph(benchmark: WatchedBenchmark, style: TableStyle, colors: Colors): string {
  const text = GLYPHS[benchmark.state][style.unicode ? 0 : 1];
  if (benchmark.state === 'failed') return colors.red(text);
  if (benchmark.state === 'measuring') return colors.cyan(text);
  return benchmark.state === 'finished' ? colors.green(text) : colors.dim(text);
}

function outcome(benchmark: WatchedBenchmark, colors: Colors): string {
  const { failure, failedShare } = benchmark;
  if (failure !== null) return colors.red(`failed: ${printable(failure.split('\n')[0] ?? '').slice(0, 40)}`);
  const failing = failedShare === null || failedShare === 0 ? '' : `${percent(failedShare)} failed`;
  return [timeOutcome(benchmark, colors), colors.red(failing)].filter((text) => text !== '').join(', ');
}

function timeOutcome(
  { decision, speedup, provisional, elsewhere, comparedCount }: WatchedBenchmark,
  colors: Colors,
): string {
  const found = elsewhere === null ? speedup : elsewhere.speedup;
  const at = elsewhere === null ? '' : ` at ${elsewhere.percentile}`;
  const change = found === null ? '' : slowerText(found.point);
  if (decision === null && provisional !== null) {
    return colors.dim(`~${slowerText(provisional.point)}, ${comparedCount} rounds`);
  }
  if (decision === null) return change === '' ? '' : colors.dim(`${change} so far`);
  // What regressed at no percentile did so by its failed requests.
  const isAboutTime = decision.verdict !== 'unchanged' && decision.percentiles?.length !== 0;
  const text = `${printable(verdictWords(decision.verdict))}${at}${change === '' || !isAboutTime ? '' : `, ${change}`}`;
  if (decision.verdict === 'regressed')
    return decision.severity === 'critical' ? colors.bold(colors.red(text)) : colors.red(text);
  if (decision.verdict === 'improved') return colors.green(text);
  return decision.verdict === 'inconclusive' ? colors.yellow(text) : colors.dim(text);
}

/** In the order of the files; where not all fit, those that matter now. */
function shownBenchmarks(benchmarks: readonly WatchedBenchmark[], room: number): WatchedBenchmark[] {
  if (benchmarks.length <= room) return [...benchmarks];
  const rank = (benchmark: WatchedBenchmark): number => {
    if (benchmark.state === 'measuring') return 0;
    if (benchmark.decision?.verdict === 'regressed' || benchmark.state === 'failed') return 1;
    if (benchmark.decision?.verdict === 'improved') return 2;
    return benchmark.state === 'waiting' ? 4 : 3;
  };
  const order = benchmarks.map((benchmark, index) => ({ benchmark, index }));
  const kept = order
    .sort((a, b) => rank(a.benchmark) - rank(b.benchmark) || a.index - b.index)
    .slice(0, room - 1);
  return kept.sort((a, b) => a.index - b.index).map(({ benchmark }) => benchmark);
}

function fit(text: string, width: number, paint: (text: string) => string): string {
  return paint(text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}~`);
}
