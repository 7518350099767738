import { printable } from '@perf-suite/command-line';
import {
  counted,
  formatNs,
  formatPercent,
  formatSpan,
  glyphsOf,
  type TerminalStyle,
} from '@perf-suite/command-line/terminal';
import type { LiveEvent } from '@perf-suite/schema';
import type { ProgressState } from './progress-state.js';
import { speedupText } from './speedup-text.js';

/**
 * Returns the lines that an event is worth in a log: rounds, failures, decisions; with `verbose`
 * each measurement. The state already includes the event.
 */
export function plainLines(
  event: LiveEvent,
  state: ProgressState,
  style: TerminalStyle,
  verbose: boolean,
): string[] {
  switch (event.type) {
    case 'round-started':
      return [roundLine(state)];
    case 'benchmark-measured': {
      if (!verbose) return [];
      const format = (ns: number): string => formatNs(ns, { ascii: !style.unicode });
      const { p50Ns, p95Ns, spreadRatio } = event.head;
      const numbers = `p50 ${format(p50Ns)}, p95 ${format(p95Ns)}, spread ${formatPercent(spreadRatio)}`;
      return [`  ${state.titleOf(event.benchmark)}: ${numbers}, ${counted(event.head.count, 'sample')}`];
    }
    case 'comparison': {
      if (event.speedup.p50 === null) return [];
      const standing = event.state === 'decided' ? 'done' : 'still open';
      const after = `after ${counted(event.rounds, 'round')}`;
      return [
        `  ${state.titleOf(event.benchmark)}: ${speedupText(event.speedup.p50, style)}, ${standing} ${after}`,
      ];
    }
    case 'benchmark-finished':
      if (event.failure === null) return [];
      return [
        `  ${glyphsOf(style).failed} ${state.titleOf(event.benchmark)}: ${firstLineOf(event.failure.message)}`,
      ];
    case 'warning':
      return verbose ? [`  ${glyphsOf(style).warning} ${printable(event.warning.message)}`] : [];
    case 'run-started':
    case 'benchmark-started':
    case 'samples':
    case 'metrics':
    case 'resources':
    case 'verdict':
    case 'run-finished':
      return [];
    default:
      event satisfies never;
      return [];
  }
}

function firstLineOf(message: string): string {
  return printable(message.split('\n')[0] ?? '');
}

function roundLine(state: ProgressState): string {
  const leftMs = state.leftMs();
  const open = state.benchmarks.filter(({ isDone }) => !isDone).length;
  const time =
    leftMs === null ? '' : `, ${formatSpan(state.elapsedMs)} elapsed, at most ${formatSpan(leftMs)} left`;
  return `round ${state.round + 1} of ${state.started?.plannedRounds ?? 0}: ${counted(open, 'benchmark')}${time}`;
}
