import { counted, plainPercent } from '@perf-suite/command-line/terminal';
import type { Environment, Warning } from '@perf-suite/schema';

/** Share of the usable cores that other work may have kept busy before it is worth a warning. */
const BUSY_RATIO = 0.5;
/** How far the machine's speed may move around a round before the round counts as disturbed. */
const NOISE_RATIO = 0.1;
const DISTURBED_SHARE = 0.25;

/** Returns the doubts that the machine itself gives reason for. */
export function environmentWarnings(environment: Environment): Warning[] {
  const { cpu } = environment;
  const warnings: Warning[] = [];
  if (cpu.governor !== null && cpu.governor !== 'performance') {
    warnings.push({
      code: 'governor',
      message: `the CPU governor is "${cpu.governor}", so that the clock speed follows the load`,
      hint: 'Set it with: sudo cpupower frequency-set --governor performance',
    });
  }
  return [...warnings, ...loadWarnings(environment)];
}

/** Returns the doubt that a busy machine leaves, whether a run is judged or not. */
export function loadWarnings(environment: Environment): Warning[] {
  if (!isBusy(environment)) return [];
  const { cpu, loadAtStart } = environment;
  return [
    {
      code: 'load',
      message: `the load was ${loadAtStart.toFixed(1)} on ${counted(cpu.availableCores, 'core')} when the run started`,
      hint: 'Close other programs, or use a machine on which nothing else runs.',
    },
  ];
}

/** Tells whether other work kept the machine busy when a run started. */
export function isBusy({ cpu, loadAtStart }: Environment): boolean {
  return loadAtStart > BUSY_RATIO * cpu.availableCores;
}

/** Returns a doubt where the machine's speed moved during many of a benchmark's rounds. */
export function noiseWarnings(rounds: readonly { readonly noiseRatio: number | null }[]): Warning[] {
  const disturbed = rounds.filter(({ noiseRatio }) => noiseRatio !== null && noiseRatio > NOISE_RATIO);
  if (disturbed.length === 0 || disturbed.length < DISTURBED_SHARE * rounds.length) return [];
  return [
    {
      code: 'noisy-neighbour',
      message: `the machine's speed moved by more than ${plainPercent(NOISE_RATIO)} around ${disturbed.length} of ${counted(rounds.length, 'round')}`,
      hint: 'Something else used the machine: run again when it is quiet, or with more rounds.',
    },
  ];
}
