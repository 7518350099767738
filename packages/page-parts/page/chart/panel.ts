import { element, setText } from '../view/element.js';
import { downloadCsv, downloadPng } from './download.js';
import type { Plot } from './plot.js';

export interface TableContent {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface PanelOptions {
  readonly title: string;
  readonly plot: Plot;
  readonly size: 'full' | 'half' | 'third';
  /** What the canvas shows, as a table for whoever cannot see it or wants the digits. */
  readonly table: () => TableContent;
  /** The chart's data for a spreadsheet. */
  readonly csv: () => Iterable<string>;
  /** What files are named by: the benchmark and this chart. */
  readonly fileName: () => string;
  /** Its level on the page; h3 unless given. */
  readonly heading?: 'h2' | 'h3';
  /** More controls for the title bar. */
  readonly controls?: readonly HTMLElement[];
}

/** A chart with title, note, downloads, and the table that mirrors it. */
export class Panel {
  readonly root: HTMLElement;
  readonly #options: PanelOptions;
  readonly #note = element('p', { class: 'panel-note' });
  readonly #details: HTMLDetailsElement;
  readonly #table = element('div', { class: 'panel-table', tabindex: 0 });

  constructor(options: PanelOptions) {
    this.#options = options;
    const { title, plot, size } = options;
    this.#details = element(
      'details',
      { on: { toggle: () => this.refreshTable() } },
      element('summary', {}, `Table: ${title.toLowerCase()}`),
      this.#table,
    );
    this.root = element(
      'section',
      { class: 'panel', 'data-size': size, 'data-chart': title.toLowerCase(), 'aria-label': title },
      element(
        'header',
        {},
        element(options.heading ?? 'h3', {}, title),
        this.#note,
        element('div', { class: 'panel-actions' }, ...(options.controls ?? []), ...this.#downloads()),
      ),
      plot.root,
      this.#details,
    );
  }

  setNote(text: string): void {
    setText(this.#note, text);
  }

  /** Writes the table anew while somebody has it open. */
  refreshTable(): void {
    if (!this.#details.open) return;
    const { head, rows } = this.#options.table();
    this.#table.replaceChildren(
      element(
        'table',
        {},
        element('thead', {}, element('tr', {}, ...head.map((name) => element('th', { scope: 'col' }, name)))),
        element(
          'tbody',
          {},
          ...rows.map((row) => element('tr', {}, ...row.map((value) => element('td', {}, value)))),
        ),
      ),
    );
  }

  #downloads(): HTMLElement[] {
    const { title, plot, csv, fileName } = this.#options;
    const button = (text: string, click: () => void) =>
      element(
        'button',
        {
          type: 'button',
          class: 'small-button',
          'aria-label': `Save ${title.toLowerCase()} as ${text}`,
          on: { click },
        },
        text,
      );
    return [
      button('PNG', () => downloadPng(plot.canvas, fileName())),
      button('CSV', () => downloadCsv(csv(), fileName())),
    ];
  }
}
