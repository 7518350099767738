import type { SearchOutcome } from './find-slower-commits.js';
import type { Ends, History } from './history.js';
import type { SavedComparison } from './saved-search.js';
import type { SearchedBenchmark } from './searched-benchmark.js';

/** All that is told of a search that came to its end. */
export interface SearchResult {
  /** As the user named them. */
  readonly ends: Ends;
  readonly history: History;
  readonly benchmark: SearchedBenchmark;
  readonly outcome: SearchOutcome;
  readonly comparisons: readonly SavedComparison[];
  /** The chance that any of the comparisons was decided wrongly is at most this. */
  readonly errorRate: number;
  /** Whether merges were searched as well. */
  readonly intoMerges: boolean;
}
