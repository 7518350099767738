import {
  durationExpected,
  durationMsFrom,
  HOST_EXPECTED,
  hostFrom,
  PUBLIC_URL_EXPECTED,
  publicAddressFrom,
  RATIO_EXPECTED,
  ratioFrom,
} from '@perf-suite/command-line';
import { FAIL_ON, type FailOn, PERCENTILES } from '@perf-suite/schema';
import * as v from 'valibot';
import { ISOLATIONS } from './settings.js';

const words = v.pipe(v.string(), v.trim(), v.nonEmpty());
const positiveInteger = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const port = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(65_535));
const textOrNumber = v.union([v.string(), v.number()]);
const duration = v.pipe(textOrNumber, readAs(durationMsFrom, durationExpected));
const ratio = v.pipe(
  textOrNumber,
  readAs(ratioFrom, () => RATIO_EXPECTED),
);
const list = v.union([
  v.pipe(
    words,
    v.transform((text) => text.split(',').map((part) => part.trim())),
  ),
  v.array(words),
]);
const yesOrNo = v.union([
  v.boolean(),
  v.pipe(
    v.picklist(['true', 'false']),
    v.transform((text) => text === 'true'),
  ),
]);
const nodeFlag = v.pipe(v.string(), v.startsWith('-'));

/** Each config key: what it may hold, already read into its unit. */
export const CONFIG_FIELDS = {
  files: v.union([
    v.pipe(
      words,
      v.transform((glob) => [glob]),
    ),
    v.array(words),
  ]),
  rounds: v.union([positiveInteger, v.literal('auto')]),
  time: duration,
  timeout: duration,
  seed: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  env: words,
  out: words,
  minimumEffect: v.union([
    v.pipe(
      ratio,
      v.transform((effect): { p50?: number; p95?: number } => ({ p50: effect })),
    ),
    v.strictObject({ p50: v.exactOptional(ratio), p95: v.exactOptional(ratio) }),
  ]),
  percentile: v.pipe(list, v.array(v.picklist(PERCENTILES)), v.minLength(1)),
  isolation: v.picklist(ISOLATIONS),
  nodeFlags: v.union([
    v.pipe(
      v.string(),
      v.transform((text) => text.split(/\s+/).filter(Boolean)),
      v.array(nodeFlag),
    ),
    v.array(nodeFlag),
  ]),
  sampleCap: positiveInteger,
  budget: duration,
  host: v.pipe(
    words,
    v.check((text) => hostFrom(text) !== null, HOST_EXPECTED),
    v.transform((text) => hostFrom(text) ?? text),
  ),
  port,
  metricsPort: port,
  publicUrl: v.pipe(
    words,
    v.check((text) => publicAddressFrom(text) !== null, PUBLIC_URL_EXPECTED),
  ),
  metricsFile: words,
  baseline: list,
  against: words,
  againstTip: yesOrNo,
  baseSetup: words,
  audit: yesOrNo,
  failOn: v.union([
    v.pipe(
      v.literal('none'),
      v.transform((): FailOn[] => []),
    ),
    v.pipe(list, v.array(v.picklist(FAIL_ON))),
  ]),
};

export type ConfigKey = keyof typeof CONFIG_FIELDS;
export const CONFIG_KEYS = Object.keys(CONFIG_FIELDS) as ConfigKey[];

/** A config whose values were checked and read; the names are still those of the keys. */
export type CheckedConfig = {
  readonly [K in ConfigKey]?: v.InferOutput<(typeof CONFIG_FIELDS)[K]>;
};

/** Keeps a reader's result, or refuses with what it expected. */
function readAs(
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
