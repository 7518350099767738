import type { Warning } from '@perf-suite/schema';
import type { LoadedSide } from './loaded-side.js';

/** With fewer answers of a request, a round says little about it. */
const FEWEST_ANSWERS = 5;

/**
 * Returns what a round leaves to say of one request: that it has few answers, and which of them failed.
 * @param measuredCount answers from each side
 */
export function requestWarnings(
  sides: readonly LoadedSide[],
  request: number,
  measuredCount: number,
): Warning[] {
  const failed = sides.flatMap((side) => {
    const text = side.tally(request).errorText;
    return text === null ? [] : [sides.length === 1 ? text : `in ${side.variant}, ${text}`];
  });
  return [
    ...(measuredCount < FEWEST_ANSWERS ? [fewAnswers(measuredCount)] : []),
    ...(failed.length === 0 ? [] : [requestErrors(failed)]),
  ];
}

function fewAnswers(count: number): Warning {
  return {
    code: 'few-requests',
    message: `a round has ${count} of its answers from each side: too few to tell much`,
    hint: 'Give it more weight among the requests, or more time (time), or send more.',
  };
}

function requestErrors(failed: readonly string[]): Warning {
  return {
    code: 'request-errors',
    message: `in a round, ${failed.join('; ')}`,
    hint: 'The times are those of the others. The run file has the failures of all rounds, by kind.',
  };
}
