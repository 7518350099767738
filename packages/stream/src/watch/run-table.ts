import { printable } from '@perf-suite/command-line';
import picocolors from 'picocolors';
import { endText } from './event-line.js';
import { histogramLine, intervalLine, quantile, sparkline } from './tiny-charts.js';
import { changeText, countText, spanText, timeText } from './value-text.js';
import type { WatchedBenchmark, WatchedRun } from './watched-run.js';

export interface TableLook {
  readonly columns: number;
  readonly rows: number;
  readonly colors: boolean;
  readonly unicode: boolean;
}

type Colors = ReturnType<typeof picocolors.createColors>;
interface Column {
  readonly width: number;
  readonly text: (benchmark: WatchedBenchmark) => string;
}

const GLYPHS = {
  waiting: ['·', '.'],
  measuring: ['●', 'o'],
  measured: ['○', '-'],
  finished: ['✔', '+'],
  failed: ['✖', 'x'],
} as const;

/** Returns the run as a table that fits the terminal; the benchmarks at work are always in it. */
export function runTable(run: WatchedRun, connection: string, look: TableLook): string {
  const colors = picocolors.createColors(look.colors);
  if (run.started === null) return colors.dim(`waiting for a run to start (${printable(connection)})`);
  const columns = columnsThatFit(run, look, colors);
  const room = Math.max(1, look.rows - 5);
  const shown = shownBenchmarks(run.benchmarks, room);
  const lines = shown.map((benchmark) => columns.map(({ text }) => text(benchmark)).join('  '));
  const hidden = run.benchmarks.length - shown.length;
  return [
    heading(run, look, colors),
    '',
    ...lines,
    ...(hidden > 0 ? [colors.dim(`  and ${hidden} more`)] : []),
    '',
    footer(run, connection, colors),
  ].join('\n');
}

function heading(run: WatchedRun, look: TableLook, colors: Colors): string {
  const { started } = run;
  if (started === null) return '';
  const done = run.benchmarks.filter(({ state }) => state === 'finished' || state === 'failed').length;
  const parts = [
    started.git === null
      ? started.run
      : `${started.git.branch ?? 'detached'}@${started.git.commit.slice(0, 7)}`,
    ...(started.baseline === null ? [] : [`against ${started.baseline}`]),
    `round ${Math.min(run.round + 1, started.plannedRounds)} of ${started.plannedRounds}`,
    `${done} of ${run.benchmarks.length} done`,
    spanText(run.elapsedMs),
  ];
  const dot = look.unicode ? ' · ' : ' - ';
  return fit(printable(`perf-suite${dot}${parts.join(dot)}`), look.columns, colors.bold);
}

function footer(run: WatchedRun, connection: string, colors: Colors): string {
  if (run.finished !== null) return colors.bold(printable(endText(run)));
  const missed = run.missedCount === 0 ? '' : `, ${countText(run.missedCount)} missed`;
  return colors.dim(`${printable(connection)}, ${countText(run.sampleCount)} samples${missed}`);
}

/** Names first, then numbers; charts only where there is room. */
function columnsThatFit(run: WatchedRun, look: TableLook, colors: Colors): Column[] {
  const longest = Math.max(...run.benchmarks.map(({ label }) => label.length), 4);
  const nameWidth = Math.min(longest, Math.max(12, Math.floor(look.columns * 0.35)));
  const chart = (width: number): { width: number; unicode: boolean } => ({ width, unicode: look.unicode });
  const time = (ns: number | undefined): string => (ns === undefined ? '' : timeText(ns, look)).padStart(8);
  const all: Column[] = [
    { width: 1, text: (benchmark) => glyph(benchmark, look, colors) },
    { width: nameWidth, text: ({ label }) => fit(label, nameWidth, String).padEnd(nameWidth) },
    { width: 8, text: (benchmark) => time(p50Of(benchmark)) },
    { width: 8, text: ({ statistics }) => colors.dim(time(statistics?.p95Ns)) },
    { width: 26, text: (benchmark) => outcome(benchmark, colors).padEnd(0) },
  ];
  const spare = look.columns - all.reduce((sum, { width }) => sum + width + 2, 0);
  const charts: Column[] = [
    { width: 12, text: ({ recent }) => colors.cyan(histogramLine(recent.values(), chart(12))) },
    { width: 12, text: ({ recent }) => colors.dim(sparkline(recent.values(), chart(12))) },
  ];
  const interval: Column = {
    width: 17,
    text: ({ speedup, provisional, minimumEffect }) => {
      if (speedup !== null) return intervalLine(speedup, minimumEffect, chart(17));
      if (provisional === null) return ' '.repeat(17);
      return colors.dim(intervalLine(provisional, minimumEffect, chart(17)));
    },
  };
  const wanted = run.started?.baseline === null ? charts : [interval, ...charts];
  let left = spare;
  const fitting = wanted.filter(({ width }) => {
    if (width + 2 > left) return false;
    left -= width + 2;
    return true;
  });
  return [...all.slice(0, 4), ...fitting, ...all.slice(4)];
}

function p50Of(benchmark: WatchedBenchmark): number | undefined {
  if (benchmark.statistics !== null) return benchmark.statistics.p50Ns;
  const values = benchmark.recent.values();
  return values.length === 0 ? undefined : quantile(values.sort(), 0.5);
}

function glyph(benchmark: WatchedBenchmark, look: TableLook, colors: Colors): string {
  const text = GLYPHS[benchmark.state][look.unicode ? 0 : 1];
  if (benchmark.state === 'failed') return colors.red(text);
  if (benchmark.state === 'measuring') return colors.cyan(text);
  return benchmark.state === 'finished' ? colors.green(text) : colors.dim(text);
}

function outcome(benchmark: WatchedBenchmark, colors: Colors): string {
  const { verdict, speedup, provisional, failure } = benchmark;
  if (failure !== null) return colors.red(`failed: ${printable(failure.split('\n')[0] ?? '').slice(0, 40)}`);
  const elsewhere = verdict?.elsewhere ?? null;
  const told = elsewhere === null ? speedup : elsewhere.speedup;
  const at = elsewhere === null ? '' : ` at ${elsewhere.percentile}`;
  const change = told === null ? '' : changeText(told.point);
  if (verdict === null && provisional !== null) {
    return colors.dim(`~${changeText(provisional.point)}, ${benchmark.roundSpeedups.size} rounds`);
  }
  if (verdict === null) return change === '' ? '' : colors.dim(`${change} so far`);
  const text = `${printable(verdict.verdict)}${at}${change === '' || verdict.verdict === 'unchanged' ? '' : `, ${change}`}`;
  if (verdict.verdict === 'regressed')
    return verdict.severity === 'critical' ? colors.bold(colors.red(text)) : colors.red(text);
  if (verdict.verdict === 'improved') return colors.green(text);
  return verdict.verdict === 'inconclusive' ? colors.yellow(text) : colors.dim(text);
}

/** In the order of the files; where not all fit, those that matter now. */
function shownBenchmarks(benchmarks: readonly WatchedBenchmark[], room: number): WatchedBenchmark[] {
  if (benchmarks.length <= room) return [...benchmarks];
  const rank = (benchmark: WatchedBenchmark): number => {
    if (benchmark.state === 'measuring') return 0;
    if (benchmark.verdict?.verdict === 'regressed' || benchmark.state === 'failed') return 1;
    if (benchmark.verdict?.verdict === 'improved') return 2;
    return benchmark.state === 'waiting' ? 4 : 3;
  };
  const order = benchmarks.map((benchmark, index) => ({ benchmark, index }));
  const kept = order
    .sort((a, b) => rank(a.benchmark) - rank(b.benchmark) || a.index - b.index)
    .slice(0, room - 1);
  return kept.sort((a, b) => a.index - b.index).map(({ benchmark }) => benchmark);
}

function fit(text: string, width: number, style: (text: string) => string): string {
  return style(text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}~`);
}
