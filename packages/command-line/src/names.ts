import { FAIL_ON, type FailOn } from '@perf-suite/schema';
import { parseChoice } from './choice.js';

/**
 * Returns the names that a flag lists, as in `p50,p95`.
 * @throws {PerfError} `bad-usage` on a name that is not allowed
 */
export function parseNames<Name extends string>(
  text: string,
  flag: string,
  allowed: readonly Name[],
): Name[] {
  return text.split(',').map((part) => parseChoice(part, flag, allowed));
}

/** Returns the verdicts that `--fail-on` lists; `none` is no verdict. @throws {PerfError} `bad-usage` */
export function parseFailOn(text: string): FailOn[] {
  if (text.trim() === 'none') return [];
  // Said of a single word, that it may be; among others it makes no sense.
  const isAlone = !text.includes(',');
  return isAlone
    ? ([parseChoice(text, '--fail-on', [...FAIL_ON, 'none'])] as FailOn[])
    : parseNames(text, '--fail-on', FAIL_ON);
}
