import { isAbsolute } from 'node:path';
import { LONGEST_SPAN_MS, parseDuration } from '@perf-suite/command-line';
import {
  DEFAULT_STORE,
  type HistoryStore,
  openStore,
  type SeriesQuery,
  withoutPassword,
} from '@perf-suite/history';
import { PerfError } from '@perf-suite/schema';
import type { Command } from 'commander';
import { AnalysisCache } from '../cache/analysis-cache.js';
import type { EnvironmentHistory } from '../history/environment-history.js';
import { readHistories } from '../history/read-histories.js';
import type { CommandIo } from './io.js';
import { noRuns } from './nothing-chosen.js';

/** What the variable CI may say outside CI. */
const NO_CI: readonly string[] = ['', 'false', '0'];

/** The flags that choose a part of a history, as typed. */
export interface HistoryFlags {
  readonly store?: string;
  readonly project?: string;
  readonly branch?: string;
  readonly env?: string;
  readonly filter?: string;
  readonly since?: string;
  /** Whether what is found is kept on the branch of a git store, for all; left out without either flag. */
  readonly push?: boolean;
  /** False with --no-cache. */
  readonly cache?: boolean;
}

export function withHistoryFlags(command: Command): Command {
  return withStoreFlags(command).option('-f, --filter <regexp>', 'show only benchmarks whose id matches');
}

/** The same without `--filter`, for what shows all benchmarks. */
export function withStoreFlags(command: Command): Command {
  return command
    .option(
      '--store <address>',
      `a file, postgres://user@host/database, or git (or PERF_HISTORY_STORE; default: ${DEFAULT_STORE})`,
    )
    .option('--project <name>', 'only runs of this project')
    .option(
      '--branch <name>',
      'runs of this branch (default: main, else master, else the one with most runs)',
    )
    .option('--env <name>', 'only runs of this environment')
    .option('--since <duration>', 'only runs that started in this time before now, such as 90d')
    .option('--push', 'with --store git: keep on the branch what was found, and push it (default: in CI)')
    .option('--no-push', 'with --store git: only show what was found (default: outside CI)')
    .option('--no-cache', 'read and analyse all of a large history again, and keep nothing of it');
}

function addressOf({ store }: HistoryFlags, { environment }: CommandIo): string {
  return store ?? (environment.PERF_HISTORY_STORE || DEFAULT_STORE);
}

/**
 * Returns the flag that other commands need to find the same history, such as ` --store git`; empty for the default,
 * and for a path of this machine alone. Without a password.
 */
export function storeFlagFor(flags: HistoryFlags, io: CommandIo): string {
  const address = addressOf(flags, io);
  if (address === DEFAULT_STORE || isAbsolute(address.replace(/^sqlite:/, ''))) return '';
  return ` --store ${withoutPassword(address)}`;
}

/** Opens the history that a command reads, and closes it whatever happens. */
export async function usingStore<T>(
  flags: HistoryFlags,
  io: CommandIo,
  work: (store: HistoryStore) => Promise<T>,
): Promise<T> {
  const warn = (message: string): void => io.err(`perf-analyze: ${message}\n`);
  const store = await openStore(addressOf(flags, io), { mustExist: true, warn, folder: io.cwd });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/**
 * Returns whether what was found is kept. Others share the branch of a git store, so that looking at it pushes nothing:
 * what is found is kept in CI, and with `--push`.
 */
export function keepsFound(flags: HistoryFlags, io: CommandIo): boolean {
  const isShared = /^git(:|$)/.test(addressOf(flags, io));
  return !isShared || (flags.push ?? !NO_CI.includes(io.environment.CI ?? ''));
}

/** Returns where large histories are kept between calls; undefined with --no-cache. */
export function cacheOf(flags: HistoryFlags, io: CommandIo): AnalysisCache | undefined {
  if (flags.cache === false) return undefined;
  const warn = (message: string): void => io.err(`perf-analyze: ${message}\n`);
  return new AnalysisCache(addressOf(flags, io), { cwd: io.cwd, warn });
}

/**
 * Returns the histories that the flags name, one for each project and environment.
 * @throws {PerfError} `no-match` where there is none
 */
export async function historiesOf(
  store: HistoryStore,
  flags: HistoryFlags,
  io: CommandIo,
): Promise<EnvironmentHistory[]> {
  const query: SeriesQuery = {
    ...(flags.project !== undefined && { project: flags.project }),
    ...(flags.env !== undefined && { environment: flags.env }),
    ...(flags.since !== undefined && {
      sinceMs: io.nowMs() - parseDuration(flags.since, '--since', { longestMs: LONGEST_SPAN_MS }),
    }),
  };
  const histories = await readHistories(store, query, flags.branch, cacheOf(flags, io));
  if (histories.length > 0) return histories;
  throw await noRuns(store, flags);
}

/** Returns whether a benchmark is to be shown. @throws {PerfError} `bad-usage` on no regular expression */
export function filterOf({ filter }: HistoryFlags): (benchmark: string) => boolean {
  if (filter === undefined) return () => true;
  try {
    const pattern = new RegExp(filter);
    return (benchmark) => pattern.test(benchmark);
  } catch (cause) {
    throw new PerfError(
      'bad-usage',
      `--filter: expected a regular expression, found ${JSON.stringify(filter)}`,
      {
        cause,
      },
    );
  }
}
