import { parseWhole, printable } from '@perf-suite/command-line';
import { counted, tableOf } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { RunSummary } from '../model/history-run.js';
import type { SeriesSummary } from '../model/series.js';
import { type FilterFlags, queryOf } from './filters.js';
import { instantText } from './instant-text.js';
import type { GuardedIo } from './io.js';
import { type StoreFlag, usingStore } from './store-option.js';

/** The flags of `list`, as typed. */
export interface ListFlags extends StoreFlag, FilterFlags {
  readonly benchmarks?: boolean;
  readonly limit: string;
  readonly format: 'text' | 'json';
}

/** Prints the newest runs, the newest last; or the benchmarks. @throws {PerfError} on bad flags or an unreadable history */
export async function list(flags: ListFlags, io: GuardedIo): Promise<ExitCode> {
  const limit = parseWhole(flags.limit, '--limit', { least: 1 });
  const query = queryOf(flags, io);
  return usingStore(
    flags,
    io,
    async (store) => {
      if (flags.benchmarks) {
        const series = await store.seriesKeys(query);
        io.out(flags.format === 'json' ? `${JSON.stringify(series)}\n` : seriesTable(series));
        return EXIT_CODES.done;
      }
      const runs = await store.runs({ ...query, limit });
      io.out(flags.format === 'json' ? `${JSON.stringify(runs)}\n` : runTable(runs));
      const olderCount = runs.length < limit ? 0 : (await store.runs(query)).length - runs.length;
      if (olderCount > 0) {
        io.err(`perf-history: and ${counted(olderCount, 'older run')}: --limit ${limit + olderCount}\n`);
      }
      return EXIT_CODES.done;
    },
    { mustExist: true },
  );
}

function runTable(runs: readonly RunSummary[]): string {
  return tableOf(
    ['run', 'started', 'branch', 'commit', 'environment', 'benchmarks', ''],
    runs.map((run) => [
      printable(run.id),
      instantText(run.startedAtMs),
      printable(run.branch ?? '-'),
      `${run.commit?.slice(0, 7) ?? '-'}${run.dirty ? '+' : ''}`,
      printable(run.environment),
      String(run.pointCount),
      [
        run.state === 'partial' ? 'partial' : '',
        run.evidence === 'summary' ? `summary of ${printable(run.source)}` : '',
      ]
        .filter((note) => note !== '')
        .join(', '),
    ]),
  );
}

function seriesTable(series: readonly SeriesSummary[]): string {
  return tableOf(
    ['benchmark', 'branch', 'environment', 'unit', 'runs', 'newest'],
    series.map((one) => [
      printable(one.benchmark),
      printable(one.branch ?? '-'),
      printable(one.environment),
      printable(one.unit),
      String(one.pointCount),
      instantText(one.lastMs),
    ]),
  );
}
