import {
  durationExpected,
  durationMsFrom,
  parseWhole,
  RATIO_EXPECTED,
  ratioFrom,
} from '@perf-suite/command-line';
import { closestWord, PerfError } from '@perf-suite/schema';
import * as v from 'valibot';

/** What values of several settings, or of one with rules of its own, may be, and how they are read. */

export const words = v.pipe(v.string(), v.trim(), v.nonEmpty());
export const positiveInteger = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const port = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(65_535));
export const textOrNumber = v.union([v.string(), v.number()]);
export const ratio = v.pipe(
  textOrNumber,
  readAs(ratioFrom, () => RATIO_EXPECTED),
);
export const list = v.union([
  v.pipe(
    words,
    v.transform((text) => text.split(',').map((part) => part.trim())),
  ),
  v.array(words),
]);
/** One glob as text: it may hold commas. */
export const globs = v.union([
  v.pipe(
    words,
    v.transform((glob) => [glob]),
  ),
  v.array(words),
]);
export const yesOrNo = v.union([
  v.boolean(),
  v.pipe(
    v.picklist(['true', 'false']),
    v.transform((text) => text === 'true'),
  ),
]);
const budgetTime = v.pipe(textOrNumber, readAs(durationMsFrom, durationExpected));

/** The longest times of the benchmarks whose ids a pattern matches, in milliseconds. */
export interface BudgetPattern {
  readonly match: string;
  readonly p50?: number;
  readonly p95?: number;
}
const budgetPattern = v.pipe(
  v.strictObject({ match: words, p50: v.exactOptional(budgetTime), p95: v.exactOptional(budgetTime) }),
  v.check(({ p50, p95 }) => p50 !== undefined || p95 !== undefined, 'p50, p95 or both beside match'),
);
const budgetPatterns = v.array(budgetPattern);
/** As text, in a variable, it is JSON. */
export const budgets = v.lazy(
  (value): v.GenericSchema<unknown, BudgetPattern[]> =>
    typeof value === 'string' ? v.pipe(v.string(), v.parseJson(), budgetPatterns) : budgetPatterns,
);
export const nodeFlag = v.pipe(v.string(), v.startsWith('-'));

/** Keeps a reader's result, or refuses with what it expected. */
export function readAs(
  read: (value: string | number) => number | null,
  expectedFor: (value: string | number) => string,
) {
  return v.rawTransform<string | number, number>(({ dataset, addIssue, NEVER }) => {
    const value = read(dataset.value);
    if (value !== null) return value;
    const expected = expectedFor(dataset.value);
    addIssue({ expected, message: expected });
    return NEVER;
  });
}

/** Reads a number that may be left to the tool. */
export function parseCountOrAuto(text: string, flag: string): number | 'auto' {
  if (text === 'auto') return text;
  if (/^\d+$/.test(text) && Number(text) > 0) return parseWhole(text, flag, { least: 1 });
  const hint = closestWord(text, ['auto']) === null ? {} : { hint: 'Did you mean auto?' };
  const message = `${flag}: expected a whole number from 1 or auto, found ${JSON.stringify(text)}`;
  throw new PerfError('bad-usage', message, /[a-z]/i.test(text) ? hint : {});
}

export function notEmpty(text: string, flag: string): string {
  if (text.trim() !== '') return text;
  throw new PerfError('bad-usage', `${flag}: expected a value, found an empty one`, {
    hint: 'A variable of the shell may be unset: leave the flag out for its default.',
  });
}

export function parseOut(text: string): string {
  if (!/[\\/]$/.test(notEmpty(text, '--out'))) return text;
  throw new PerfError(
    'bad-usage',
    `--out: expected a file, found the name of a folder ${JSON.stringify(text)}`,
    {
      hint: `For example: --out ${text}today.run.json`,
    },
  );
}
