import * as v from 'valibot';
import { measured } from '../fields.js';
import type { Importer } from '../importer.js';
import { pointOfSummary } from '../points.js';

const measureSchema = v.object({
  value: measured,
  lower_value: v.optional(v.pipe(v.number(), v.finite())),
  upper_value: v.optional(v.pipe(v.number(), v.finite())),
});

/** The units of Bencher's own measures; those of others are on its server only. */
const UNITS: Readonly<Record<string, string>> = {
  latency: 'ns',
  throughput: 'ops/s',
  'build-time': 's',
  'file-size': 'bytes',
};
/** What a benchmark measures by itself. The two differ by their unit. */
const OWN = new Set(['latency', 'throughput']);

export const bencher: Importer = {
  name: 'bencher',
  tool: 'Bencher Metric Format',
  madeBy: 'what `bencher run --adapter json` takes',
  p50: '`value`, whatever it was when it was written',
  p95: null,
  rounds: null,
  facts: [],
  recognizes: (file) => {
    const json = file.jsonIfAny();
    const isObject = (value: unknown): value is object =>
      typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject(json)) return false;
    const measures = Object.values(json).flatMap((one) => (isObject(one) ? Object.values(one) : [null]));
    return measures.length > 0 && measures.every((one) => isObject(one) && 'value' in one);
  },
  read: (file, { units }) => {
    const points = file.entries(file.json(), '').flatMap(({ key: name, value, at }) =>
      file.entries(value, at).map(({ key: measure, value: metric, at: place }) => {
        const { value: p50, lower_value: low, upper_value: high } = file.parse(measureSchema, metric, place);
        const unit = Object.hasOwn(UNITS, measure) ? (UNITS[measure] as string) : measure;
        const benchmark = OWN.has(measure) ? name : `${name} > ${measure}`;
        const meaning = units.meaning(unit, { file, at: place, names: [measure] });
        const spread = low === undefined || high === undefined || high < low ? null : (high - low) / 2;
        return pointOfSummary({ at: place, benchmark, meaning }, { p50, spread });
      }),
    );
    return [{ points }];
  },
};
