import type { Report, SingleRun } from '@perf-suite/schema';
import { CONFIDENCE, type JudgeOptions } from './judge-options.js';
import { comparisonWithoutEstimate } from './report/comparison.js';
import { failureSummary } from './report/failure-summary.js';
import { reportOf } from './report/report-of.js';
import { runWarnings } from './run-warnings.js';
import { verdictSettingsOf } from './verdict-settings.js';

/** Returns the report on a run that there is nothing to compare with: what failed, and room for its budgets. */
export function judgeAlone(run: SingleRun, options: JudgeOptions): Report {
  const { minimumEffect, failOn } = verdictSettingsOf(run, options);
  return reportOf({
    run,
    runFile: options.runFile,
    createdAt: options.createdAt,
    baseline: { name: 'nothing', runs: [] },
    method: { kind: 'none', alpha: 0, confidence: CONFIDENCE },
    minimumEffect,
    failOn,
    comparisons: run.benchmarks.map((benchmark) =>
      benchmark.failure === null
        ? comparisonWithoutEstimate(
            benchmark,
            'new',
            'Measured; there is nothing to compare it with.',
            benchmark.warnings,
          )
        : comparisonWithoutEstimate(
            benchmark,
            'failed',
            failureSummary(benchmark.failure),
            benchmark.warnings,
          ),
    ),
    warnings: runWarnings(run, options),
  });
}
