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
  return text.trim() === 'none' ? [] : parseNames(text, '--fail-on', FAIL_ON);
}
