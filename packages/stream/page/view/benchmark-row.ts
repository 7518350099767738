import {
  formatChange,
  formatShare,
  formatSpeedup,
  formatTime,
  NO_VALUE,
} from '@perf-suite/page-parts/format-values';
import { element, setAttributes, setText } from '@perf-suite/page-parts/view/element';
import { type Estimate, foundOnlyAt, requestsSoFar } from '@perf-suite/schema';
import { rowStatistics, rowVerdict } from '../model/overview-rows.js';
import type { BenchmarkModel, RunModel } from '../model/run-model.js';
import { shownSpeedup } from '../model/shown-speedup.js';
import { benchmarkHash } from '../route.js';
import { SpeedupInterval } from './speedup-interval.js';
import { TinyHistogram } from './tiny-histogram.js';
import { verdictBadge } from './verdict-badge.js';

/** One benchmark's line in the overview. Roles are spelt out: on a phone the style sheet lays cells out as a card. */
export class BenchmarkRow {
  readonly #state = element('td', { role: 'cell', class: 'state' });
  readonly #p50 = element('td', { role: 'cell', class: 'number', 'data-label': 'p50' });
  readonly #p95 = element('td', { role: 'cell', class: 'number', 'data-label': 'p95' });
  readonly #spread = element('td', { role: 'cell', class: 'number', 'data-label': 'spread' });
  readonly #change = element('span', { class: 'change-main' });
  readonly #bounds = element('span', { class: 'change-bounds' });
  readonly #changeCell = element('td', { role: 'cell', class: 'change' }, this.#change, this.#bounds);
  readonly #verdict = element('td', { role: 'cell', class: 'verdict' });
  readonly #failing = element('span', { class: 'failing' });
  readonly #interval = new SpeedupInterval();
  readonly #histogram = new TinyHistogram();
  readonly root: HTMLTableRowElement;
  #shown: BenchmarkModel | null = null;
  #shownReach = Number.NaN;
  #shownPhase = '';

  constructor(benchmark: BenchmarkModel) {
    const groups = benchmark.group.map((group) => `${group} › `).join('');
    const name = element(
      'a',
      { href: benchmarkHash(benchmark.id) },
      element('span', { class: 'group' }, groups),
      element('span', { class: 'own-name' }, benchmark.name),
    );
    this.root = element(
      'tr',
      { role: 'row', 'data-benchmark': benchmark.id },
      element(
        'th',
        { scope: 'row', role: 'rowheader', class: 'name' },
        name,
        element('span', { class: 'file' }, benchmark.file),
        this.#failing,
      ),
      this.#state,
      element('td', { role: 'cell', class: 'distribution' }, this.#histogram.root),
      this.#p50,
      this.#p95,
      this.#spread,
      element('td', { role: 'cell', class: 'interval-cell' }, this.#interval.root),
      this.#changeCell,
      this.#verdict,
    );
  }

  update(benchmark: BenchmarkModel, context: { readonly run: RunModel; readonly reach: number }): void {
    const { run, reach } = context;
    if (benchmark === this.#shown && reach === this.#shownReach && run.phase === this.#shownPhase) return;
    const grown = benchmark.sampleCount !== this.#shown?.sampleCount || benchmark.final !== this.#shown.final;
    if (grown) this.#showNumbers(benchmark);
    setText(this.#state, stateText(benchmark, run));
    if (benchmark.rounds !== this.#shown?.rounds) setText(this.#failing, failingText(benchmark));
    this.root.setAttribute('data-state', benchmark.state);
    this.#showChange(benchmark);
    this.#interval.update(benchmark, reach);
    if (benchmark.decision !== this.#shown?.decision || benchmark.state !== this.#shown.state) {
      this.#showVerdict(benchmark);
    }
    this.#shown = benchmark;
    this.#shownReach = reach;
    this.#shownPhase = run.phase;
  }

  #showNumbers(benchmark: BenchmarkModel): void {
    const statistics = rowStatistics(benchmark);
    setText(this.#p50, formatTime(statistics?.p50Ns));
    setText(this.#p95, formatTime(statistics?.p95Ns));
    setText(this.#spread, formatShare(statistics?.spreadRatio));
    this.#histogram.update(benchmark);
  }

  #showChange(benchmark: BenchmarkModel): void {
    const shown = shownSpeedup(benchmark);
    const rounds = shown?.provisionalRounds ?? null;
    setAttributes(this.#changeCell, { 'data-provisional': rounds !== null });
    if (shown === null) {
      setText(this.#change, NO_VALUE);
      setText(this.#bounds, '');
      return;
    }
    const { point, lower, upper } = shown.estimate;
    setText(this.#change, formatChange(point));
    const what = rounds === null ? formatSpeedup(point) : `so far, ${rounds} rounds`;
    setText(this.#bounds, `${what}  [${lower.toFixed(3)}, ${upper.toFixed(3)}]`);
  }

  #showVerdict(benchmark: BenchmarkModel): void {
    const verdict = rowVerdict(benchmark);
    const { decision } = benchmark;
    const at = decision === null ? null : foundOnlyAt(decision);
    const estimate = at === null ? null : (decision?.speedup[at] ?? null);
    this.#verdict.replaceChildren(
      verdict === null ? '' : verdictBadge(verdict, decision),
      estimate === null ? '' : element('span', { class: 'bounds' }, otherPercentile(estimate)),
    );
    this.root.setAttribute('data-verdict', verdict ?? '');
    this.#verdict.title = benchmark.decision?.summary ?? benchmark.failure?.message ?? '';
  }
}

/** Of the requests to head; empty where none failed. */
function failingText(benchmark: BenchmarkModel): string {
  const sum = requestsSoFar(benchmark, 'head');
  return sum === null || sum.failed === 0 ? '' : `${formatShare(sum.failed / sum.total)} of requests failed`;
}

/** What the change column does not say: it shows p50. */
function otherPercentile({ point, lower, upper }: Estimate): string {
  return `${formatChange(point)}, ${formatSpeedup(point)}  [${lower.toFixed(3)}, ${upper.toFixed(3)}]`;
}

function stateText(benchmark: BenchmarkModel, run: RunModel): string {
  const done = (benchmark.rounds.at(-1)?.round ?? -1) + 1;
  const planned = run.started?.plannedRounds ?? done;
  switch (benchmark.state) {
    case 'finished':
      return `${done} ${done === 1 ? 'round' : 'rounds'}`;
    case 'failed':
      return 'failed';
    case 'measuring':
      return `● ${done + 1}/${planned}`;
    default:
      if (run.phase === 'finished') return done === 0 ? 'not measured' : `${done}/${planned}`;
      return benchmark.comparison === 'decided' ? 'decided' : `${done}/${planned}`;
  }
}
