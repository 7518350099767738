import { printable } from '@perf-suite/command-line';
import {
  BLOCKS,
  fitLeft,
  fitRight,
  formatCount,
  formatNs,
  formatPercent,
  glyphsOf,
  type TerminalStyle,
  textWidth,
} from '@perf-suite/command-line/terminal';
import type { RequestTally } from '@perf-suite/load';
import type { RunFile } from '@perf-suite/schema';
import { rateText } from '../terminal/rate-text.js';

/** What a load measured, ready to be shown. */
export interface LoadResult {
  readonly run: RunFile;
  /** By request, in the order of the run's benchmarks. */
  readonly totals: readonly RequestTally[];
  readonly all: RequestTally;
  /** Time from the first request to the last answer. */
  readonly elapsedMs: number;
}

const HEADINGS = ['requests', 'per second', 'p50', 'p95', 'p99', 'p99.9', 'max', 'failed'] as const;

/** How failures of a kind are told; others by the kind itself. */
const KINDS: Readonly<Record<string, string>> = {
  status: 'with a wrong status',
  check: 'failed their check',
};

/** Returns the table of requests, what failed and why, and p99 over time. */
export function loadLines(result: LoadResult, style: TerminalStyle): string[] {
  return ['', ...tableLines(result, style), ...overTimeLines(result, style), ...errorLines(result, style)];
}

function tableLines({ run, totals, all, elapsedMs }: LoadResult, style: TerminalStyle): string[] {
  const { bold, dim, red } = style.colors;
  const rows = totals.map((tally, i) => ({ name: nameOf(run, i), tally }));
  if (rows.length > 1) rows.push({ name: 'all', tally: all });
  const cells = rows.map(({ tally }) => cellsOf(tally, elapsedMs, style));
  const widths = HEADINGS.map((heading, i) =>
    Math.max(heading.length, ...cells.map((row) => textWidth(row[i] ?? ''))),
  );
  const room = style.tableWidth - widths.reduce((sum, width) => sum + width + 2, 2);
  const nameWidth = Math.max(8, Math.min(room, Math.max(7, ...rows.map(({ name }) => textWidth(name)))));
  const line = (name: string, texts: readonly string[]): string =>
    `  ${fitLeft(name, nameWidth, glyphsOf(style).ellipsis)}  ${texts.map((text, i) => fitRight(text, widths[i] ?? 0)).join('  ')}`;
  return [
    line(
      '',
      HEADINGS.map((heading) => dim(heading)),
    ),
    ...rows.map(({ name, tally }, i) => {
      const texts = cells[i] as string[];
      const marked = tally.errorCount > 0 ? texts.with(-1, red(texts.at(-1) ?? '')) : texts;
      return line(name === 'all' && rows.length > 1 ? bold(name) : name, marked);
    }),
  ];
}

function nameOf(run: RunFile, index: number): string {
  return printable(run.benchmarks[index]?.name ?? '');
}

function cellsOf(tally: RequestTally, elapsedMs: number, style: TerminalStyle): string[] {
  const { latency, okCount, errorCount } = tally;
  const time = (ns: number | undefined): string =>
    ns === undefined ? '-' : formatNs(ns, { ascii: !style.unicode });
  return [
    formatCount(okCount + errorCount),
    rateText((okCount / Math.max(1, elapsedMs)) * 1000),
    style.colors.bold(time(latency?.p50)),
    time(latency?.p95),
    time(latency?.p99),
    time(latency?.p999),
    time(latency?.max),
    errorCount === 0
      ? '0'
      : `${formatCount(errorCount)} (${formatPercent(errorCount / (okCount + errorCount))})`,
  ];
}

/** One mark for each window; the scale is logarithmic, so that a stall does not flatten all others. */
function overTimeLines({ run }: LoadResult, style: TerminalStyle): string[] {
  const windows = run.rounds.length;
  if (windows < 2) return [];
  const rows = run.benchmarks.map(({ name, rounds }) => ({
    name: printable(name),
    p99: Array.from({ length: windows }, (_, window) => {
      const round = rounds.find((one) => one.round === window);
      return round?.requests?.head?.latencyNs?.p99 ?? null;
    }),
  }));
  const known = rows.flatMap(({ p99 }) => p99.filter((ns) => ns !== null));
  if (known.length === 0) return [];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const blocks = BLOCKS[style.unicode ? 'unicode' : 'ascii'];
  const mark = (ns: number | null): string => {
    if (ns === null) return ' ';
    const share = high > low ? Math.log(ns / low) / Math.log(high / low) : 0;
    return blocks[Math.min(blocks.length - 1, Math.floor(share * blocks.length))] as string;
  };
  const format = (ns: number): string => formatNs(ns, { ascii: !style.unicode });
  const nameWidth = Math.min(40, Math.max(...rows.map(({ name }) => textWidth(name))));
  const { dim, cyan } = style.colors;
  const everyMs = run.settings.timeMs;
  const scale = `${format(low)} to ${format(high)}, one mark for each ${(everyMs / 1000).toFixed(everyMs < 10_000 ? 1 : 0)} s`;
  return [
    '',
    `  ${dim(`p99 over time (${scale})`)}`,
    ...rows.map(
      ({ name, p99 }) =>
        `  ${fitLeft(name, nameWidth, glyphsOf(style).ellipsis)}  ${cyan(
          cut(p99, style.tableWidth - nameWidth - 4)
            .map(mark)
            .join(''),
        )}`,
    ),
  ];
}

/** Where there are more windows than columns, each column shows the worst of its windows. */
function cut(values: readonly (number | null)[], columns: number): (number | null)[] {
  if (values.length <= columns) return [...values];
  const perColumn = Math.ceil(values.length / columns);
  return Array.from({ length: Math.ceil(values.length / perColumn) }, (_, column) => {
    const known = values.slice(column * perColumn, (column + 1) * perColumn).filter((one) => one !== null);
    return known.length === 0 ? null : Math.max(...known);
  });
}

function errorLines({ run, totals }: LoadResult, style: TerminalStyle): string[] {
  const { bold, red } = style.colors;
  const lines = totals.flatMap(({ errors }, i) =>
    errors.map(
      ({ kind, count, example }) =>
        `  ${red(glyphsOf(style).failed)} ${nameOf(run, i)}: ${formatCount(count)} ${KINDS[kind] ?? kind}, such as: ${printable(example)}`,
    ),
  );
  return lines.length === 0 ? [] : ['', `  ${bold('Failed requests')}`, ...lines];
}
