import { parseNames } from '@perf-suite/command-line';
import type { PercentileName } from '@perf-suite/schema';
import { DEFAULT_FAIL_ON, type FailOn, GATE_ORDER } from '../gate.js';
import { PERCENTILES } from '../judge-options.js';

/** Returns the percentiles named in `p50,p95`. @throws {PerfError} `bad-usage` on another name */
export function parsePercentiles(text: string): PercentileName[] {
  return parseNames(text, '--percentile', PERCENTILES);
}

/** Returns the verdicts named in `regressed,missing`; `none` is no verdict. @throws {PerfError} `bad-usage` */
export function parseFailOn(text: string | undefined): readonly FailOn[] {
  if (text === undefined) return DEFAULT_FAIL_ON;
  if (text.trim() === 'none') return [];
  return parseNames(
    text,
    '--fail-on',
    GATE_ORDER.map(([verdict]) => verdict),
  );
}
