import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { finite, text, textByName } from './field.js';

/** What a benchmark's own code said about one metric of the user's: `metric(name, labels).set(value)`. */
export const metricValuesSchema = v.object({
  name: text,
  labels: textByName,
  operation: v.picklist(['set', 'add', 'observe']),
  /** In order: the last value set in each round, the sum added in each round, or the values observed. */
  values: v.array(finite),
});

/** The same with the id of the benchmark; of head, in an A/B run. */
export const runMetricSchema = v.object({ benchmark: text, ...metricValuesSchema.entries });

export type MetricValues = DeepReadonly<v.InferOutput<typeof metricValuesSchema>>;
export type RunMetric = DeepReadonly<v.InferOutput<typeof runMetricSchema>>;
