import type { BudgetFinding, Report } from '@perf-suite/schema';
import { BUDGET_STATES } from '@perf-suite/schema';

/** What all formats say of budgets in the same words. */

export const BUDGET_WORDS: Readonly<Record<BudgetFinding['state'], string>> = {
  over: 'over budget',
  open: 'budget open',
  within: 'within budget',
};

/** Returns the budgets of a report, those that are over first. */
export function budgetsInOrder({ budgets = [] }: Report): BudgetFinding[] {
  return budgets.toSorted((a, b) => BUDGET_STATES.indexOf(a.state) - BUDGET_STATES.indexOf(b.state));
}

/** Returns how many budgets a report has in each state: `budgets: 1 over, 2 within`; empty without budgets. */
export function budgetCounts({ budgets = [] }: Report): string {
  const counts = BUDGET_STATES.flatMap((state) => {
    const count = budgets.filter((one) => one.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return counts.length === 0 ? '' : `budgets: ${counts.join(', ')}`;
}

/** Returns whether a budget of the report is exceeded. */
export function isOverBudget({ budgets = [] }: Report): boolean {
  return budgets.some(({ state }) => state === 'over');
}
