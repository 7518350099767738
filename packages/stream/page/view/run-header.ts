import { formatBytes, formatCount, formatElapsed, NO_VALUE } from '@perf-suite/page-parts/format-values';
import { element, setAttributes, setText } from '@perf-suite/page-parts/view/element';
import type { Environment } from '@perf-suite/schema';
import { labelOf, type RunModel } from '../model/run-model.js';
import { runProgress } from '../model/run-progress.js';

export interface HeaderContext {
  readonly elapsedMs: number;
  /** The run comes from files, not from a stream. */
  readonly saved: boolean;
  /** The run was going on when the connection broke: nobody knows what it does now. */
  readonly stale: boolean;
}

/** What is measured, how far it is, and on which machine. */
export class RunHeader {
  readonly #title = element('h1', {}, 'Waiting for a run');
  readonly #subtitle = element('p', { class: 'subtitle' });
  readonly #bar = element('div', { class: 'progress-bar' });
  readonly #progress = element(
    'div',
    { class: 'progress', role: 'progressbar', 'aria-label': 'run', 'aria-valuemin': 0, 'aria-valuemax': 100 },
    this.#bar,
  );
  readonly #facts = new Map<string, HTMLElement>();
  readonly #factList = element('dl', { class: 'facts' });
  readonly #environment = element('details', { class: 'environment' });
  readonly #warnings = element('ul', { class: 'warnings' });
  #shownRun: string | null = null;
  #shownWarnings = -1;
  readonly root = element(
    'section',
    { class: 'run-header', 'aria-label': 'Run' },
    element('div', { class: 'run-title' }, this.#title, this.#subtitle),
    this.#progress,
    this.#factList,
    this.#environment,
    this.#warnings,
  );

  update(run: RunModel, context: HeaderContext): void {
    const { elapsedMs, saved, stale } = context;
    if (run.started !== null && run.started.run !== this.#shownRun) this.#showRun(run);
    const progress = runProgress(run, elapsedMs);
    const percent = Math.floor(progress.shareRatio * 100);
    this.#bar.style.setProperty('inline-size', `${(progress.shareRatio * 100).toFixed(2)}%`);
    setAttributes(this.#progress, {
      'aria-valuenow': percent,
      'aria-valuetext': `${percent} %`,
      'data-phase': run.phase,
      'data-verdict': run.finished?.verdict ?? null,
    });
    const planned = run.started?.plannedRounds;
    const current = run.benchmarks.filter(({ index }) => run.current.includes(index));
    this.#fact('State', stale ? 'not connected' : stateText(run, saved));
    this.root.toggleAttribute('data-stale', stale);
    this.#fact('Done', `${percent} %`);
    this.#fact('Round', run.round === null ? NO_VALUE : `${run.round + 1} of ${planned}`);
    this.#fact('Elapsed', run.started === null ? NO_VALUE : formatElapsed(elapsedMs));
    const running = run.phase === 'running' && !stale;
    this.#fact('Left', running ? leftText(progress.remainingMs) : null);
    const samples = run.benchmarks.reduce((sum, benchmark) => sum + benchmark.sampleCount, 0);
    this.#fact('Samples', formatCount(samples));
    this.#fact('Not received', missedText(run));
    this.#fact('Worker', running ? workerText(run) : null);
    this.#fact('Measuring', running ? current.map(labelOf).join(', ') || NO_VALUE : null);
    if (run.warnings.length !== this.#shownWarnings) this.#showWarnings(run);
  }

  #showRun(run: RunModel): void {
    const { started } = run;
    if (started === null) return;
    this.#shownRun = started.run;
    const { git, baseline, baselineNote, mode, environment } = started;
    const commit = git === null ? 'no git' : `${git.commit.slice(0, 8)}${git.dirty ? ' (dirty)' : ''}`;
    const head = git?.branch ? `${git.branch} @ ${commit}` : commit;
    setText(this.#title, baseline === null ? head : `${baseline} → ${head}`);
    const how =
      mode === 'paired' ? 'A/B in pairs' : baseline === null ? 'no baseline' : 'against earlier runs';
    const base = baselineNote === undefined ? '' : ` · base is ${baselineNote}`;
    setText(this.#subtitle, `${started.run} · ${how}${base} · started ${localTime(started.startedAt)}`);
    this.#environment.replaceChildren(
      element('summary', {}, environmentSummary(environment)),
      environmentTable(environment),
    );
  }

  #showWarnings(run: RunModel): void {
    this.#shownWarnings = run.warnings.length;
    this.#warnings.replaceChildren(...run.warnings.map(({ message, hint }) => warningItem(message, hint)));
  }

  /** Shows a fact; null hides it. */
  #fact(name: string, value: string | null): void {
    let shown = this.#facts.get(name);
    if (shown === undefined) {
      shown = element('dd', {});
      this.#facts.set(name, shown);
      this.#factList.append(element('div', { class: 'fact' }, element('dt', {}, name), shown));
    }
    shown.parentElement?.toggleAttribute('hidden', value === null);
    setText(shown, value ?? '');
  }
}

export function warningItem(message: string, hint: string | undefined): HTMLElement {
  const glyph = element('span', { class: 'warning-glyph', 'aria-hidden': 'true' }, '!');
  const more = hint === undefined ? null : element('span', { class: 'hint' }, ` ${hint}`);
  return element('li', {}, glyph, element('span', {}, message, more));
}

function stateText(run: RunModel, saved: boolean): string {
  if (run.phase === 'waiting') return 'waiting';
  if (run.finished === null) return 'running';
  const { state, exitCode, interrupted } = run.finished;
  return `${interrupted ? 'interrupted' : state}${saved ? '' : `, exit ${exitCode}`}`;
}

function missedText(run: RunModel): string | null {
  const missed = run.benchmarks.reduce((sum, benchmark) => sum + benchmark.missedCount, 0);
  const uncounted = run.benchmarks.some((benchmark) => benchmark.missedUncounted);
  return missed === 0 && !uncounted ? null : `${formatCount(missed)}${uncounted ? ' or more' : ''}`;
}

function leftText(remainingMs: number | null): string {
  return remainingMs === null ? '…' : `≈ ${formatElapsed(remainingMs)}`;
}

function workerText(run: RunModel): string {
  const reading = run.resources.worker.at(-1);
  if (reading === undefined) return NO_VALUE;
  return `${Math.round(reading.cpuRatio * 100)} % · ${formatBytes(reading.rssBytes)}`;
}

function localTime(instant: string): string {
  return new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

function environmentSummary(environment: Environment): string {
  const { cpu, os, runtime, name } = environment;
  const cores = `${cpu.availableCores} ${cpu.availableCores === 1 ? 'core' : 'cores'}`;
  return `${name} · ${cpu.model} · ${cores} · ${os.platform} ${os.arch} · Node ${runtime.node.replace(/^v/, '')}`;
}

function environmentTable(environment: Environment): HTMLElement {
  const { cpu, memory, os, runtime } = environment;
  const unknown = 'not readable here';
  const rows: readonly (readonly [string, string])[] = [
    ['CPU', cpu.model],
    ['Cores', `${cpu.availableCores} usable of ${cpu.logicalCores}`],
    ['Governor', cpu.governor ?? unknown],
    ['Turbo', cpu.turbo === null ? unknown : cpu.turbo ? 'on' : 'off'],
    [
      'Memory',
      `${formatBytes(memory.totalBytes)}${memory.limitBytes === null ? '' : `, limit ${formatBytes(memory.limitBytes)}`}`,
    ],
    ['System', `${os.platform} ${os.release} ${os.arch}`],
    ['Container', environment.container ?? 'none'],
    ['CI', environment.ci ?? 'none'],
    ['Load at start', environment.loadAtStart.toFixed(2)],
    ['Node, V8', `${runtime.node}, ${runtime.v8}`],
    ['Flags', runtime.flags.join(' ') || 'none'],
    ['Fingerprint', environment.fingerprint],
  ];
  return element(
    'dl',
    { class: 'environment-list' },
    ...rows.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}
