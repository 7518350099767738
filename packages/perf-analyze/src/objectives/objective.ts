import { PerfError } from '@perf-suite/schema';
import { type Budget, budgetFrom } from '../forecast/budget.js';

/** What a team promises: `p95 <= 10 ms in 99 % of runs in 30 days`. */
export interface Objective {
  readonly text: string;
  readonly budget: Budget;
  /** Share of the runs that have to keep it. */
  readonly target: number;
  readonly days: number;
}

export const OBJECTIVE_EXPECTED = "an objective such as 'p95 <= 10 ms in 99 % of runs in 30 days'";

/** @throws {PerfError} `bad-usage` when the text is no objective */
export function parseObjective(text: string, flag: string): Objective {
  const match = /^(.*?)\s+in\s+(\d+(?:\.\d+)?)\s*%\s+of\s+runs\s+in\s+(\d+)\s*(?:days?|d)\s*$/.exec(text);
  const budget = match === null ? null : budgetFrom(match[1] as string);
  const target = Number(match?.[2]) / 100;
  const days = Number(match?.[3]);
  if (budget === null || !(target > 0 && target < 1) || !(days > 0)) {
    throw new PerfError(
      'bad-usage',
      `${flag}: expected ${OBJECTIVE_EXPECTED}, found ${JSON.stringify(text)}`,
      {
        hint: 'The share is below 100 %: with 100 % the first run that misses it would end the month.',
      },
    );
  }
  return { text: text.trim(), budget, target, days };
}
