import { printable } from '@perf-suite/command-line';
import {
  BLOCKS,
  cutRight,
  drawBar,
  fitLeft,
  fitRight,
  formatSpan,
  glyphsOf,
  type TerminalStyle,
} from '@perf-suite/command-line/terminal';
import { type MetricsSummary, verdictWords } from '@perf-suite/schema';

const BAR_COLUMNS = 12;
const MOST_SPARKS = 20;
const MOST_ROWS = 10;

/** Returns the state of machines and runs as lines of a terminal. */
export function drawSummary(summary: MetricsSummary, style: TerminalStyle): string[] {
  const { colors, tableWidth } = style;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Open regressions', regressionLines(summary, style)],
    ['Slowest against their baseline', benchmarkLines(summary, style)],
    ['Machines', machineLines(summary, style)],
    ['Pipelines', pipelineLines(summary, style)],
  ];
  return [
    ...headLines(summary, style),
    ...sections.flatMap(([title, lines]) => (lines.length === 0 ? [] : ['', colors.bold(title), ...lines])),
  ].map((line) => (colors.isColorSupported ? line : cutRight(line, tableWidth, glyphsOf(style).ellipsis)));
}

function headLines(
  { verdicts, newestRun, versions, defaultBranch, files }: MetricsSummary,
  style: TerminalStyle,
): string[] {
  const { colors } = style;
  const { dot } = glyphsOf(style);
  const counts = Object.entries(verdicts).map(([verdict, count]) => {
    const words = `${count} ${verdictWords(verdict as Parameters<typeof verdictWords>[0])}`;
    return verdict === 'regressed' || verdict === 'failed' ? colors.red(words) : words;
  });
  const skipped = Object.values(files.skipped).reduce((sum, count) => sum + count, 0);
  const run =
    newestRun === null
      ? 'no run yet'
      : `newest run ${span(newestRun.ageSeconds)} ago on ${printable(newestRun.environment)} (${printable(newestRun.branch)})`;
  return [
    `${colors.bold(printable(defaultBranch))} ${dot} ${counts.join(', ') || 'nothing judged yet'}`,
    `${run} ${dot} ${files.readCount} files${skipped === 0 ? '' : `, ${skipped} not used`} ${dot} perf-exporter ${versions.exporter}`,
  ];
}

function regressionLines({ openRegressions, createdAt }: MetricsSummary, style: TerminalStyle): string[] {
  const { colors, tableWidth } = style;
  const { slower, ellipsis } = glyphsOf(style);
  const nameColumns = Math.max(16, tableWidth - 48);
  if (openRegressions.length === 0) return [colors.green('  none')];
  return withRest(openRegressions, ({ benchmark, environment, branch, severity, since }) => {
    const color = severity === 'critical' ? colors.red : colors.yellow;
    const age = span((Date.parse(createdAt) - Date.parse(since)) / 1_000);
    const where = `${printable(environment)} ${printable(branch)}`;
    const name = fitLeft(printable(benchmark), Math.min(nameColumns, 48), ellipsis);
    return `  ${color(`${slower} ${severity.padEnd(8)}`)} ${name} ${fitLeft(where, 24, ellipsis)} ${age}`.trimEnd();
  });
}

function benchmarkLines({ benchmarks }: MetricsSummary, style: TerminalStyle): string[] {
  const { colors, tableWidth } = style;
  const { ellipsis, times } = glyphsOf(style);
  const nameColumns = Math.min(48, Math.max(12, tableWidth - 12 - MOST_SPARKS - 20));
  const sparkCount = Math.max(0, Math.min(MOST_SPARKS, tableWidth - nameColumns - 28));
  return withRest(
    benchmarks.filter(({ speedup }) => speedup !== null),
    ({ benchmark, verdict, speedup, recentSpeedups }) => {
      const size = `${(speedup?.point ?? 1).toFixed(3)}${times}`;
      const colored =
        verdict === 'regressed' ? colors.red(size) : verdict === 'improved' ? colors.green(size) : size;
      const sparks = sparkline(recentSpeedups.slice(-sparkCount || recentSpeedups.length), style);
      const name = fitLeft(printable(benchmark), nameColumns, ellipsis);
      return `  ${name} ${colored} ${sparkCount === 0 ? '' : `${sparks} `}${verdictWords(verdict)}`;
    },
  );
}

function machineLines({ environments }: MetricsSummary, style: TerminalStyle): string[] {
  const { colors } = style;
  const { ellipsis } = glyphsOf(style);
  return withRest(environments, ({ name, load, cores, lastDurationSeconds }) => {
    const share = load / cores;
    const bar = drawBar(share, BAR_COLUMNS, style);
    const text = `load ${load.toFixed(1)} of ${cores}`;
    const duration = lastDurationSeconds === null ? '' : `  suite ${span(lastDurationSeconds)}`;
    return `  ${fitLeft(printable(name), 16, ellipsis)} ${bar} ${share > 0.5 ? colors.yellow(text) : text}${duration}`;
  });
}

function pipelineLines({ pipelines, createdAt }: MetricsSummary, style: TerminalStyle): string[] {
  const { colors } = style;
  const { done, failed, ellipsis } = glyphsOf(style);
  return withRest(pipelines, ({ pipeline, branch, trigger, passed, lastSuccessAt, passCount, failCount }) => {
    const sign = passed ? colors.green(done) : colors.red(failed);
    const name = fitLeft(`${printable(pipeline)} ${printable(branch)} ${printable(trigger)}`, 32, ellipsis);
    const ago =
      lastSuccessAt === null
        ? 'never passed'
        : `passed ${span((Date.parse(createdAt) - Date.parse(lastSuccessAt)) / 1_000)} ago`;
    const runs = fitRight(`${passCount} of ${passCount + failCount} passed`, 16);
    return `  ${sign} ${name} ${runs}, ${ago}`;
  });
}

/** One character a run, from the lowest to the highest; a space where a run compared nothing. */
export function sparkline(
  values: readonly (number | null)[],
  { unicode }: Pick<TerminalStyle, 'unicode'>,
): string {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const blocks = BLOCKS[unicode ? 'unicode' : 'ascii'];
  // Less than a percent is noise, and would look like steps.
  const range = Math.max(high - low, 0.01);
  const middle = (high + low) / 2;
  return values
    .map((value) => {
      if (value === null) return ' ';
      const share = (value - middle) / range + 0.5;
      return blocks[Math.min(blocks.length - 1, Math.floor(share * blocks.length))] ?? ' ';
    })
    .join('');
}

function withRest<T>(items: readonly T[], draw: (item: T) => string): string[] {
  const rest = items.length - MOST_ROWS;
  return [...items.slice(0, MOST_ROWS).map(draw), ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

function span(seconds: number): string {
  return formatSpan(Math.max(0, seconds) * 1_000);
}
