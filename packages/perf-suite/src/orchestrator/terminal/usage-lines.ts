import { printable } from '@perf-suite/command-line';
import { type TerminalStyle, wrapWords } from '@perf-suite/command-line/terminal';
import type { ExecutionUsage, RunFile } from '@perf-suite/schema';
import { usageOverRounds } from '../results/usage-over-rounds.js';

/** Returns what executions of each command used besides time; none for a run of functions alone. */
export function usageLines(run: RunFile, style: TerminalStyle): string[] {
  const lines = run.benchmarks.flatMap((benchmark) => {
    const usage = usageOverRounds(benchmark);
    if (usage === null) return [];
    const title = style.colors.bold(printable([...benchmark.group, benchmark.name].join(' > ')));
    const { base, head = {} } = usage;
    const sides = base === undefined ? [textOf(head)] : [`base ${textOf(base)}`, `head ${textOf(head)}`];
    return wrapWords(`${title}: an execution uses ${sides.join('; ')}`, style.width, '  ');
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

function textOf({ userMs, systemMs, rssPeakBytes }: ExecutionUsage): string {
  const parts = [
    ...(userMs === undefined ? [] : [`${timeOf(userMs)} user`]),
    ...(systemMs === undefined ? [] : [`${timeOf(systemMs)} system`]),
    ...(rssPeakBytes === undefined ? [] : [`${(rssPeakBytes / 1e6).toFixed(1)} MB memory`]),
  ];
  return parts.join(', ');
}

/** Not closer than the system tells it. */
function timeOf(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
