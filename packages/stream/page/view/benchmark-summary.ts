import {
  formatChange,
  formatConfidence,
  formatCount,
  formatShare,
  formatSpeedup,
  formatTime,
  NO_VALUE,
} from '@perf-suite/page-parts/format-values';
import { element, setText } from '@perf-suite/page-parts/view/element';
import {
  type Estimate,
  newestSpeedup,
  requestsSoFar,
  type SampleStatistics,
  sampleStatistics,
  type Variant,
} from '@perf-suite/schema';
import { VARIANTS } from '../model/distribution.js';
import { rowVerdict } from '../model/overview-rows.js';
import { type BenchmarkModel, labelOf, type RunModel } from '../model/run-model.js';
import { shownSpeedup } from '../model/shown-speedup.js';
import { warningItem } from './run-header.js';
import { SpeedupInterval, sharedReach } from './speedup-interval.js';
import { verdictBadge } from './verdict-badge.js';

const COLUMNS = ['samples', 'min', 'p50', 'p95', 'p99', 'max', 'mean', 'spread'] as const;
/** Statistics of samples that are all here are computed from them; it takes a sort. */
const MOST_SORTED = 2 ** 16;

/** A benchmark in words and numbers: what was found, how sure it is, and the statistics behind it. */
export class BenchmarkSummary {
  readonly heading = element('h2', { tabindex: -1 });
  readonly #badge = element('span', {});
  readonly #place = element('p', { class: 'subtitle' });
  readonly #sentence = element('p', { class: 'sentence' });
  readonly #interval = new SpeedupInterval();
  readonly #facts = element('dl', { class: 'facts' });
  readonly #failure = element('div', { class: 'failure', hidden: true });
  readonly #warnings = element('ul', { class: 'warnings' });
  readonly #statistics = element('tbody', {});
  readonly root: HTMLElement;
  #shown: BenchmarkModel | null = null;

  constructor() {
    const head = element(
      'thead',
      {},
      element('tr', {}, ...['', ...COLUMNS].map((name) => element('th', { scope: 'col' }, name))),
    );
    const table = element(
      'div',
      { class: 'statistics', tabindex: 0, role: 'region', 'aria-label': 'Statistics' },
      element('table', {}, head, this.#statistics),
    );
    this.root = element(
      'div',
      { class: 'benchmark-summary' },
      element('div', { class: 'benchmark-title' }, this.heading, this.#badge),
      this.#place,
      this.#sentence,
      element(
        'div',
        { class: 'summary-columns' },
        element('div', { class: 'found' }, this.#interval.root, this.#facts),
        table,
      ),
      this.#failure,
      this.#warnings,
    );
  }

  update(benchmark: BenchmarkModel, run: RunModel): void {
    if (benchmark === this.#shown) return;
    const before = this.#shown;
    this.#shown = benchmark;
    setText(this.heading, labelOf(benchmark));
    const { batchSize } = benchmark;
    const batch =
      batchSize === null || batchSize === 1 ? '' : ` · ${formatCount(batchSize)} iterations a sample`;
    setText(
      this.#place,
      `${benchmark.file} · minimum effect ${formatShare(benchmark.minimumEffect)}${batch}`,
    );
    setText(this.#sentence, sentence(benchmark, run));
    this.#showStatistics(benchmark);
    if (
      benchmark.decision !== before?.decision ||
      benchmark.state !== before.state ||
      benchmark.id !== before.id
    ) {
      const verdict = rowVerdict(benchmark);
      this.#badge.replaceChildren(verdict === null ? '' : verdictBadge(verdict, benchmark.decision));
    }
    this.#showFacts(benchmark);
    this.#showFailure(benchmark);
    if (benchmark.warnings !== before?.warnings) {
      this.#warnings.replaceChildren(
        ...benchmark.warnings.map(({ message, hint }) => warningItem(message, hint)),
      );
    }
  }

  #showFacts(benchmark: BenchmarkModel): void {
    const shown = shownSpeedup(benchmark);
    this.#interval.root.toggleAttribute('hidden', shown === null);
    this.#interval.update(benchmark, sharedReach([benchmark]));
    const p95 = newestSpeedup(benchmark)?.p95 ?? null;
    const rounds = shown?.provisionalRounds ?? null;
    this.#facts.replaceChildren(
      ...(shown === null ? [] : [speedupFact('p50', shown.estimate, rounds)]),
      ...(p95 === null ? [] : [speedupFact('p95', p95, null)]),
      ...requestFacts(benchmark),
    );
  }

  #showFailure({ failure }: BenchmarkModel): void {
    this.#failure.hidden = failure === null;
    if (failure === null) return;
    const stack = failure.stack === undefined ? null : element('pre', { tabindex: 0 }, failure.stack);
    const where = `Failed in round ${failure.round + 1} (${failure.reason}): ${failure.message}`;
    this.#failure.replaceChildren(element('p', {}, where), ...(stack === null ? [] : [stack]));
  }

  #showStatistics(benchmark: BenchmarkModel): void {
    const rows = VARIANTS.flatMap((variant) => {
      const cells = statisticsCells(benchmark, variant);
      if (cells === null) return [];
      const name = element('th', { scope: 'row', 'data-variant': variant }, variant);
      return [element('tr', {}, name, ...cells.map((cell) => element('td', {}, cell)))];
    });
    this.#statistics.replaceChildren(...rows);
  }
}

/** @param provisionalRounds what it was made of here, before the first interim analysis */
function speedupFact(
  name: 'p50' | 'p95',
  { point, lower, upper, confidence }: Estimate,
  provisionalRounds: number | null,
): HTMLElement {
  const of = provisionalRounds === null ? '' : ` of the ${provisionalRounds} rounds so far`;
  const bounds = `${formatSpeedup(lower)} to ${formatSpeedup(upper)}, ${formatConfidence(confidence)} interval${of}`;
  return element(
    'div',
    { class: 'fact', 'data-provisional': provisionalRounds !== null },
    element('dt', {}, `speedup ${name}${provisionalRounds === null ? '' : ' so far'}`),
    element('dd', {}, `${formatSpeedup(point)} · ${formatChange(point)}`),
    element('dd', { class: 'bounds' }, bounds),
  );
}

/** How many requests failed, by side and kind; of a benchmark that sends none, nothing. */
function requestFacts(benchmark: BenchmarkModel): HTMLElement[] {
  const sides = VARIANTS.flatMap((variant) => {
    const sum = requestsSoFar(benchmark, variant);
    return sum === null ? [] : [{ variant, sum }];
  });
  return sides.map(({ variant, sum: { total, failed, errors } }) => {
    const kinds = Object.entries(errors).map(([kind, count]) => `${formatCount(count)} ${kind}`);
    const whose = sides.length === 1 ? '' : ` (${variant})`;
    return element(
      'div',
      { class: 'fact', 'data-failing': failed > 0 },
      element('dt', {}, `failed requests${whose}`),
      element('dd', {}, failed === 0 ? 'none' : `${formatShare(failed / total)} · ${formatCount(failed)}`),
      element('dd', { class: 'bounds' }, [`of ${formatCount(total)}`, ...kinds].join(', ')),
    );
  });
}

function sentence(benchmark: BenchmarkModel, run: RunModel): string {
  if (benchmark.decision !== null) return benchmark.decision.summary;
  if (benchmark.state === 'failed') return '';
  if (benchmark.state === 'measuring') return `Round ${(run.round ?? 0) + 1} is being measured.`;
  const analysed = benchmark.analyses.at(-1);
  if (benchmark.comparison === 'sampling' && analysed !== undefined) {
    return `Still open after ${analysed.rounds} rounds.`;
  }
  if (benchmark.state === 'waiting' && run.phase === 'running') return 'Not measured yet.';
  return benchmark.comparison === 'decided' ? 'Decided: it is not measured any further.' : '';
}

function statisticsCells(benchmark: BenchmarkModel, variant: Variant): readonly string[] | null {
  const statistics = benchmark.final?.[variant] ?? exactStatistics(benchmark, variant);
  if (statistics !== null) return cellsOf(statistics);
  const { histogram } = benchmark.series[variant];
  if (histogram.count === 0) return null;
  const [min, q25, p50, q75, p95, p99, max] = histogram.quantiles([
    0, 0.25, 0.5, 0.75, 0.95, 0.99, 1,
  ]) as number[];
  const spread = ((q75 as number) - (q25 as number)) / (p50 as number);
  const times = [min, p50, p95, p99, max].map((ns) => formatTime(ns));
  return [formatCount(histogram.count), ...times, NO_VALUE, formatShare(spread)];
}

function exactStatistics(benchmark: BenchmarkModel, variant: Variant): SampleStatistics | null {
  const series = benchmark.series[variant];
  if (series.keptFrom > 0 || series.count > MOST_SORTED) return null;
  return sampleStatistics(series.slice(0, series.count));
}

function cellsOf(statistics: SampleStatistics): readonly string[] {
  const { count, minNs, p50Ns, p95Ns, p99Ns, maxNs, meanNs, spreadRatio } = statistics;
  const times = [minNs, p50Ns, p95Ns, p99Ns, maxNs, meanNs].map((ns) => formatTime(ns));
  return [formatCount(count), ...times, formatShare(spreadRatio)];
}
