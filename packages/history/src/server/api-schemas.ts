import { changeEntrySchema } from '@perf-suite/schema';
import * as v from 'valibot';
import { idText, instantMs, nameText, shortText } from '../model/field.js';
import { historyPointSchema, historyRunSchema } from '../model/history-run.js';

const { points, ...summaryEntries } = historyRunSchema.entries;
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A time in a query: milliseconds since 1970, or an ISO 8601 instant. */
const timeInQuery = v.pipe(
  v.string(),
  v.regex(
    /^\d{1,16}$|^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/,
    'milliseconds since 1970, or an ISO 8601 instant in UTC',
  ),
);
const numberInQuery = v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}$/, 'a whole number from 1 to 999999'));

const filterEntries = {
  project: v.exactOptional(shortText),
  /** Empty for a detached HEAD. */
  branch: v.exactOptional(shortText),
  environment: v.exactOptional(shortText),
  since: v.exactOptional(timeInQuery),
  until: v.exactOptional(timeInQuery),
};

export const runQuerySchema = v.strictObject({
  ...filterEntries,
  commit: v.exactOptional(shortText),
  source: v.exactOptional(shortText),
  limit: v.exactOptional(numberInQuery),
});
export const seriesQuerySchema = v.strictObject({ ...filterEntries, benchmark: v.exactOptional(nameText) });
export const pointsQuerySchema = v.strictObject({ ...filterEntries, benchmark: nameText });
export const changesQuerySchema = v.strictObject({
  project: v.exactOptional(shortText),
  branch: v.exactOptional(shortText),
  environment: v.exactOptional(shortText),
  benchmark: v.exactOptional(nameText),
  state: v.exactOptional(changeEntrySchema.entries.state),
});
export const addQuerySchema = v.strictObject({
  project: v.exactOptional(v.pipe(shortText, v.minLength(1))),
  raw: v.exactOptional(v.picklist(['stored'])),
});
export const noQuerySchema = v.strictObject({});

const seriesKeyEntries = {
  project: shortText,
  benchmark: nameText,
  environment: shortText,
  branch: v.nullable(shortText),
  unit: shortText,
  better: historyPointSchema.entries.better,
};
const { p50, p95, roundP50, roundP95, spread } = historyPointSchema.entries;
const { startedAtMs, commit, fingerprint, evidence, state, dirty } = summaryEntries;

export const runsAnswerSchema = v.object({
  runs: v.array(v.object({ ...summaryEntries, pointCount: count })),
});
export const seriesKeysAnswerSchema = v.object({
  series: v.array(
    v.object({ ...seriesKeyEntries, pointCount: count, firstMs: instantMs, lastMs: instantMs }),
  ),
});
export const seriesAnswerSchema = v.object({
  series: v.array(
    v.object({
      ...seriesKeyEntries,
      points: v.array(
        v.object({
          run: idText,
          startedAtMs,
          commit,
          fingerprint,
          evidence,
          state,
          dirty,
          p50,
          p95,
          roundP50,
          roundP95,
          spread,
        }),
      ),
    }),
  ),
});
export const changesAnswerSchema = v.object({ changes: v.array(changeEntrySchema) });
export const addedAnswerSchema = v.object({
  outcome: v.picklist(['added', 'known']),
  kind: v.picklist(['history-run', 'history-verdicts', 'history-change']),
  /** Of the run, or of the change point. */
  id: idText,
});
export const summaryAnswerSchema = v.object({
  runCount: count,
  seriesCount: count,
  openChangeCount: count,
  newestRunMs: v.nullable(instantMs),
  projects: v.array(shortText),
  branches: v.array(v.nullable(shortText)),
  environments: v.array(shortText),
});
/** RFC 9457 */
export const problemSchema = v.object({
  type: v.literal('about:blank'),
  title: v.string(),
  status: count,
  detail: v.string(),
  /** What to do about it. */
  hint: v.exactOptional(v.string()),
});

export type RunQueryText = v.InferOutput<typeof runQuerySchema>;
export type SummaryAnswer = v.InferOutput<typeof summaryAnswerSchema>;
