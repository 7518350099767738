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

/**
 * Returns the pipeline of a run from its file, with what the user gave instead; null for a run that somebody started by
 * hand, which is none.
 */
export function pipelineOf(
  { ci, branch }: { readonly ci: string | null; readonly branch: string | null },
  given: Partial<Pipeline> = {},
): Pipeline | null {
  const pipeline = given.pipeline ?? ci;
  if (pipeline === null) return null;
  return {
    pipeline,
    branch: given.branch ?? branch ?? DETACHED,
    trigger: given.trigger ?? (ci === null ? 'manual' : 'ci'),
  };
}

/** How a run of a pipeline was judged. */
export interface PipelineOutcome {
  readonly run: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly passed: boolean;
}

const KEPT_OUTCOMES = 100;
const RESULTS = ['pass', 'fail'] as const;

interface KnownPipeline {
  readonly pipeline: Pipeline;
  readonly outcomes: DatedFacts<PipelineOutcome>;
  readonly counted: Set<string>;
  lastSuccessMs: number;
}

/** Turns the judged runs of CI into metrics, whatever the order that their reports come in. */
export class PipelineMetrics {
  readonly #store: MetricStore;
  readonly #known = new Map<string, KnownPipeline>();

  constructor(store: MetricStore) {
    this.#store = store;
  }

  /** Takes in how a run was judged; a later judgement of the same run stands in place of the earlier. */
  record(pipeline: Pipeline, outcome: PipelineOutcome): void {
    const known = this.#knownOf(pipeline);
    const { outcomes, counted } = known;
    outcomes.put(outcome.run, outcome.startedAtMs, outcome);
    this.#store.set(RUN_METRICS.pipelineStatus, pipeline, outcomes.latest(1)[0]?.passed ? 1 : 0);
    const passedMs = outcomes
      .latest(KEPT_OUTCOMES)
      .map(({ passed, finishedAtMs }) => (passed ? finishedAtMs : 0));
    // The last success may be older than all outcomes that are kept.
    if (outcomes.isFull) known.lastSuccessMs = Math.max(known.lastSuccessMs, ...passedMs);
    else known.lastSuccessMs = Math.max(0, ...passedMs);
    this.#store.set(RUN_METRICS.pipelineLastSuccess, pipeline, known.lastSuccessMs / 1_000);
    for (const result of RESULTS) this.#store.add(RUN_METRICS.pipelineRuns, { ...pipeline, result }, 0);
    if (counted.has(outcome.run)) return;
    counted.add(outcome.run);
    const result = outcome.passed ? 'pass' : 'fail';
    this.#store.add(RUN_METRICS.pipelineRuns, { ...pipeline, result }, 1);
  }

  /** Merged branches would pile up otherwise. The store forgets by itself all that has the branch as a label. */
  forgetBranch(branch: string): void {
    for (const [key, { pipeline }] of this.#known) if (pipeline.branch === branch) this.#known.delete(key);
  }

  #knownOf(pipeline: Pipeline): KnownPipeline {
    const key = [pipeline.pipeline, pipeline.branch, pipeline.trigger].join('\u0000');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const outcomes = new DatedFacts<PipelineOutcome>(KEPT_OUTCOMES);
    const created = { pipeline, outcomes, counted: new Set<string>(), lastSuccessMs: 0 };
    this.#known.set(key, created);
    return created;
  }
}
