import { formatCount } from '@perf-suite/command-line/terminal';
import type { StageTimes } from '../../wire/stage-clock.js';

/**
 * Returns where the time of a round's processes went; waiting for turns occurs with two that take turns.
 * @param atOnce how many ran at the same time, on average
 */
export function roundTimesLine(
  { start, load, setUp, warmUp, measure, wait, rest }: StageTimes,
  atOnce: number,
): string {
  const parts = [
    `start and loading ${inMs(start + load)}`,
    `setup ${inMs(setUp)}`,
    `warm-up ${inMs(warmUp)}`,
    `measuring ${inMs(measure)}`,
    ...(wait === 0 ? [] : [`waiting for turns ${inMs(wait)}`]),
    `rest ${inMs(rest)}`,
  ];
  const whose =
    atOnce > 1
      ? `this round's processes, ${atOnce.toFixed(1)} at a time`
      : wait === 0
        ? 'this round'
        : "this round's processes";
  return `  time of ${whose}: ${parts.join(', ')}`;
}

function inMs(ms: number): string {
  return `${formatCount(Math.round(ms))} ms`;
}
