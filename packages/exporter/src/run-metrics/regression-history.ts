import { afterRun, type ClosingReason, type JudgedRun, type OpenRegression } from './regression-life.js';

export interface Closing {
  /** The run that closed it. */
  readonly run: string;
  readonly reason: ClosingReason;
}

/** The runs whose order can still change what is open: a report may come late, and may be corrected. */
const KEPT_RUNS = 20;

/** What the judged runs of one benchmark say, by their dates and not by when their reports came. */
export class RegressionHistory<T extends JudgedRun = JudgedRun> {
  #runs: readonly T[] = [];
  /** What was open before the first of the kept runs. */
  #openBefore: OpenRegression | null = null;
  #droppedUntilMs = Number.NEGATIVE_INFINITY;

  /** Takes in a run's verdict, in place of an earlier one of the same run. */
  put(judged: T): void {
    if (judged.startedAtMs <= this.#droppedUntilMs) return;
    const others = this.#runs.filter(({ run }) => run !== judged.run);
    // Equal dates order by id, so that the order of arrival never decides.
    const runs = [...others, judged].sort(
      (a, b) => a.startedAtMs - b.startedAtMs || (a.run < b.run ? -1 : 1),
    );
    while (runs.length > KEPT_RUNS) {
      const [oldest] = runs.splice(0, 1);
      if (oldest === undefined) break;
      this.#openBefore = afterRun(this.#openBefore, oldest).open;
      this.#droppedUntilMs = oldest.startedAtMs;
    }
    this.#runs = runs;
  }

  /** Returns the regression that is open, and how earlier ones among the kept runs were closed. */
  outcome(): { readonly open: OpenRegression | null; readonly closings: readonly Closing[] } {
    let open = this.#openBefore;
    const closings: Closing[] = [];
    for (const judged of this.#runs) {
      const step = afterRun(open, judged);
      open = step.open;
      if (step.closed !== null) closings.push({ run: judged.run, reason: step.closed });
    }
    return { open, closings };
  }

  /** Returns the latest runs, oldest first. */
  latest(count: number): readonly T[] {
    return this.#runs.slice(-count);
  }
}
