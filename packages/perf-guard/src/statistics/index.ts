/** Statistics that other packages use as well: `@perf-suite/perf-guard/statistics`. */
export { hodgesLehmann } from './hodges-lehmann.js';
export { mannWhitney } from './mann-whitney.js';
export { median, quantile, quantileInPlace } from './quantile.js';
export { seededRandom } from './seeded-random.js';
export { shiftBetween } from './shift-between.js';
export { spearmanWithPosition } from './spearman.js';
export { studentTQuantile, studentTUpperTail } from './student-t.js';
export { theilSenInterval, theilSenSlope } from './theil-sen.js';
export { type TwoModes, twoModes } from './two-modes.js';
export { variance } from './variance.js';
