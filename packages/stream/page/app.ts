import { element, setText } from '@perf-suite/page-parts/view/element';
import { themeButton } from '@perf-suite/page-parts/view/theme-button';
import type { LiveEvent } from '@perf-suite/schema';
import type { GapMessage, LiveMessage, SnapshotMessage } from '@perf-suite/stream/client';
import type { ConnectionEvents, ConnectionState } from './connection.js';
import { DEFAULT_CHOICE, type OverviewChoice } from './model/overview-rows.js';
import { keepSamples, noteMissed, reduceEvent } from './model/reduce-event.js';
import { EMPTY_RUN, labelOf, type RunModel } from './model/run-model.js';
import { benchmarkHash, overviewHash, parseHash, type Route } from './route.js';
import { Announcer } from './view/announcer.js';
import { BenchmarkView } from './view/benchmark-view.js';
import { ConnectionPill } from './view/connection-pill.js';
import { Overview } from './view/overview.js';
import { RunHeader } from './view/run-header.js';

/** Text is read, not watched: ten times a second is enough, and leaves the frames to the charts. */
const TEXT_INTERVAL_MS = 100;
const NOTICE_MS = 10_000;

/** Joins model and views: events in, at most one drawing a frame out. */
export class App implements ConnectionEvents {
  // First: the charts read the theme's colours when they are made.
  readonly #theme = themeButton(() => this.#benchmark.recolour());
  readonly #pill = new ConnectionPill();
  readonly #header = new RunHeader();
  readonly #overview = new Overview((choice) => this.#choose(choice));
  readonly #benchmark = new BenchmarkView();
  readonly #announcer = new Announcer();
  readonly #away = element('p', { class: 'notice', role: 'status', hidden: true });
  readonly #notice = element('p', { class: 'notice', role: 'status', hidden: true });
  #run: RunModel = EMPTY_RUN;
  #route: Route = parseHash(location.hash);
  #choice: OverviewChoice = DEFAULT_CHOICE;
  #connection: ConnectionState = { kind: 'connecting' };
  #liveUntil: Date | null = null;
  #eventAtMs = 0;
  #textAtMs = Number.NEGATIVE_INFINITY;
  #textShown: RunModel | null = null;
  #scheduled = false;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(body: HTMLElement) {
    const brand = element('a', { class: 'brand', href: '#/' }, 'perf-suite');
    const bar = element('header', { class: 'top' }, brand, this.#pill.root, this.#theme);
    const main = element(
      'main',
      {},
      this.#away,
      this.#notice,
      this.#header.root,
      this.#overview.root,
      this.#benchmark.root,
    );
    body.replaceChildren(bar, main, this.#announcer.root);
    if (this.#route.view === 'overview') this.#choice = this.#route.choice;
    window.addEventListener('hashchange', () => this.#navigate());
    document.addEventListener('keydown', (event) => this.#key(event));
    // The clock of a running run moves on even when nothing arrives.
    setInterval(() => this.#run.phase === 'running' && this.#schedule(), 500);
    this.#schedule();
  }

  showSaved(events: Iterable<LiveEvent>): void {
    this.onState({ kind: 'file' });
    for (const event of events) this.#run = reduceEvent(this.#run, event);
    this.#schedule();
  }

  onSnapshot(snapshot: SnapshotMessage, kind: 'first' | 'again' | 'restarted'): void {
    const fresh = snapshot.events.reduce(reduceEvent, EMPTY_RUN);
    this.#run = kind === 'again' ? keepSamples(fresh, this.#run) : fresh;
    if (kind === 'restarted') {
      this.#overview.clear();
      this.#benchmark.clear();
      this.#notify('The server was restarted: the data it sends now replaces what was shown.');
    }
    this.#arrived();
  }

  onMessage(message: LiveMessage): void {
    this.#run = reduceEvent(this.#run, message);
    this.#arrived();
  }

  onGap({ ch, sampleCount, reason }: GapMessage): void {
    if (ch !== 'run') this.#run = noteMissed(this.#run, Number(ch.slice(2)), sampleCount);
    if (reason === 'history') this.#notify('Connected late: the oldest samples are no longer in the stream.');
    if (reason === 'slow') this.#notify('This page was slow: some samples arrived only as a summary.');
    this.#arrived();
  }

  onState(state: ConnectionState): void {
    this.#pill.update(state);
    if (state.kind !== 'live' && this.#connection.kind === 'live') this.#liveUntil = new Date();
    this.#connection = state;
    this.#textShown = null;
    this.#schedule();
  }

  #arrived(): void {
    this.#eventAtMs = performance.now();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame((nowMs) => {
      this.#scheduled = false;
      this.#draw(nowMs);
    });
  }

  #draw(nowMs: number): void {
    if (nowMs - this.#textAtMs >= TEXT_INTERVAL_MS) {
      this.#textAtMs = nowMs;
      this.#drawText(nowMs);
      this.#textShown = this.#run;
    }
    const waits = this.#route.view === 'benchmark' && this.#benchmark.draw(nowMs);
    if (waits || this.#textShown !== this.#run) this.#schedule();
  }

  #drawText(nowMs: number): void {
    const run = this.#run;
    // Without a connection nobody knows whether the run goes on: its clock stops.
    const runs = run.phase === 'running' && !this.#isStale();
    const sinceEventMs = runs ? Math.max(0, nowMs - this.#eventAtMs) : 0;
    const { kind } = this.#connection;
    const elapsedMs = run.elapsedMs + sinceEventMs;
    this.#header.update(run, { elapsedMs, saved: kind === 'file', stale: this.#isStale() });
    this.#showConnection();
    this.#announcer.update(run);
    const { id } = this.#route.view === 'benchmark' ? this.#route : { id: null };
    const benchmark = id === null ? undefined : run.benchmarks.find((candidate) => candidate.id === id);
    this.#overview.root.hidden = id !== null;
    this.#benchmark.root.hidden = id === null;
    this.#header.root.toggleAttribute('data-compact', id !== null);
    if (id === null) this.#overview.update(run, this.#choice);
    else this.#benchmark.update(run, { benchmark: benchmark ?? null, backHash: overviewHash(this.#choice) });
    document.title = pageTitle(run, benchmark === undefined ? null : labelOf(benchmark));
  }

  #isStale(): boolean {
    const { kind } = this.#connection;
    return this.#run.phase === 'running' && (kind === 'waiting' || kind === 'closed');
  }

  /** Says what is shown while nothing comes, and why. */
  #showConnection(): void {
    const state = this.#connection;
    const away = state.kind === 'waiting' || state.kind === 'closed';
    this.#away.hidden = !away;
    if (!away) return;
    const over = this.#run.phase === 'finished';
    this.#away.toggleAttribute('data-calm', over);
    const since = this.#liveUntil === null ? '' : ` since ${this.#liveUntil.toLocaleTimeString()}`;
    const what = over
      ? 'Everything up to the end of the run was received.'
      : 'The page shows the state at that time.';
    setText(this.#away, `Not connected${since}: ${state.reason}. ${this.#liveUntil === null ? '' : what}`);
  }

  #choose(choice: OverviewChoice): void {
    this.#choice = choice;
    history.replaceState(null, '', overviewHash(choice));
    this.#route = { view: 'overview', choice };
    this.#redraw();
  }

  #navigate(): void {
    const before = this.#route;
    this.#route = parseHash(location.hash);
    if (this.#route.view === 'overview') this.#choice = this.#route.choice;
    this.#redraw();
    if (before.view !== this.#route.view) window.scrollTo({ top: 0 });
    if (this.#route.view === 'benchmark') this.#benchmark.focusHeading();
  }

  #redraw(): void {
    this.#textAtMs = Number.NEGATIVE_INFINITY;
    this.#draw(performance.now());
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
    if (event.key === '/' && !typing && this.#route.view === 'overview') {
      event.preventDefault();
      this.#overview.focusFilter();
    } else if (event.key === 'Escape' && this.#route.view === 'benchmark' && !event.defaultPrevented) {
      location.hash = overviewHash(this.#choice);
    } else if ((event.key === 'j' || event.key === 'k') && !typing) {
      this.#step(event.key === 'j' ? 1 : -1);
    }
  }

  #step(by: number): void {
    const { benchmarks } = this.#run;
    const id = this.#route.view === 'benchmark' ? this.#route.id : null;
    const at = benchmarks.findIndex((benchmark) => benchmark.id === id);
    const next = benchmarks[at === -1 ? (by > 0 ? 0 : benchmarks.length - 1) : at + by];
    if (next !== undefined) location.hash = benchmarkHash(next.id);
  }

  #notify(text: string): void {
    setText(this.#notice, text);
    this.#notice.hidden = false;
    clearTimeout(this.#noticeTimer);
    this.#noticeTimer = setTimeout(() => {
      this.#notice.hidden = true;
    }, NOTICE_MS);
  }
}

function pageTitle(run: RunModel, label: string | null): string {
  const regressed = run.benchmarks.filter(({ decision }) => decision?.verdict === 'regressed').length;
  const glyph = run.phase === 'running' ? '● ' : regressed > 0 ? '▼ ' : '';
  return `${glyph}${label === null ? '' : `${label} – `}perf-suite`;
}
