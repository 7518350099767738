import * as v from 'valibot';
import { changeEntrySchema } from './change-entry.js';
import type { DeepReadonly } from './deep-readonly.js';
import { estimateSchema } from './estimate.js';
import { count, finite, instant, nameText, nonNegative, ratio, text } from './field.js';
import { percentileNameSchema } from './verdict-settings.js';

export const ANALYSIS_VERSION = 1;

/** What an analysis may be about, each a document of its own. */
export const ANALYSIS_KINDS = ['changes', 'forecasts', 'objectives'] as const;

const about = { schemaVersion: v.literal(ANALYSIS_VERSION), createdAt: instant };
/** Whose runs were analysed. A branch of null is that of a detached HEAD. */
const history = { project: text, environment: text, branch: v.nullable(text) };

const analysedChangeSchema = v.object({
  ...changeEntrySchema.entries,
  /** Start of the first run after the change; null where the history has that run no longer. */
  changedAt: v.nullable(instant),
  /** Command that measures in pairs whether the code changed; null where pairs cannot say it. */
  confirm: v.nullable(text),
  /** Command that compares the working tree with the code before; null where its commit is not known. */
  compare: v.nullable(text),
});

const changesSchema = v.object({
  kind: v.literal('changes'),
  ...about,
  environments: v.array(
    v.object({
      ...history,
      runCount: count,
      benchmarkCount: count,
      /** Oldest first; without those that are fixed, unless asked for. */
      changes: v.array(analysedChangeSchema),
    }),
  ),
});

/** In days from the newest run; null is never. */
const days = v.nullable(nonNegative);

const forecastSchema = v.variant('kind', [
  /** The level is over the budget already, by this share of it; of rates, by how much longer a call takes than it may. */
  v.object({ kind: v.literal('over'), excess: nonNegative }),
  v.object({
    kind: v.literal('in'),
    days: v.object({ likely: days, earliest: days, latest: days }),
    /** Of the log a day. */
    slope: estimateSchema,
  }),
  v.object({ kind: v.literal('not-within'), days: nonNegative, slope: estimateSchema }),
  v.object({ kind: v.literal('cannot-tell'), reason: text }),
]);

const forecastsSchema = v.object({
  kind: v.literal('forecasts'),
  ...about,
  /** `value` is in `unit`: nanoseconds where that is ns. */
  budget: v.object({
    text,
    percentile: percentileNameSchema,
    value: nonNegative,
    unit: text,
    /** Which values are better: `lower` of `<=`, `higher` of `>=`. */
    better: v.exactOptional(v.picklist(['lower', 'higher'])),
  }),
  forecasts: v.array(
    v.object({
      ...history,
      benchmark: nameText,
      unit: text,
      /** Value of the newest run, and when that started. */
      newest: nonNegative,
      newestRunAt: instant,
      forecast: forecastSchema,
    }),
  ),
});

const objectivesSchema = v.object({
  kind: v.literal('objectives'),
  ...about,
  objectives: v.array(
    v.object({
      /** As it was given: `p95 <= 10 ms in 99 % of runs in 30 days`. */
      objective: text,
      ...history,
      benchmark: nameText,
      /** Share of the runs that have to keep it. */
      target: ratio,
      state: v.object({
        runCount: count,
        missedCount: count,
        /** Share of the runs that kept it. */
        kept: ratio,
        /** Share of the error budget that is left: 1 all of it, below 0 broken. */
        budgetLeft: finite,
        /** In times the pace that just uses the error budget up; null where no run is in that time. */
        burnRate: v.object({ fast: v.nullable(nonNegative), slow: v.nullable(nonNegative) }),
        alert: v.nullable(v.picklist(['page', 'ticket'])),
      }),
    }),
  ),
});

/** What perf-analyze found, as it writes it for other programs: one of the kinds. */
export const analysisSchema = v.variant('kind', [changesSchema, forecastsSchema, objectivesSchema]);

export type Analysis = DeepReadonly<v.InferOutput<typeof analysisSchema>>;
export type AnalysisOf<K extends Analysis['kind']> = Extract<Analysis, { readonly kind: K }>;
/** A change point with what a person needs to act on it. */
export type AnalysedChange = DeepReadonly<v.InferOutput<typeof analysedChangeSchema>>;
