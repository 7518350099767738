import type { Outcome } from './run-project.js';
import type { Expected } from './way.js';

/** Exit codes of a comparison that was refused; 1 would blame the change, 3 is the reader's choice. */
const REFUSED = [2, 4, 5, 6];

/** Returns what is wrong with the outcome, in one line each; empty where the user gets the right result. */
export function faultsOf(outcome: Outcome, expected: Expected): string[] {
  switch (expected.outcome) {
    case 'found':
      return [...exitFault(outcome, [1]), ...verdictFault(outcome, ['regressed'])];
    case 'refused':
      return [...exitFault(outcome, REFUSED), ...sentenceFault(printed(outcome), expected.says)];
    case 'not-run':
      return [
        ...exitFault(outcome, [0]),
        ...verdictFault(outcome, ['inconclusive']),
        ...sentenceFault(printed(outcome), expected.says),
      ];
    case 'not-passed':
      return [...exitFault(outcome, [0, 1]), ...verdictFault(outcome, ['regressed', 'inconclusive'])];
    case 'not-flagged':
      return [
        ...exitFault(outcome, [0]),
        ...verdictFault(outcome, ['unchanged', 'same-code', 'inconclusive']),
        ...falseAlarms(outcome, expected.mayWarn),
      ];
  }
}

/** All sentences that a user sees, one a line. */
export function printed({ warnings, stderr }: Outcome): string {
  return [...warnings.map(({ code, message, hint }) => `${code}: ${message} ${hint ?? ''}`), stderr].join(
    '\n',
  );
}

function exitFault({ exitCode }: Outcome, allowed: readonly number[]): string[] {
  return exitCode !== null && allowed.includes(exitCode)
    ? []
    : [`expected exit code ${allowed.join(' or ')}, found ${exitCode}`];
}

function verdictFault({ verdict }: Outcome, allowed: readonly string[]): string[] {
  return verdict !== null && allowed.includes(verdict)
    ? []
    : [`expected the verdict ${allowed.join(' or ')}, found ${verdict}`];
}

function sentenceFault(text: string, says: RegExp): string[] {
  return says.test(text) ? [] : [`expected a sentence like ${says}`];
}

/** What a busy machine may cause, whatever the project. */
export const OF_THE_MACHINE = new Set([
  'bimodal',
  'common-shift',
  'concurrent-run',
  'drift',
  'governor',
  'insufficient-samples',
  'load',
  'noisy-neighbour',
  'p95-regressed',
  'too-few-rounds',
]);

function falseAlarms({ warnings }: Outcome, mayWarn: RegExp | undefined): string[] {
  return warnings
    .filter(({ code, message }) => !OF_THE_MACHINE.has(code) && mayWarn?.test(message) !== true)
    .map(({ code, message }) => `a false alarm: ${code}: ${message}`);
}
