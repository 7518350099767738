import { printable } from '@perf-suite/command-line';
import { type TerminalStyle, textWidth, wrapWords } from '@perf-suite/command-line/terminal';
import type { LiveEvent } from '@perf-suite/schema';
import { createLogUpdate } from 'log-update';
import { headingLines } from './heading-lines.js';
import { plainLines } from './plain-lines.js';
import { progressLines } from './progress-lines.js';
import { ProgressState } from './progress-state.js';

const FRAME_MS = 100;

export interface DisplayOptions {
  readonly stream: NodeJS.WriteStream;
  readonly style: TerminalStyle;
  /** `drawn` redraws in place, `plain` writes lines, `none` writes nothing. */
  readonly mode: 'drawn' | 'plain' | 'none';
  readonly verbose: boolean;
  /** What is drawn in place; bar, current benchmark and comparisons unless given. */
  readonly lines?: (state: ProgressState, style: TerminalStyle) => string[];
  readonly nowMs: () => number;
}

/**
 * Shows a run as it goes on. It draws only when an event comes in, ten times a second at most: no
 * timer of its own ever wakes up while something is being measured.
 */
export class ProgressDisplay {
  readonly #options: DisplayOptions;
  readonly #state = new ProgressState();
  readonly #draw: ReturnType<typeof createLogUpdate> | null;
  #lastDrawnMs = Number.NEGATIVE_INFINITY;
  #rowCount = 0;

  constructor(options: DisplayOptions) {
    this.#options = options;
    this.#draw = options.mode === 'drawn' ? createLogUpdate(options.stream) : null;
  }

  show(event: LiveEvent): void {
    const { mode, style, verbose } = this.#options;
    if (mode === 'none') return;
    this.#state.apply(event);
    if (event.type === 'run-started') {
      this.#draw?.clear();
      this.#print(headingLines(event, style));
    } else if (event.type === 'warning' && event.benchmark === null) this.writeWords(event.warning.message);
    else if (this.#draw === null) this.#print(plainLines(event, this.#state, style, verbose));
    else if (event.type !== 'resources') this.#drawIfDue();
  }

  /** Shows what is going on before the run; in a terminal the next step takes its place. */
  step(text: string): void {
    const { mode, style } = this.#options;
    if (mode === 'none') return;
    if (this.#draw === null) this.#print([printable(text)]);
    else this.#draw(`\n  ${style.colors.dim(printable(text))}`);
  }

  /** Writes a line that stays, above the display. */
  write(line: string): void {
    if (this.#options.mode === 'none') return;
    this.#draw?.clear();
    this.#print([line]);
    this.#lastDrawnMs = Number.NEGATIVE_INFINITY;
  }

  /** Writes words that stay, above the display, in as many lines as they need. */
  writeWords(text: string): void {
    this.write(wrapWords(text, this.#options.style.tableWidth, '  ').join('\n'));
  }

  /** Takes the display off the terminal. */
  close(): void {
    this.#draw?.clear();
    this.#draw?.done();
  }

  #drawIfDue(): void {
    const nowMs = this.#options.nowMs();
    if (nowMs - this.#lastDrawnMs < FRAME_MS) return;
    this.#lastDrawnMs = nowMs;
    // log-update loses count of the lines where the last one that changed is empty now.
    const linesOf = this.#options.lines ?? progressLines;
    const lines = linesOf(this.#state, this.#options.style).map((line) => line || ' ');
    const rows = this.#rowsOf(lines);
    // log-update patches the rows that changed; with other rows below them it would patch the wrong ones.
    if (rows !== this.#rowCount) this.#draw?.clear();
    this.#rowCount = rows;
    this.#draw?.(lines.join('\n'));
  }

  /** Returns how many rows the lines take: a long one goes on in the next row. */
  #rowsOf(lines: readonly string[]): number {
    const { columns } = this.#options.stream;
    return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(textWidth(line) / columns)), 0);
  }

  #print(lines: readonly string[]): void {
    if (lines.length > 0) this.#options.stream.write(`${lines.join('\n')}\n`);
  }
}
