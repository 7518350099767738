import { expect, test } from 'vitest';
import { parseObjective } from './objective.js';
import { objectiveState, type TimedRun } from './objective-state.js';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;
const OBJECTIVE = parseObjective('p95 <= 10 ms in 99 % of runs in 30 days', '--objective');

/** Ten runs a day, evenly, of which those are missed that the function names, by days before now. */
function runs(isMissed: (daysBefore: number, number: number) => boolean): TimedRun[] {
  return Array.from({ length: 600 }, (_, i) => {
    const daysBefore = (600 - i - 0.5) / 10;
    return { startedAtMs: NOW - daysBefore * DAY_MS, missed: isMissed(daysBefore, i) };
  });
}

test('an objective is a budget, a share of runs and a time', () => {
  expect(OBJECTIVE).toMatchObject({ target: 0.99, days: 30, budget: { percentile: 'p95', value: 10e6 } });
  expect(() => parseObjective('p95 <= 10 ms always', '--objective')).toThrow(/expected an objective such as/);
  expect(() => parseObjective('p95 <= 10 ms in 100 % of runs in 30 days', '--objective')).toThrow(
    /objective/,
  );
});

test('only runs in its time count', () => {
  const state = objectiveState(
    OBJECTIVE,
    runs((daysBefore) => daysBefore > 30),
    NOW,
  );
  expect(state).toMatchObject({ runCount: 300, missedCount: 0, kept: 1, budgetLeft: 1, alert: null });
});

test('one missed run of a hundred uses up the error budget, and no more', () => {
  const state = objectiveState(
    OBJECTIVE,
    runs((_, number) => number % 100 === 50),
    NOW,
  );
  expect(state?.budgetLeft).toBeCloseTo(0);
  expect(state?.burnRate.slow).toBeCloseTo(1 / 60 / 0.01, 5);
});

test('a bad day is worth a call at once, a bad week a ticket', () => {
  expect(
    objectiveState(
      OBJECTIVE,
      runs((daysBefore) => daysBefore < 0.4),
      NOW,
    )?.alert,
  ).toBe('page');
  const slow = objectiveState(
    OBJECTIVE,
    runs((daysBefore, n) => daysBefore > 1 && n % 20 === 0),
    NOW,
  );
  expect(slow?.alert).toBe('ticket');
});

test('no run in its time is no state', () => {
  expect(objectiveState(OBJECTIVE, [], NOW)).toBeNull();
});
