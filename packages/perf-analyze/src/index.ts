export {
  ALL_BENCHMARKS,
  type Change,
  type ChangeKind,
  type ChangeOptions,
  DEFAULT_CHANGE_OPTIONS,
} from './changes/change.js';
export { findChanges } from './changes/find-changes.js';
export { type EnvironmentHistory, HistoryCollector } from './history/environment-history.js';
export { levelChanges } from './segmentation/level-changes.js';
export type { SiteOptions, SiteSource } from './site/site-files.js';
export { type WrittenSite, writeSite } from './site/write-site.js';
