import { hideSecrets, printable } from '@perf-suite/command-line';
import { counted, styleFor, type TerminalStyle } from '@perf-suite/command-line/terminal';
import type { CommandIo } from '../command-io.js';
import { displayModeOf } from '../terminal/display-mode.js';
import { ProgressDisplay } from '../terminal/progress-display.js';
import { type Commit, shortId } from './commit.js';
import type { Comparison } from './comparison.js';
import type { Ends, History } from './history.js';
import { comparisonLine } from './result-text.js';
import { mostComparisons } from './search-size.js';

export interface DisplayFlags {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
}

/** Shows on standard error how a search goes on: a line for each comparison, and what is being done now. */
export class SearchProgress {
  readonly #display: ProgressDisplay;
  readonly #style: TerminalStyle;
  readonly #mode: ReturnType<typeof displayModeOf>;
  readonly #isVerbose: boolean;

  constructor(flags: DisplayFlags, io: CommandIo) {
    this.#style = styleFor(io.err, flags, io.variables);
    this.#mode = displayModeOf(io.err, flags, io.variables);
    this.#isVerbose = flags.verbose === true;
    this.#display = new ProgressDisplay({
      stream: io.err,
      style: this.#style,
      mode: this.#mode,
      verbose: this.#isVerbose,
      nowMs: () => performance.now(),
    });
  }

  begin({ good, bad }: Ends, history: History, resumedCount: number): void {
    const commits = history.length - 1;
    const most = mostComparisons(commits);
    this.say(
      `Searching ${counted(commits, 'commit')} after ${printable(good)} (${shortId(history[0])}) up to ${printable(bad)} (${shortId(history.at(-1) as Commit)}): at most ${counted(most, 'comparison')} for the first that is slower`,
    );
    if (resumedCount > 0)
      this.say(
        `Going on with an earlier search of the same, of which ${counted(resumedCount, 'comparison')} ${resumedCount === 1 ? 'is' : 'are'} known (--restart begins anew)`,
      );
  }

  /** Words that stay. */
  say(text: string): void {
    this.#display.writeWords(text);
  }

  comparing(newer: Commit, older: Commit): void {
    this.#display.step(`  comparing ${shortId(newer)} with ${shortId(older)}`);
  }

  /** What is done to prepare a comparison: in a log it is one of many lines. */
  detail(text: string): void {
    if (this.#mode === 'drawn' || this.#isVerbose) this.#display.step(hideSecrets(text));
  }

  round(
    newer: Commit,
    older: Commit,
    { round, rounds }: { readonly round: number; readonly rounds: number },
  ): void {
    this.detail(`comparing ${shortId(newer)} with ${shortId(older)}: round ${round} of at most ${rounds}`);
  }

  compared(newer: Commit, older: Commit, comparison: Comparison): void {
    this.#display.write(comparisonLine(newer, older, comparison, this.#style));
  }

  close(): void {
    this.#display.close();
  }
}
