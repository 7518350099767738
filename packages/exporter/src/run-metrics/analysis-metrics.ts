import { type Analysis, type AnalysisOf, CHANGE_STATES } from '@perf-suite/schema';
import { HISTORY_METRICS } from '../catalogue/history-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import { DETACHED } from './known-branches.js';

const FORECASTS = ['over', 'in', 'not-within', 'cannot-tell'] as const;
const DAY_SECONDS = 86_400;

type AnalysedEnvironment = AnalysisOf<'changes'>['environments'][number];
type Forecast = AnalysisOf<'forecasts'>['forecasts'][number];
type Objective = AnalysisOf<'objectives'>['objectives'][number];

/**
 * Shows what perf-analyze found in the history. Unlike a run, a file of it holds a state that the next one replaces:
 * what it no longer says, or who said it is gone, is no longer shown.
 */
export class AnalysisMetrics {
  readonly #store: MetricStore;
  readonly #byFile = new Map<string, Analysis>();
  #isShown = true;

  constructor(store: MetricStore) {
    this.#store = store;
  }

  /** Takes in a file's content, in place of what it said before. */
  record(analysis: Analysis, file: string): void {
    this.#byFile.set(file, analysis);
    this.#isShown = false;
  }

  /** Takes back what a file said that is gone. */
  forget(file: string): void {
    if (this.#byFile.delete(file)) this.#isShown = false;
  }

  /** Brings the metrics up to date with what the files say. */
  show(): void {
    if (this.#isShown) return;
    this.#isShown = true;
    for (const metric of Object.values(HISTORY_METRICS)) this.#store.remove(metric, {});
    // Of two files about the same, the later one is shown.
    const documents = [...this.#byFile.values()].sort(
      (a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt),
    );
    const environments = new Map<string, AnalysedEnvironment>();
    for (const document of documents) {
      if (document.kind === 'changes') {
        for (const one of document.environments)
          environments.set(JSON.stringify([one.project, one.environment, one.branch]), one);
      }
      this.#show(document);
    }
    for (const { changes } of environments.values()) this.#showChanges(changes);
  }

  #show(document: Analysis): void {
    const { createdAt } = document;
    const analysed = (of: { readonly environment: string; readonly branch: string | null }) =>
      this.#store.set(HISTORY_METRICS.analysedAt, placeOf(of), Date.parse(createdAt) / 1_000);
    if (document.kind === 'changes') {
      for (const one of document.environments) analysed(one);
    } else if (document.kind === 'forecasts') {
      for (const one of document.forecasts) {
        this.#showForecast(one, document.budget);
        analysed(one);
      }
    } else {
      for (const one of document.objectives) {
        this.#showObjective(one);
        analysed(one);
      }
    }
  }

  #showChanges(changes: AnalysedEnvironment['changes']): void {
    const counts = new Map<string, { of: (typeof changes)[number]; byState: Record<string, number> }>();
    for (const change of changes) {
      const { benchmark, environment, branch, percentile, kind, state, ratio } = change;
      const labels = { ...labelsOf(change), percentile, kind, state, change: change.id };
      this.#store.set(HISTORY_METRICS.changeRatio, labels, ratio.point);
      this.#store.set(HISTORY_METRICS.changeRatioLower, labels, ratio.lower);
      this.#store.set(HISTORY_METRICS.changeRatioUpper, labels, ratio.upper);
      this.#store.set(HISTORY_METRICS.changeFirstSeen, labels, change.firstSeenMs / 1_000);
      if (change.changedAt !== null) {
        const commit = { commit_hash: change.atCommit ?? '' };
        const seconds = Date.parse(change.changedAt) / 1_000;
        this.#store.set(HISTORY_METRICS.changedAt, { ...labels, ...commit }, seconds);
      }
      const key = JSON.stringify([benchmark, environment, branch]);
      const counted = counts.get(key) ?? { of: change, byState: {} };
      counted.byState[state] = (counted.byState[state] ?? 0) + 1;
      counts.set(key, counted);
    }
    for (const { of, byState } of counts.values()) {
      for (const state of CHANGE_STATES)
        this.#store.set(HISTORY_METRICS.changePoints, { ...labelsOf(of), state }, byState[state] ?? 0);
    }
  }

  #showForecast(
    one: Forecast,
    { percentile, text }: Pick<AnalysisOf<'forecasts'>['budget'], 'percentile' | 'text'>,
  ): void {
    const { forecast } = one;
    const labels = { ...labelsOf(one), percentile, budget: text };
    for (const state of FORECASTS)
      this.#store.set(HISTORY_METRICS.forecastState, { ...labels, state }, state === forecast.kind ? 1 : 0);
    const newestSeconds = Date.parse(one.newestRunAt) / 1_000;
    const at = [
      [HISTORY_METRICS.budgetExceededAt, 'likely'],
      [HISTORY_METRICS.budgetExceededEarliest, 'earliest'],
      [HISTORY_METRICS.budgetExceededLatest, 'latest'],
    ] as const;
    for (const [metric, which] of at) {
      const days = forecast.kind === 'in' ? forecast.days[which] : forecast.kind === 'over' ? 0 : null;
      // A later file may say that it is no longer so.
      if (days === null) this.#store.remove(metric, labels);
      else this.#store.set(metric, labels, newestSeconds + days * DAY_SECONDS);
    }
  }

  #showObjective(one: Objective): void {
    const { state, target, objective } = one;
    const labels = { ...labelsOf(one), objective };
    this.#store.set(HISTORY_METRICS.objectiveTarget, labels, target);
    this.#store.set(HISTORY_METRICS.objectiveKept, labels, state.kept);
    this.#store.set(HISTORY_METRICS.objectiveBudgetLeft, labels, state.budgetLeft);
    for (const speed of ['fast', 'slow'] as const) {
      const rate = state.burnRate[speed];
      if (rate === null) this.#store.remove(HISTORY_METRICS.objectiveBurnRate, { ...labels, speed });
      else this.#store.set(HISTORY_METRICS.objectiveBurnRate, { ...labels, speed }, rate);
      // What is worth a page is worth a ticket, too.
      const isBurning = state.alert === 'page' || (speed === 'slow' && state.alert === 'ticket');
      this.#store.set(HISTORY_METRICS.objectiveBurning, { ...labels, speed }, isBurning ? 1 : 0);
    }
  }
}

function placeOf(of: { readonly environment: string; readonly branch: string | null }) {
  return { environment: of.environment, branch: of.branch ?? DETACHED };
}

function labelsOf(of: {
  readonly benchmark: string;
  readonly environment: string;
  readonly branch: string | null;
}) {
  return { benchmark_name: of.benchmark, ...placeOf(of) };
}
