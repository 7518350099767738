import { changeText, counted, plainPercent } from '@perf-suite/command-line/terminal';
import type { PercentileName, Warning } from '@perf-suite/schema';
import { ALPHA, FEW_SAMPLES_HINT, FEWEST_SAMPLES_FOR_P95 } from '../judge-options.js';
import type { QuantityDecision } from './rounds-seen.js';

/** Returns the doubts about one percentile of a paired benchmark, each with what to do about it. */
export function pairWarnings(percentile: PercentileName, decision: QuantityDecision): Warning[] {
  if (decision.roundCount === 0) return percentile === 'p95' ? [tooFewSamples()] : [];
  return [...tooFewRounds(decision), ...bimodal(decision), ...drift(decision)];
}

function tooFewSamples(): Warning {
  return {
    code: 'insufficient-samples',
    message: `p95 is not judged: it needs ${FEWEST_SAMPLES_FOR_P95} samples a round, found fewer`,
    hint: FEW_SAMPLES_HINT,
  };
}

function tooFewRounds({ roundCount, alpha }: QuantityDecision): Warning[] {
  // An analysis that looks for no change needs no more rounds than it has.
  if (alpha === 0) return [];
  const smallestP = 2 ** -roundCount;
  if (smallestP <= alpha) return [];
  const needed = Math.ceil(-Math.log2(alpha));
  return [
    {
      code: 'too-few-rounds',
      message: `${counted(roundCount, 'round')} cannot reach p below ${Number(smallestP.toPrecision(2))}, and ${plainPercent(alpha)} is needed`,
      hint: `Measure at least ${Math.max(needed, Math.ceil(-Math.log2(ALPHA)))} rounds, or let --rounds auto choose.`,
    },
  ];
}

function bimodal({ modes }: QuantityDecision): Warning[] {
  if (modes === null) return [];
  const at = (log: number, count: number): string =>
    `${changeText(Math.expm1(log))} in ${counted(count, 'round')}`;
  return [
    {
      code: 'bimodal',
      message: `the change has two modes: ${at(modes.lower, modes.lowerCount)} and ${at(modes.upper, modes.upperCount)}`,
      hint: 'The engine settles in one of two states in each process: compare with --isolation process, and find out what decides between them.',
    },
  ];
}

function drift({ trend }: QuantityDecision): Warning[] {
  if (trend === null) return [];
  return [
    {
      code: 'drift',
      message: `the change itself drifted by ${changeText(Math.expm1(trend))} from the first round to the last`,
      hint: 'Something warms up or fills up between rounds (caches, files, temperature): look for it, then run again.',
    },
  ];
}
