/** What each command's exit code means, the same for all tools of the project. */
export const EXIT_CODES = {
  done: 0,
  regression: 1,
  badInput: 2,
  inconclusive: 3,
  missing: 4,
  notComparable: 5,
  benchmarkFailed: 6,
  overBudget: 7,
  /** EX_SOFTWARE of sysexits.h. Node's own code for a crash is 1, which here means a regression. */
  internalError: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
