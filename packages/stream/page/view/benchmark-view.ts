import { type BenchmarkModel, labelOf, type RunModel } from '../model/run-model.js';
import { element, setText } from './element.js';

/** Everything about one benchmark. */
export class BenchmarkView {
  readonly #heading = element('h2', { tabindex: -1 });
  readonly root = element('section', { class: 'benchmark', hidden: true }, this.#heading);

  update(run: RunModel, benchmark: BenchmarkModel | null): void {
    setText(this.#heading, benchmark === null ? run.phase : labelOf(benchmark));
  }
  draw(_nowMs: number): void {}
  recolour(): void {}
  clear(): void {}
  focusHeading(): void {
    this.#heading.focus();
  }
}
