import type uPlot from 'uplot';
import { element } from '../view/element.js';

export interface TooltipLine {
  readonly name: string;
  readonly value: string;
  readonly variant?: 'base' | 'head';
}

/** Exact values beside the cursor of a plot. */
export class Tooltip {
  readonly #plot: uPlot;
  readonly #describe: (index: number) => readonly TooltipLine[];
  readonly #box = element('div', { class: 'tooltip', hidden: true, 'aria-live': 'off' });

  constructor(plot: uPlot, describe: (index: number) => readonly TooltipLine[]) {
    this.#plot = plot;
    this.#describe = describe;
    plot.over.append(this.#box);
  }

  get shown(): boolean {
    return !this.#box.hidden;
  }

  hide(): void {
    this.#box.hidden = true;
  }

  refresh(): void {
    const { idx, left } = this.#plot.cursor;
    const lines = idx == null || left == null || left < 0 ? [] : this.#describe(idx);
    this.#box.hidden = lines.length === 0;
    if (lines.length === 0 || left == null) return;
    this.#box.replaceChildren(
      ...lines.map(({ name, value, variant }) =>
        element(
          'div',
          { 'data-variant': variant ?? null },
          element('span', { class: 'tooltip-name' }, name),
          element('span', { class: 'tooltip-value' }, value),
        ),
      ),
    );
    const { clientWidth } = this.#plot.over;
    const width = this.#box.offsetWidth;
    const besideRight = left + 14 + width <= clientWidth;
    const x = besideRight ? left + 14 : Math.max(0, left - 14 - width);
    this.#box.style.setProperty('transform', `translate(${Math.round(x)}px, 6px)`);
  }
}
