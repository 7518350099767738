import { WEEKDAYS } from '../settings/settings-schema.js';

type Weekday = (typeof WEEKDAYS)[number];

const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 7 * DAY_SECONDS;
/** Unix time began on a Thursday. A week that began before it keeps the remainder positive. */
const SINCE_MONDAY_SECONDS = 3 * DAY_SECONDS;
/**
 * Returns PromQL for the seconds of working days between an instant vector of Unix times and now. A day
 * begins at midnight in UTC.
 * @throws {RangeError} if no day is a working day
 */
export function workingSecondsSince(timestamps: string, workingDays: readonly Weekday[]): string {
  if (workingDays.length === 0) throw new RangeError('expected at least one working day');
  if (WEEKDAYS.every((day) => workingDays.includes(day))) return `time() - ${timestamps}`;
  const now = workingSecondsUntil('vector(time())', workingDays);
  return `scalar(${now}) - (${workingSecondsUntil(timestamps, workingDays)})`;
}

/** The working seconds of all weeks before, and of the days of this week so far. */
function workingSecondsUntil(timestamps: string, workingDays: readonly Weekday[]): string {
  const sinceMonday = `(${timestamps} + ${SINCE_MONDAY_SECONDS})`;
  const days = WEEKDAYS.flatMap((day, i) => (workingDays.includes(day) ? [i] : []));
  const ofThisWeek = spansOf(days).map(
    ({ from, count }) =>
      `clamp(${sinceMonday} % ${WEEK_SECONDS} - ${from * DAY_SECONDS}, 0, ${count * DAY_SECONDS})`,
  );
  return [`floor(${sinceMonday} / ${WEEK_SECONDS}) * ${days.length * DAY_SECONDS}`, ...ofThisWeek].join(
    ' + ',
  );
}

/** Returns the runs of consecutive numbers in an ascending list. */
function spansOf(days: readonly number[]): { readonly from: number; readonly count: number }[] {
  const spans: { from: number; count: number }[] = [];
  for (const day of days) {
    const last = spans.at(-1);
    if (last !== undefined && last.from + last.count === day) last.count++;
    else spans.push({ from: day, count: 1 });
  }
  return spans;
}
