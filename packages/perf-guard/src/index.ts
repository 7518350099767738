export { gate } from '@perf-suite/schema';
export { budgetCounts, budgetsInOrder } from './budgets/budget-words.js';
export { hasBudgets } from './budgets/judge-budgets.js';
export { linesIn } from './ci/declaration-line.js';
export { folderInRepository, renderForCi } from './ci/formats.js';
export { reportToGithubJob } from './ci/github-job.js';
export { testCasesOf, testCasesOfRun } from './ci/test-case.js';
export { loadWarnings } from './environment-warnings.js';
export type { BaselineRun, DecisionOptions, JudgeOptions } from './judge-options.js';
export { judgeRun } from './judge-run.js';
export { minimumEffectOf } from './minimum-effect.js';
export {
  AUTO_ANALYSIS_ROUNDS,
  analysePairs,
  type BenchmarkAnalysis,
  type PercentileSoFar,
} from './paired/analyse-pairs.js';
export type { PairsSoFar } from './paired/replay-pairs.js';
export { roundRatios } from './paired/round-ratios.js';
export { analysesFor, type PlannedAnalysis, type SlowerOrNot, slowerOrNot } from './paired/slower-or-not.js';
export { renderMarkdown } from './render/render-markdown.js';
export { renderText, type TextOptions } from './render/render-text.js';
export { headline } from './render/report-words.js';
export { toldApart, withTellingNames } from './render/telling-names.js';
