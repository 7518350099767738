import {
  drawBar,
  fitLeft,
  fitRight,
  formatCount,
  formatNs,
  formatSpan,
  glyphsOf,
  type TerminalStyle,
  textWidth,
} from '@perf-suite/command-line/terminal';
import type { RequestTally } from '@perf-suite/load';

export interface LoadSoFar {
  /** Of the whole time, in the order of `names`. */
  readonly totals: readonly RequestTally[];
  readonly names: readonly string[];
  readonly elapsedMs: number;
  readonly timeMs: number;
}

/** As many requests as are drawn; the others are counted. */
const SHOWN = 12;
const BAR_COLUMNS = 40;

/** Returns the display of a load that goes on: a bar, and a line for each request. */
export function loadProgressLines(soFar: LoadSoFar, style: TerminalStyle): string[] {
  const { totals, names, elapsedMs, timeMs } = soFar;
  const { bold, dim, red } = style.colors;
  const share = Math.min(1, elapsedMs / timeMs);
  const left = elapsedMs < timeMs ? `${formatSpan(timeMs - elapsedMs)} left` : 'waiting for the last answers';
  const bar = drawBar(share, Math.max(10, Math.min(BAR_COLUMNS, style.width - 40)), style);
  const nameWidth = Math.min(Math.max(20, style.width - 60), Math.max(...names.map(textWidth)));
  const rows = totals.slice(0, SHOWN).map((tally, i) => {
    const { latency, okCount, errorCount } = tally;
    const time = (ns: number | undefined): string =>
      fitRight(ns === undefined ? '-' : formatNs(ns, { ascii: !style.unicode }), 8);
    const failed = errorCount === 0 ? '' : `  ${red(`${formatCount(errorCount)} failed`)}`;
    const name = fitLeft(names[i] ?? '', nameWidth, glyphsOf(style).ellipsis);
    return `  ${name}  ${fitRight(formatCount(okCount), 9)}  ${dim('p50')} ${bold(time(latency?.p50))}  ${dim('p99')} ${time(latency?.p99)}${failed}`;
  });
  const hidden = totals.length - rows.length;
  return [
    '',
    `  ${bar}  ${bold(`${String(Math.floor(share * 100)).padStart(3)} %`)}  ${formatSpan(elapsedMs)}, ${left}`,
    '',
    ...rows,
    ...(hidden > 0 ? [`  ${dim(`and ${hidden} more`)}`] : []),
  ];
}
