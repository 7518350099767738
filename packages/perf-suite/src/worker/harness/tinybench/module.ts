/** What `import ... from 'tinybench'` gets: the names of all its versions. */
export {
  calibrateTimerOverhead,
  classifyTimerSaturation,
  detectTimerSaturation,
  estimateResolution,
  formatNumber,
  hrtimeNow,
  hrtimeNowTimestampProvider,
  medianAbsoluteDeviation,
  mToNs,
  now,
  nToMs,
  performanceNowTimestampProvider,
} from 'tinybench';
export { Bench, Bench as default, Task } from './bench.js';
