import { RUN_METRICS } from '../catalogue/run-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import { DatedFacts } from './dated-facts.js';
import { DETACHED } from './known-branches.js';

/** What ran the suite, as labels of `ci_pipeline_status`. */
export interface Pipeline {
  readonly pipeline: string;
  readonly branch: string;
  readonly trigger: string;
}

/** Returns the pipeline of a run from its file, with what the user gave instead. */
export function pipelineOf(
  { ci, branch }: { readonly ci: string | null; readonly branch: string | null },
  given: Partial<Pipeline> = {},
): Pipeline {
  return {
    pipeline: given.pipeline ?? ci ?? 'local',
    branch: given.branch ?? branch ?? DETACHED,
    trigger: given.trigger ?? (ci === null ? 'manual' : 'ci'),
  };
}

export interface PipelineOutcome {
  readonly run: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly passed: boolean;
}

const KEPT_OUTCOMES = 100;

/** Keeps each pipeline's latest outcomes, so that a later report can still turn a pass into a failure. */
export class PipelineMetrics {
  readonly #store: MetricStore;
  readonly #outcomes = new Map<string, DatedFacts<PipelineOutcome>>();

  constructor(store: MetricStore) {
    this.#store = store;
  }

  /** Takes in how a run itself ended. */
  recordRun(pipeline: Pipeline, outcome: PipelineOutcome): void {
    const outcomes = this.#outcomesOf(pipeline);
    const judgement = outcomes.get(outcome.run);
    this.#put(pipeline, { ...outcome, passed: outcome.passed && (judgement?.passed ?? true) });
  }

  /** Takes in how a run was judged, which can arrive before or after its end. */
  recordJudgement(pipeline: Pipeline, outcome: PipelineOutcome): void {
    const known = this.#outcomesOf(pipeline).get(outcome.run) ?? outcome;
    this.#put(pipeline, { ...known, passed: known.passed && outcome.passed });
  }

  #put(pipeline: Pipeline, outcome: PipelineOutcome): void {
    const outcomes = this.#outcomesOf(pipeline);
    outcomes.put(outcome.run, outcome.startedAtMs, outcome);
    const known = outcomes.latest(KEPT_OUTCOMES);
    this.#store.set(RUN_METRICS.pipelineStatus, pipeline, known.at(-1)?.passed ? 1 : 0);
    const passedAtMs = known.filter(({ passed }) => passed).map(({ finishedAtMs }) => finishedAtMs);
    if (passedAtMs.length === 0) this.#store.remove(RUN_METRICS.pipelineLastSuccess, pipeline);
    else this.#store.set(RUN_METRICS.pipelineLastSuccess, pipeline, Math.max(...passedAtMs) / 1_000);
  }

  #outcomesOf({ pipeline, branch, trigger }: Pipeline): DatedFacts<PipelineOutcome> {
    const key = [pipeline, branch, trigger].join('\u0000');
    const outcomes = this.#outcomes.get(key) ?? new DatedFacts<PipelineOutcome>(KEPT_OUTCOMES);
    this.#outcomes.set(key, outcomes);
    return outcomes;
  }

  /** Merged branches would pile up otherwise. The store forgets all that has the branch as a label by itself. */
  forgetBranch(branch: string): void {
    for (const key of this.#outcomes.keys())
      if (key.split('\u0000')[1] === branch) this.#outcomes.delete(key);
  }
}
