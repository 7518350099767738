import { element } from '@perf-suite/page-parts/view/element';
import { labelOf, type RunModel } from '../model/run-model.js';

const PAUSE_MS = 1500;
const MOST_AT_ONCE = 3;

/** Announces to screen readers finished benchmarks and verdicts, and nothing else: samples would drown them. */
export class Announcer {
  readonly root = element('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  #known: RunModel | null = null;
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  update(run: RunModel): void {
    const known = this.#known;
    this.#known = run;
    // What was already so when the page opened is no news.
    if (known === null || known.started?.run !== run.started?.run) return;
    run.benchmarks.forEach((benchmark, index) => {
      const before = known.benchmarks[index];
      if (benchmark === before || before === undefined) return;
      if (benchmark.decision !== null && before.decision === null) {
        this.#say(`${labelOf(benchmark)}: ${benchmark.decision.verdict}. ${benchmark.decision.summary}`);
      } else if (benchmark.state !== before.state && ['finished', 'failed'].includes(benchmark.state)) {
        this.#say(`${labelOf(benchmark)} ${benchmark.state}`);
      }
    });
    if (run.finished !== null && known.finished === null) {
      this.#say(`Run ${run.finished.state}, ${run.finished.regressedCount} regressed`);
    }
  }

  #say(text: string): void {
    this.#waiting.push(text);
    this.#timer ??= setTimeout(() => this.#flush(), PAUSE_MS);
  }

  #flush(): void {
    this.#timer = null;
    const rest = this.#waiting.length - MOST_AT_ONCE;
    const spoken = this.#waiting.slice(-MOST_AT_ONCE);
    this.root.textContent = (rest > 0 ? [`${rest} more before`, ...spoken] : spoken).join('. ');
    this.#waiting = [];
  }
}
