import { parseRatio, parseWhole } from '@perf-suite/command-line';
import { styleOf } from '@perf-suite/command-line/terminal';
import type { ChangeEntry } from '@perf-suite/history';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { ALL_BENCHMARKS, type ChangeOptions, DEFAULT_CHANGE_OPTIONS } from '../changes/change.js';
import { changesDocument, documentText } from '../render/analysis-document.js';
import { changesAsMarkdown, changesAsText } from '../render/render-changes.js';
import { type AnalysedHistory, analyseStored } from './analyse-stored.js';
import { deliver, type OutputFlags, refuseOut } from './deliver.js';
import { filterOf, type HistoryFlags, usingStore } from './history-flags.js';
import type { CommandIo } from './io.js';
import { expectMatch } from './nothing-chosen.js';

/** The flags of `changes`, as typed. */
export interface ChangesFlags extends HistoryFlags, OutputFlags {
  readonly all?: boolean;
  readonly minEffect?: string;
  readonly fewestRuns?: string;
  readonly reference?: string;
  readonly failOn: 'none' | 'open';
  readonly color?: boolean;
}

/**
 * Prints the change points, keeps them in the store, and returns 1 where `--fail-on open` finds a
 * slowdown that nobody has looked at.
 * @throws {PerfError} on bad flags, an unreadable history, or no runs
 */
export async function changes(flags: ChangesFlags, io: CommandIo): Promise<ExitCode> {
  const options = optionsOf(flags);
  const isShown = filterOf(flags);
  await refuseOut(flags, io);
  const analysed = await usingStore(flags, io, (store) => analyseStored(store, flags, io, options));
  expectMatch(
    analysed.map(({ history }) => history),
    flags,
    isShown,
  );
  const shown = analysed.map(({ history, entries }) => ({
    history,
    entries: entries.filter(
      (entry) =>
        (flags.all || entry.state !== 'fixed') &&
        (entry.benchmark === ALL_BENCHMARKS || isShown(entry.benchmark)),
    ),
  }));
  await deliver(rendered(shown, flags, io), flags, io);
  const isNews = shown.some(({ entries }) => entries.some(isOpenSlowdown));
  return flags.failOn === 'open' && isNews ? EXIT_CODES.regression : EXIT_CODES.done;
}

function rendered(shown: readonly AnalysedHistory[], flags: ChangesFlags, io: CommandIo): string {
  if (flags.format === 'json') return documentText(changesDocument(shown, io.nowMs()));
  if (flags.format === 'markdown') return changesAsMarkdown(shown);
  return changesAsText(shown, styleOf(styleOptions(flags, io)));
}

/** Returns whether an entry is a slowdown of the code that nobody has looked at. */
export function isOpenSlowdown({ state, kind, ratio }: ChangeEntry): boolean {
  return state === 'open' && (kind === 'step' || kind === 'creep') && ratio.point > 0;
}

export function styleOptions(
  { color, out }: { readonly color?: boolean; readonly out?: string },
  io: CommandIo,
) {
  return {
    columns: out === undefined ? io.outColumns : undefined,
    isTerminal: out === undefined && io.outIsTerminal,
    variables: io.environment,
    platform: io.platform,
    color,
  };
}

function optionsOf({ minEffect, fewestRuns, reference }: ChangesFlags): ChangeOptions {
  const effect = minEffect === undefined ? null : parseRatio(minEffect, '--min-effect');
  return {
    ...DEFAULT_CHANGE_OPTIONS,
    ...(effect !== null && { minimumEffect: { p50: effect, p95: 2 * effect } }),
    ...(fewestRuns !== undefined && { fewestRuns: parseWhole(fewestRuns, '--fewest-runs', { least: 2 }) }),
    ...(reference !== undefined && { isReference: patternOf(reference, '--reference') }),
  };
}

function patternOf(text: string, flag: string): (benchmark: string) => boolean {
  try {
    const pattern = new RegExp(text);
    return (benchmark) => pattern.test(benchmark);
  } catch (cause) {
    throw new PerfError(
      'bad-usage',
      `${flag}: expected a regular expression, found ${JSON.stringify(text)}`,
      {
        cause,
      },
    );
  }
}
