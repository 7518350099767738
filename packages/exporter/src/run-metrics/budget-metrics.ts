import { BUDGET_STATES, PERCENTILES, type Report } from '@perf-suite/schema';
import { VERDICT_METRICS } from '../catalogue/benchmark-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import { DatedFacts } from './dated-facts.js';
import { BySubject, labelsOf, type Subject } from './subject.js';

/** Turns what became of budgets into metrics: those of the newest judged run of each benchmark, in whatever order reports come. */
export class BudgetMetrics {
  readonly #store: MetricStore;
  readonly #judged = new BySubject<DatedFacts<true>>();

  constructor(store: MetricStore) {
    this.#store = store;
  }

  record(
    { run, environment: { name: environment }, comparisons, budgets = [] }: Report,
    branch: string,
  ): void {
    for (const { id } of comparisons) {
      const subject = { benchmark: id, environment, branch };
      const facts = this.#judged.getOrCreate(subject, () => new DatedFacts<true>(1));
      facts.put(run.id, Date.parse(run.startedAt), true);
      if (!facts.isLatest(run.id)) continue;
      for (const percentile of PERCENTILES) {
        const labels = { ...labelsOf(subject), percentile };
        const budget = budgets.find((one) => one.id === id && one.percentile === percentile);
        if (budget === undefined) {
          this.#store.remove(VERDICT_METRICS.budget, labels);
          this.#store.remove(VERDICT_METRICS.budgetState, labels);
          continue;
        }
        this.#store.set(VERDICT_METRICS.budget, labels, budget.budgetNs / 1e9);
        for (const state of BUDGET_STATES)
          this.#store.set(VERDICT_METRICS.budgetState, { ...labels, state }, state === budget.state ? 1 : 0);
      }
    }
  }

  /** Forgets a benchmark that is no longer measured. */
  forget(subject: Subject): void {
    this.#judged.delete(subject);
  }

  forgetBranch(branch: string): void {
    this.#judged.deleteBranch(branch);
  }
}
