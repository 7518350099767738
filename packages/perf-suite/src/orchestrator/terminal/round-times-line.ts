import { formatCount } from '@perf-suite/command-line/terminal';
import type { StageTimes } from '../../wire/stage-clock.js';

/** Returns where the time of a round's processes went; waiting for turns occurs with two that take turns. */
export function roundTimesLine({ start, load, setUp, warmUp, measure, wait, rest }: StageTimes): string {
  const parts = [
    `start and loading ${inMs(start + load)}`,
    `setup ${inMs(setUp)}`,
    `warm-up ${inMs(warmUp)}`,
    `measuring ${inMs(measure)}`,
    ...(wait === 0 ? [] : [`waiting for turns ${inMs(wait)}`]),
    `rest ${inMs(rest)}`,
  ];
  return `  time of ${wait === 0 ? 'this round' : "this round's processes"}: ${parts.join(', ')}`;
}

function inMs(ms: number): string {
  return `${formatCount(Math.round(ms))} ms`;
}
