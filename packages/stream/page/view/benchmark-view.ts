import { element, setAttributes } from '@perf-suite/page-parts/view/element';
import { ecdfChart, histogramChart } from '../chart/distribution-charts.js';
import { garbageChart, heapChart, noiseChart } from '../chart/memory-and-noise-charts.js';
import { SampleChart } from '../chart/sample-chart.js';
import { intervalChart, ratioByRoundChart } from '../chart/speedup-charts.js';
import type { BenchmarkModel, RunModel } from '../model/run-model.js';
import { benchmarkHash } from '../route.js';
import { BenchmarkSummary } from './benchmark-summary.js';

/** Samples are drawn at most 15 times a second, distributions four times: more shows nothing more. */
const SAMPLES_INTERVAL_MS = 66;
const DISTRIBUTION_INTERVAL_MS = 250;

/** Everything about one benchmark: what was found, every sample, distributions, rounds, analyses, memory, noise. */
export class BenchmarkView {
  readonly #summary = new BenchmarkSummary();
  readonly #samples = new SampleChart();
  readonly #distributions = [histogramChart(), ecdfChart()];
  readonly #rounds = [ratioByRoundChart(), intervalChart(), heapChart(), garbageChart(), noiseChart()];
  readonly #previous = element('a', { class: 'small-button' }, '↑ previous (k)');
  readonly #next = element('a', { class: 'small-button' }, '↓ next (j)');
  readonly #back = element('a', { class: 'back', href: '#/' }, '← All benchmarks');
  readonly #unknown = element('p', { class: 'unknown', hidden: true }, 'No such benchmark in this run.');
  readonly #body: HTMLElement;
  readonly root: HTMLElement;
  #benchmark: BenchmarkModel | null = null;
  #samplesDrawn: { readonly of: BenchmarkModel | null; readonly atMs: number } = NEVER;
  #distributionsDrawn: { readonly of: BenchmarkModel | null; readonly atMs: number } = NEVER;

  constructor() {
    const panels = [this.#samples, ...this.#distributions, ...this.#rounds].map(({ panel }) => panel.root);
    this.#body = element('div', {}, this.#summary.root, element('div', { class: 'panels' }, ...panels));
    const navigation = element(
      'nav',
      { class: 'benchmark-navigation', 'aria-label': 'Benchmarks' },
      this.#back,
      this.#previous,
      this.#next,
    );
    this.root = element(
      'section',
      { class: 'benchmark', hidden: true },
      navigation,
      this.#unknown,
      this.#body,
    );
  }

  update(
    run: RunModel,
    context: { readonly benchmark: BenchmarkModel | null; readonly backHash: string },
  ): void {
    const { benchmark, backHash } = context;
    setAttributes(this.#back, { href: backHash });
    this.root.toggleAttribute('data-uncompared', run.started?.baseline === null);
    this.#unknown.hidden = benchmark !== null || run.phase === 'waiting';
    this.#body.hidden = benchmark === null;
    const index = benchmark?.index ?? -1;
    const neighbour = (link: Element, other: BenchmarkModel | undefined) =>
      setAttributes(link, {
        href: other === undefined || benchmark === null ? null : benchmarkHash(other.id),
        'aria-disabled': other === undefined ? 'true' : null,
      });
    neighbour(this.#previous, run.benchmarks[index - 1]);
    neighbour(this.#next, run.benchmarks[index + 1]);
    if (benchmark === null) return;
    if (benchmark.id !== this.#benchmark?.id) {
      this.#samplesDrawn = NEVER;
      this.#distributionsDrawn = NEVER;
    }
    this.#benchmark = benchmark;
    this.#summary.update(benchmark, run);
  }

  /** Draws what changed, if its time has come. Returns whether something waits for a later frame. */
  draw(nowMs: number): boolean {
    const benchmark = this.#benchmark;
    if (benchmark === null || this.root.hidden) return false;
    if (grew(benchmark, this.#samplesDrawn.of) && nowMs - this.#samplesDrawn.atMs >= SAMPLES_INTERVAL_MS) {
      this.#samplesDrawn = { of: benchmark, atMs: nowMs };
      this.#samples.show(benchmark);
      this.#samples.draw();
    }
    if (
      grew(benchmark, this.#distributionsDrawn.of) &&
      nowMs - this.#distributionsDrawn.atMs >= DISTRIBUTION_INTERVAL_MS
    ) {
      this.#distributionsDrawn = { of: benchmark, atMs: nowMs };
      for (const chart of this.#distributions) {
        chart.show(benchmark);
        chart.draw();
      }
    }
    for (const chart of this.#rounds) {
      chart.show(benchmark);
      chart.draw();
    }
    return grew(benchmark, this.#samplesDrawn.of) || grew(benchmark, this.#distributionsDrawn.of);
  }

  recolour(): void {
    for (const chart of [this.#samples, ...this.#distributions, ...this.#rounds]) chart.recolour();
  }

  clear(): void {
    this.#benchmark = null;
    this.#samplesDrawn = NEVER;
    this.#distributionsDrawn = NEVER;
  }

  focusHeading(): void {
    this.#summary.heading.focus({ preventScroll: true });
  }
}

const NEVER = { of: null, atMs: Number.NEGATIVE_INFINITY } as const;

function grew(benchmark: BenchmarkModel, drawn: BenchmarkModel | null): boolean {
  return benchmark.series !== drawn?.series || benchmark.sampleCount !== drawn.sampleCount;
}
