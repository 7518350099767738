/** What `import ... from 'bench-node'` gets: the names of all its versions. */

export {
  DeadCodeEliminationDetectionPlugin,
  MemoryPlugin,
  V8GetOptimizationStatus,
  V8NeverOptimizePlugin,
  V8OptimizeOnNextCallPlugin,
} from './plugins.js';
export {
  chartReport,
  compareBenchmarks,
  csvReport,
  getSignificanceStars,
  htmlReport,
  jsonReport,
  prettyReport,
  textReport,
  welchTTest,
} from './silent-reports.js';
export { Suite } from './suite.js';
