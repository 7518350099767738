import { formatCount } from '@perf-suite/page-parts/format-values';
import { element, setAttributes, setText } from '@perf-suite/page-parts/view/element';
import { themeButton } from '@perf-suite/page-parts/view/theme-button';
import type { SiteEnvironment } from '../src/site/site-data.js';
import { MissingData, OtherGeneration } from './data/load-data.js';
import { SiteReader } from './data/site-reader.js';
import { compareCommits, valuesOfRun } from './model/compare-commits.js';
import { type ComparedRuns, comparedRuns } from './model/compared-runs.js';
import { formatDay, formatMinute, namePartsOf } from './model/format-data.js';
import { chosenRows, DEFAULT_CHOICE, type OverviewChoice } from './model/overview-choice.js';
import { benchmarkHash, changesHash, compareHash, hashOf, parseHash, type Route } from './route.js';
import { BenchmarkView, sameBenchmark } from './view/benchmark-view.js';
import { ChangesView } from './view/changes-view.js';
import { CompareView } from './view/compare-view.js';
import { Overview } from './view/overview.js';

/** How often a page that a server sent asks for newer data. */
const ASK_EVERY_MS = 5 * 60_000;

/** Loads what an address asks for and shows it. */
export class App {
  // First: the charts read the theme's colours when they are made.
  readonly #theme = themeButton(() => this.#benchmark?.recolour());
  readonly #body: HTMLElement;
  readonly #main = element('main', {});
  readonly #notice = element('div', { role: 'status' });
  readonly #brand = element('a', { class: 'brand', href: '#/' }, 'perf-suite');
  readonly #nav = element('nav', { class: 'views', 'aria-label': 'Pages' });
  readonly #environment: HTMLSelectElement;
  #reader: SiteReader | null = null;
  #overview: Overview | null = null;
  #benchmark: BenchmarkView | null = null;
  #changes: ChangesView | null = null;
  #compare: CompareView | null = null;
  #route: Route = parseHash(location.hash);
  #choice: OverviewChoice = DEFAULT_CHOICE;
  /** Counts what was asked for, so that what comes late for an earlier address is not shown. */
  #asked = 0;

  constructor(body: HTMLElement) {
    this.#body = body;
    this.#environment = element('select', {
      class: 'environment-select',
      'aria-label': 'Environment',
      hidden: true,
      on: { change: () => this.#switchTo(this.#environment.value) },
    });
  }

  async start(): Promise<void> {
    const bar = element('header', { class: 'top' }, this.#brand, this.#nav, this.#environment, this.#theme);
    this.#body.replaceChildren(bar, this.#notice, this.#main);
    try {
      this.#reader = await SiteReader.open(String(Date.now()));
    } catch (error) {
      this.#say(error);
      return;
    }
    const { environments, links } = this.#reader.site;
    this.#environment.hidden = environments.length < 2;
    this.#environment.replaceChildren(
      ...environments.map(({ folder, label, branch }) =>
        element('option', { value: folder }, branch === null ? label : `${label}, ${branch}`),
      ),
    );
    this.#overview = new Overview((choice) => this.#replace({ ...this.#overviewRoute(), choice }));
    this.#benchmark = new BenchmarkView(links, (route) => this.#replace(route));
    this.#changes = new ChangesView(links, (route) => this.#replace(route));
    this.#compare = new CompareView(links, (route) => this.#replace(route));
    window.addEventListener('hashchange', () => this.#navigate());
    document.addEventListener('keydown', (event) => this.#key(event));
    if (/^https?:$/.test(location.protocol)) setInterval(() => this.#askForNewer(), ASK_EVERY_MS);
    await this.#show();
  }

  get #here(): SiteEnvironment | null {
    const environments = this.#reader?.site.environments ?? [];
    const { folder } = this.#route;
    return environments.find((one) => one.folder === folder) ?? environments[0] ?? null;
  }

  #overviewRoute(): Extract<Route, { view: 'overview' }> {
    return { view: 'overview', folder: this.#here?.folder ?? null, choice: this.#choice };
  }

  /** Shows the same page otherwise, and keeps that in the address without a step in the history. */
  #replace(route: Route): void {
    history.replaceState(null, '', hashOf(route));
    this.#route = route;
    void this.#show();
  }

  async #navigate(): Promise<void> {
    const before = this.#route;
    this.#route = parseHash(location.hash);
    const shown = await this.#show();
    if (!shown) return;
    const isOther =
      before.view !== this.#route.view ||
      (before.view === 'benchmark' && this.#route.view === 'benchmark' && before.key !== this.#route.key);
    if (isOther) {
      if (!(this.#route.view === 'changes' && this.#route.opened !== null)) window.scrollTo({ top: 0 });
      this.#view?.focusHeading();
    }
  }

  get #view(): Overview | BenchmarkView | ChangesView | CompareView | null {
    const views = {
      overview: this.#overview,
      benchmark: this.#benchmark,
      changes: this.#changes,
      compare: this.#compare,
    };
    return views[this.#route.view];
  }

  /** Loads and shows what the route asks for; returns false where another one came first or it failed. */
  async #show(): Promise<boolean> {
    const [reader, here, route] = [this.#reader, this.#here, this.#route];
    if (reader === null) return false;
    if (here === null) {
      this.#say(new MissingData('no environment'));
      return false;
    }
    const asked = ++this.#asked;
    this.#main.setAttribute('aria-busy', 'true');
    try {
      const { title, draw } = await this.#load(reader, here, route);
      if (asked !== this.#asked) return false;
      this.#notice.replaceChildren();
      const root = this.#view?.root;
      // Drawn where it is seen: charts take their width from it.
      if (root !== undefined && this.#main.firstElementChild !== root) this.#main.replaceChildren(root);
      draw();
      this.#showBar(here, route);
      document.title = `${title === '' ? '' : `${title} – `}${reader.site.title}`;
      return true;
    } catch (error) {
      if (asked === this.#asked) this.#say(error);
      return false;
    } finally {
      if (asked === this.#asked) this.#main.removeAttribute('aria-busy');
    }
  }

  async #load(
    reader: SiteReader,
    here: SiteEnvironment,
    route: Route,
  ): Promise<{ readonly title: string; readonly draw: () => void }> {
    const { folder } = here;
    switch (route.view) {
      case 'overview': {
        this.#choice = route.choice;
        const data = await reader.overview(folder);
        const context = { title: reader.site.title, subtitle: subtitleOf(here, reader), environment: here };
        return { title: '', draw: () => this.#overview?.show(data, context, route.choice) };
      }
      case 'benchmark': {
        const [history, table, overview] = await Promise.all([
          reader.benchmark(folder, route.key),
          reader.runs(folder),
          reader.overview(folder),
        ]);
        const order = chosenRows(overview.rows, this.#choice).map(({ key }) => key);
        const backHash = hashOf(this.#overviewRoute());
        const context = { history, table, overview, order, backHash };
        const title = namePartsOf(history.benchmark).name.slice(0, 100);
        return { title, draw: () => this.#benchmark?.show(context, route) };
      }
      case 'changes': {
        const data = await reader.changes(folder);
        return { title: 'Changes', draw: () => this.#changes?.show(data, route) };
      }
      case 'compare': {
        const [table, overview] = await Promise.all([reader.runs(folder), reader.overview(folder)]);
        const runs = comparedRuns(table, route);
        const rows =
          runs === null ? [] : await this.#compared(reader, folder, { route, runs, rows: overview.rows });
        return { title: 'Compare', draw: () => this.#compare?.show({ table, overview, runs, rows }, route) };
      }
    }
  }

  async #compared(
    reader: SiteReader,
    folder: string,
    of: {
      readonly route: Extract<Route, { view: 'compare' }>;
      readonly runs: ComparedRuns;
      readonly rows: Parameters<typeof compareCommits>[0];
    },
  ) {
    const values = async (numbers: readonly number[]) =>
      Promise.all(numbers.map(async (number) => valuesOfRun(await reader.blockOf(folder, number), number)));
    return compareCommits(of.rows, of.route.percentile, {
      before: await values(of.runs.before),
      after: await values(of.runs.after),
    });
  }

  #showBar({ folder, openCount }: SiteEnvironment, { view }: Route): void {
    setText(this.#brand, this.#reader?.site.title ?? '');
    setAttributes(this.#brand, { href: hashOf({ ...this.#overviewRoute(), choice: DEFAULT_CHOICE }) });
    this.#environment.value = folder;
    const link = (text: string, href: string, isHere: boolean) =>
      element('a', { href, 'aria-current': isHere ? 'page' : null }, text);
    const open = openCount === 0 ? '' : ` (${formatCount(openCount)} open)`;
    const compared = compareHash(folder, { before: '', after: '' });
    this.#nav.replaceChildren(
      link('Overview', hashOf(this.#overviewRoute()), view === 'overview' || view === 'benchmark'),
      link(`Changes${open}`, changesHash(folder), view === 'changes'),
      link('Compare', compared, view === 'compare'),
    );
  }

  async #switchTo(folder: string): Promise<void> {
    const route = this.#route;
    if (route.view !== 'benchmark') {
      location.hash = hashOf({ ...route, folder });
      return;
    }
    const overview = await this.#reader?.overview(folder).catch(() => null);
    // A benchmark that the other environment does not have leads to its overview.
    location.hash = overview?.rows.some(({ key }) => key === route.key)
      ? sameBenchmark(route, folder)
      : hashOf({ view: 'overview', folder, choice: this.#choice });
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test((event.target as HTMLElement).tagName);
    if (event.key === '/' && !typing && this.#route.view !== 'benchmark') {
      event.preventDefault();
      const view = this.#view;
      if (view !== null && 'focusFilter' in view) view.focusFilter();
    } else if (event.key === 'Escape' && this.#route.view === 'benchmark' && !event.defaultPrevented) {
      location.hash = hashOf(this.#overviewRoute());
    } else if ((event.key === 'j' || event.key === 'k') && !typing) {
      void this.#step(event.key === 'j' ? 1 : -1);
    }
  }

  async #step(by: number): Promise<void> {
    const route = this.#route;
    const folder = this.#here?.folder;
    if (folder === undefined || (route.view !== 'overview' && route.view !== 'benchmark')) return;
    const overview = await this.#reader?.overview(folder).catch(() => null);
    if (!overview) return;
    const keys = chosenRows(overview.rows, this.#choice).map(({ key }) => key);
    const at = route.view === 'benchmark' ? keys.indexOf(route.key) : -1;
    const next = keys[at === -1 ? (by > 0 ? 0 : keys.length - 1) : at + by];
    if (next === undefined) return;
    const look = route.view === 'benchmark' ? { ...route.look, zoom: null, run: null } : undefined;
    location.hash = benchmarkHash(folder, next, look);
  }

  /** Says that there is something newer, where a server gives it. What it shows stays until it is asked for. */
  async #askForNewer(): Promise<void> {
    if (document.hidden || this.#reader === null) return;
    const newer = await SiteReader.open(String(Date.now())).catch(() => null);
    if (newer !== null && newer.site.generation !== this.#reader.site.generation) {
      this.#say(new OtherGeneration('site'));
    }
  }

  #say(error: unknown): void {
    const isOther = error instanceof OtherGeneration;
    const reload = element(
      'button',
      { type: 'button', class: 'small-button', on: { click: () => location.reload() } },
      'Load it again',
    );
    const text = isOther
      ? 'There are newer results than this page shows. '
      : error instanceof MissingData
        ? `Expected ${error.message} beside this page, found none: it may have been replaced, or copied in part. `
        : `Something went wrong on this page: ${error instanceof Error ? error.message : String(error)}. `;
    this.#notice.replaceChildren(element('p', { class: 'notice page-notice' }, text, reload));
  }
}

function subtitleOf(here: SiteEnvironment, { site }: SiteReader): string {
  const branch = here.branch === null ? '' : `, branch ${here.branch}`;
  const runs = `${formatCount(here.runCount)} ${here.runCount === 1 ? 'run' : 'runs'}`;
  return `${here.label}${branch} · ${runs}, ${formatDay(here.firstMs)} to ${formatDay(here.lastMs)} · written ${formatMinute(site.writtenAtMs)}`;
}
