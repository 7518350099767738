import { printable } from '@perf-suite/command-line';
import { formatCount, formatNs, formatSpan, slowerText } from '@perf-suite/command-line/terminal';
import type { LiveEvent } from '@perf-suite/schema';
import type { WatchedRun } from './watched-run.js';

/**
 * Returns the line that describes an event where there is no terminal to draw on; null for events that
 * are too many to print.
 * @param run as it is after the event
 */
export function eventLine(event: LiveEvent, run: WatchedRun, style: { unicode: boolean }): string | null {
  const text = textOf(event, run, style);
  if (text === null) return null;
  const t = 't' in event ? event.t : 0;
  return `${`${(t / 1000).toFixed(1)} s`.padStart(9)}  ${printable(text)}`;
}

function textOf(event: LiveEvent, run: WatchedRun, style: { unicode: boolean }): string | null {
  const name = (benchmark: number): string => run.labelOf(benchmark);
  switch (event.type) {
    case 'run-started': {
      const note = event.baselineNote === undefined ? '' : ` (${event.baselineNote})`;
      const against = event.baseline === null ? '' : ` against ${event.baseline}${note}`;
      return `run ${event.run} started: ${event.benchmarks.length} benchmarks, up to ${event.plannedRounds} rounds${against}`;
    }
    case 'round-started':
      return `round ${event.round + 1} started`;
    case 'comparison': {
      const speedup = event.speedup.p50;
      if (speedup === null) return null;
      const interval = `${speedup.lower.toFixed(3)} to ${speedup.upper.toFixed(3)}`;
      return `${name(event.benchmark)}: speedup ${speedup.point.toFixed(3)} (${interval}) after ${event.rounds} rounds, ${event.state}`;
    }
    case 'benchmark-finished': {
      if (event.failure !== null)
        return `${name(event.benchmark)}: failed: ${event.failure.message.split('\n')[0]}`;
      if (event.head === null) return null;
      const { p50Ns, p95Ns, count } = event.head;
      return `${name(event.benchmark)}: p50 ${formatNs(p50Ns, { ascii: !style.unicode })}, p95 ${formatNs(p95Ns, { ascii: !style.unicode })}, ${formatCount(count)} samples`;
    }
    case 'verdict':
      return `${name(event.benchmark)}: ${event.verdict}${event.severity === null ? '' : ` (${event.severity})`}: ${event.summary}`;
    case 'warning': {
      const where = event.benchmark === null ? '' : `${name(event.benchmark)}: `;
      return `warning: ${where}${event.warning.message}${event.warning.hint === undefined ? '' : ` ${event.warning.hint}`}`;
    }
    case 'run-finished':
      return endText(run);
    case 'benchmark-started':
    case 'samples':
    case 'benchmark-measured':
    case 'metrics':
    case 'resources':
      return null;
    default:
      // What only a later version knows is not shown.
      event satisfies never;
      return null;
  }
}

/** Returns how a run ended, in one sentence; of one that has. */
export function endText(run: WatchedRun): string {
  const { finished } = run;
  if (finished === null) return 'the run has not ended';
  const how = finished.interrupted
    ? 'interrupted'
    : finished.state === 'partial'
      ? 'ended early'
      : 'finished';
  const missed = run.missedCount === 0 ? '' : `, ${formatCount(run.missedCount)} of them missed here`;
  const regressed = finished.regressedCount === 0 ? '' : `, ${finished.regressedCount} regressed`;
  const slowest = slowestOf(run);
  return `run ${how} after ${formatSpan(finished.t)}: ${formatCount(run.sampleCount)} samples streamed${missed}${regressed}${slowest}; exit code ${finished.exitCode}`;
}

function slowestOf(run: WatchedRun): string {
  const regressed = run.benchmarks.filter(({ decision }) => decision?.verdict === 'regressed');
  const slowdowns = regressed.map(({ label, speedup, elsewhere }) =>
    elsewhere === null
      ? { label, speedup, at: '' }
      : { label, speedup: elsewhere.speedup, at: ` at ${elsewhere.percentile}` },
  );
  const worst = slowdowns.sort((a, b) => (a.speedup?.point ?? 1) - (b.speedup?.point ?? 1))[0];
  return worst?.speedup == null
    ? ''
    : `, worst ${worst.label} (${slowerText(worst.speedup.point)}${worst.at})`;
}
