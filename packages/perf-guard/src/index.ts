export { gate } from './gate.js';
export type { BaselineRun, DecisionOptions, JudgeOptions } from './judge-options.js';
export { judgeRun } from './judge-run.js';
export { DEFAULT_MINIMUM_EFFECT, type MinimumEffect } from './minimum-effect.js';
export {
  AUTO_LOOK_ROUNDS,
  type BenchmarkLook,
  lookAtPairs,
  type PercentileSoFar,
} from './paired/look-at-pairs.js';
export type { PairsSoFar } from './paired/replay-pairs.js';
export { roundRatios } from './paired/round-ratios.js';
export { renderMarkdown } from './render/render-markdown.js';
export { headline, renderText, type TextOptions } from './render/render-text.js';
