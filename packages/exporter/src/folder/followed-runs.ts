import { setTimeout as sleep } from 'node:timers/promises';
import { eventsOfRun } from '@perf-suite/schema';
import type { CustomRecorder } from '../custom/custom-recorder.js';
import type { AnalysisMetrics } from '../run-metrics/analysis-metrics.js';
import type { RunMetrics } from '../run-metrics/run-metrics.js';
import type { SkipReason } from './folder-file.js';
import { RunFolder } from './run-folder.js';

export interface FollowOptions {
  readonly folder: string;
  readonly runMetrics: RunMetrics;
  readonly custom: CustomRecorder;
  readonly analyses: AnalysisMetrics;
  readonly pollMs: number;
  /** Benchmarks and branches not seen for longer go away. */
  readonly staleAfterMs: number;
  readonly onSkip: (path: string, reason: SkipReason, message: string) => void;
  readonly nowMs: () => number;
}

/** A folder of runs and the metrics of its runs, kept in step. */
export class FollowedRuns {
  readonly folder: RunFolder;
  readonly runMetrics: RunMetrics;
  readonly #options: FollowOptions;
  /** Whether every file that was there at the start has been read. */
  isLoaded = false;
  lastFileMs: number | null = null;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.runMetrics = options.runMetrics;
    this.folder = new RunFolder({
      folder: options.folder,
      onRun: (run) => {
        for (const event of eventsOfRun(run, null)) options.runMetrics.record(event);
      },
      onReport: (report) => options.runMetrics.recordReport(report),
      onAnalysis: (analysis, path) => options.analyses.record(analysis, path),
      onRemoved: (path) => options.analyses.forget(path),
      onMetrics: (values, path) => options.custom.recordAll(values, path),
      onSkip: options.onSkip,
      nowMs: options.nowMs,
    });
  }

  /** Takes in what is new. @throws {PerfError} `not-found` when the folder cannot be read */
  async update(signal: AbortSignal): Promise<void> {
    const { runMetrics, analyses, staleAfterMs, nowMs } = this.#options;
    const readCount = await this.folder.poll(signal);
    if (readCount > 0) this.lastFileMs = nowMs();
    runMetrics.forgetBefore(nowMs() - staleAfterMs);
    analyses.show();
    if (!signal.aborted) this.isLoaded = true;
  }

  /** Follows until the signal; a folder that is gone for a while is waited for. */
  async follow(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    let failing = false;
    while (!signal.aborted) {
      try {
        await this.update(signal);
        failing = false;
      } catch (error) {
        if (!failing) onError(error);
        failing = true;
      }
      await sleep(this.#options.pollMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
