import { printable } from '@perf-suite/command-line';
import {
  counted,
  formatCount,
  formatNs,
  type TerminalStyle,
  wrapWords,
} from '@perf-suite/command-line/terminal';
import type { RunFile } from '@perf-suite/schema';
import { type RequestTotals, requestsOverRounds } from '../results/requests-over-rounds.js';
import { rateText } from './rate-text.js';

/** Returns what became of the requests to services besides their latency; none for a run without services. */
export function requestLines(run: RunFile, style: TerminalStyle): string[] {
  const lines = run.benchmarks.flatMap((benchmark) => {
    const totals = requestsOverRounds(benchmark);
    if (totals === null) return [];
    const title = style.colors.bold(printable([...benchmark.group, benchmark.name].join(' > ')));
    const sides = (['base', 'head'] as const).flatMap((variant) => {
      const side = totals[variant];
      if (side === undefined) return [];
      return `${totals.base === undefined ? '' : `${variant} `}${textOf(side, style)}`;
    });
    return wrapWords(`${title}: ${sides.join('; ')}`, style.width, '  ');
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

function textOf(
  { okCount, errorCount, errors, perSecond, p99Ns }: RequestTotals,
  style: TerminalStyle,
): string {
  const kinds = Object.entries(errors).map(([kind, count]) => `${formatCount(count)} ${kind}`);
  const failed = `${formatCount(errorCount)} failed (${kinds.join(', ')})`;
  return [
    `${counted(okCount, 'good answer')}, ${rateText(perSecond)} a second`,
    ...(p99Ns === null ? [] : [`p99 ${formatNs(p99Ns, { ascii: !style.unicode })}`]),
    errorCount === 0 ? 'none failed' : style.colors.red(failed),
  ].join(', ');
}
