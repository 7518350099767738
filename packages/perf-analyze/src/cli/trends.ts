import { parseWhole } from '@perf-suite/command-line';
import { styleOf } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import { ALL_BENCHMARKS } from '../changes/change.js';
import { type ShownTrends, trendsAsJson, trendsAsMarkdown, trendsAsText } from '../render/render-trends.js';
import { trendsOf } from '../trends/trends.js';
import { analyseStored } from './analyse-stored.js';
import { styleOptions } from './changes.js';
import { deliver, type OutputFlags, refuseOut } from './deliver.js';
import { filterOf, type HistoryFlags, usingStore } from './history-flags.js';
import type { CommandIo } from './io.js';
import { expectMatch } from './nothing-chosen.js';

/** The flags of `trends`, as typed. */
export interface TrendsFlags extends HistoryFlags, OutputFlags {
  readonly limit?: string;
  readonly color?: boolean;
}

/** Prints how each benchmark does against earlier weeks, what costs most first. @throws {PerfError} */
export async function trends(flags: TrendsFlags, io: CommandIo): Promise<ExitCode> {
  const isShown = filterOf(flags);
  await refuseOut(flags, io);
  const limit = flags.limit === undefined ? undefined : parseWhole(flags.limit, '--limit', { least: 1 });
  const analysed = await usingStore(flags, io, (store) => analyseStored(store, flags, io));
  expectMatch(
    analysed.map(({ history }) => history),
    flags,
    isShown,
  );
  const shown: ShownTrends[] = analysed.map(({ history, entries }) => ({
    history,
    trends: trendsOf(history, entries)
      .filter(({ benchmark }) => isShown(benchmark))
      .slice(0, limit),
    machine: entries.filter(({ benchmark, state }) => benchmark === ALL_BENCHMARKS && state === 'open'),
  }));
  await deliver(rendered(shown, flags, io), flags, io);
  return EXIT_CODES.done;
}

function rendered(shown: readonly ShownTrends[], flags: TrendsFlags, io: CommandIo): string {
  if (flags.format === 'json') return trendsAsJson(shown);
  if (flags.format === 'markdown') return trendsAsMarkdown(shown, io.nowMs());
  return trendsAsText(shown, styleOf(styleOptions(flags, io)));
}
