import {
  counted,
  drawBar,
  drawHistogram,
  drawInterval,
  fitLeft,
  formatNs,
  formatPercent,
  formatSpan,
  glyphsOf,
  type TerminalStyle,
  textWidth,
} from '@perf-suite/command-line/terminal';
import { sampleStatistics } from '@perf-suite/schema';
import type { BenchmarkProgress, CurrentBenchmark, ProgressState } from './progress-state.js';
import { speedupText } from './speedup-text.js';

/** Benchmarks shown closing in at most; the others are counted. */
const SHOWN_COMPARISONS = 8;
const BAR_COLUMNS = 40;
/** What stands beside the bar at its longest, `at most ` left out. */
const FACTS_COLUMNS = 56;
const HISTOGRAM_COLUMNS = 40;
/** The speedup at the right edge of an interval's picture. */
const EDGE_RATIO = 1.15;

/** Returns the display's lines for a terminal. The same state and style give the same lines. */
export function progressLines(state: ProgressState, style: TerminalStyle): string[] {
  if (state.started === null) return [];
  return ['', overallLine(state, style), ...currentLines(state, style), ...comparisonLines(state, style)];
}

/** Returns the overall bar with share, round, time gone and time left. */
function overallLine(state: ProgressState, style: TerminalStyle): string {
  const { colors } = style;
  const dot = colors.dim(` ${glyphsOf(style).dot} `);
  const share = state.share();
  const rounds = `round ${state.round + 1}/${state.started?.plannedRounds ?? 0}`;
  const leftMs = state.leftMs();
  const upTo = state.started?.mode === 'paired' ? 'at most ' : '';
  const left = leftMs === null ? 'estimating' : `${upTo}${formatSpan(leftMs)} left`;
  const facts = [colors.bold(formatShare(share)), rounds, formatSpan(state.elapsedMs), left];
  const width = Math.max(10, Math.min(BAR_COLUMNS, style.width - FACTS_COLUMNS - upTo.length));
  return `  ${drawBar(share, width, style)}  ${facts.join(dot)}`;
}

/** Three columns whatever the share, so that nothing after it moves. */
function formatShare(share: number): string {
  return `${String(Math.floor(share * 100)).padStart(3)} %`;
}

/** Returns five lines whatever goes on, so that nothing below them jumps. */
function currentLines(state: ProgressState, style: TerminalStyle): string[] {
  const { current } = state;
  const { colors, unicode } = style;
  const others = othersLine(state, style);
  if (current === null) return ['', others, '', '', ''];
  const title = titleOf(current, state, style);
  const file = state.benchmarks[current.index]?.file ?? '';
  const room = style.width - textWidth(title) - 6;
  const shownFile = colors.dim(fitLeft(file, Math.min(textWidth(file), room), glyphsOf(style).ellipsis));
  return [
    '',
    `  ${colors.cyan(unicode ? '▸' : '>')} ${colors.bold(title)}  ${shownFile}`,
    `    ${numbersOf(current, style)}`,
    `    ${histogramOf(current, style)}`,
    others,
  ];
}

/** Names what else is under way: the next benchmark, and those of other processes. */
function othersLine(state: ProgressState, style: TerminalStyle): string {
  const { others } = state;
  const isWarm = ({ samples }: CurrentBenchmark): boolean => samples.samples().measuredCount > 0;
  const parts = [
    ['also measuring', others.filter(isWarm)],
    ['warming up', others.filter((one) => !isWarm(one))],
  ] as const;
  const text = parts
    .filter(([, ones]) => ones.length > 0)
    .map(([what, ones]) => `${what} ${ones.map((one) => titleOf(one, state, style)).join(', ')}`)
    .join('; ');
  const width = Math.min(textWidth(text), style.width - 4);
  return text === '' ? '' : `    ${style.colors.dim(fitLeft(text, width, glyphsOf(style).ellipsis))}`;
}

function titleOf({ index }: CurrentBenchmark, state: ProgressState, style: TerminalStyle): string {
  return fitName(state.titleOf(index), style);
}

function fitName(title: string, style: TerminalStyle): string {
  return fitLeft(title, Math.min(title.length, style.width - 30), glyphsOf(style).ellipsis).trimEnd();
}

function numbersOf(current: CurrentBenchmark, style: TerminalStyle): string {
  const { colors } = style;
  const format = (ns: number): string =>
    formatNs(ns, { ascii: !style.unicode }).padEnd(style.width < 90 ? 7 : 8);
  const kept = current.samples.samples();
  const statistics = sampleStatistics(kept.headNs);
  if (statistics === null) return '';
  const base = sampleStatistics(current.baseSamples.samples().headNs);
  const facts = [
    ...(base === null ? [] : [`${colors.dim('base p50')} ${format(base.p50Ns)}`]),
    `${colors.dim(base === null ? 'p50' : 'head p50')} ${colors.bold(format(statistics.p50Ns))}`,
    `${colors.dim('p95')} ${format(statistics.p95Ns)}`,
    `${colors.dim('spread')} ${formatPercent(statistics.spreadRatio).padEnd(6)}`,
    colors.dim(counted(kept.measuredCount, base === null ? 'sample' : 'pair')),
  ];
  return facts.join('  ');
}

function histogramOf(current: CurrentBenchmark, style: TerminalStyle): string {
  const { colors, unicode } = style;
  const columns = Math.max(4, Math.min(HISTOGRAM_COLUMNS, style.width - 36));
  const histogram = drawHistogram(current.samples.samples().headNs, columns, unicode);
  if (histogram === null) return '';
  const edge = (ns: number): string => colors.dim(formatNs(ns, { ascii: !unicode }));
  const { from, to, outsideRatio } = histogram;
  const beyond = outsideRatio > 0 ? colors.dim(`  ${formatPercent(outsideRatio)} beyond`) : '';
  return `${edge(from)} ${colors.cyan(histogram.bars)} ${edge(to)}${beyond}`;
}

/** Returns the intervals of an A/B run as they close in: the open ones first, then the decided. */
function comparisonLines(state: ProgressState, style: TerminalStyle): string[] {
  const { benchmarks } = state;
  const compared = benchmarks.filter(({ speedup }) => speedup !== null);
  if (compared.length === 0) return [];
  const open = compared.filter(({ isDone }) => !isDone);
  const decided = compared.filter(({ isDone }) => isDone);
  const shown = [...open, ...decided].slice(0, SHOWN_COMPARISONS);
  const hidden = compared.length - shown.length;
  const title = `after interim analysis ${state.analysisCount}: ${decided.length} of ${benchmarks.length} decided`;
  return [
    '',
    `  ${style.colors.dim(title)}`,
    ...shown.map((progress) => comparisonLine(progress, style)),
    ...(hidden > 0 ? [`    ${style.colors.dim(`and ${hidden} more`)}`] : []),
  ];
}

/** Returns one benchmark's interval with its speedup. */
function comparisonLine(progress: BenchmarkProgress, style: TerminalStyle): string {
  const { colors } = style;
  const glyphs = glyphsOf(style);
  const { speedup, minimumEffect } = progress;
  if (speedup === null) return '';
  const mark = !progress.isDone ? colors.dim(glyphs.open) : colors.green(glyphs.done);
  const width = style.width >= 90 ? 31 : 21;
  const picture = drawInterval(speedup, { width, edgeRatio: EDGE_RATIO, minimumEffect }, style);
  const name = fitLeft(progress.title, Math.max(12, style.width - width - 36), glyphs.ellipsis);
  const paint =
    speedup.upper < 1 - minimumEffect
      ? colors.red
      : speedup.lower > 1 + minimumEffect
        ? colors.green
        : colors.cyan;
  return `  ${mark} ${name}  ${paint(picture)}  ${speedupText(speedup, style)}`;
}
