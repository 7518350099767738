export { type ChangeEntry, changeEntrySchema } from '@perf-suite/schema';
export {
  type HistoryPoint,
  type HistoryRun,
  historyPointSchema,
  historyRunSchema,
  type PointVerdict,
  type RunSummary,
  type RunVerdicts,
} from './model/history-run.js';
export { runFromFile } from './model/run-from-file.js';
export type { Series, SeriesKey, SeriesPoint, SeriesSummary } from './model/series.js';
export type {
  ChangeQuery,
  GcPolicy,
  GcResult,
  HistoryStore,
  RawSource,
  RunQuery,
  SeriesQuery,
} from './store/history-store.js';
export { DEFAULT_STORE, type OpenOptions, openStore, withoutPassword } from './store/open-store.js';
