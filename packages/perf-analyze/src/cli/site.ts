import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseDuration, printable } from '@perf-suite/command-line';
import { counted } from '@perf-suite/command-line/terminal';
import type { HistoryStore } from '@perf-suite/history';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import type { SiteSource } from '../site/site-files.js';
import { siteLinks } from '../site/site-links.js';
import { writeSite } from '../site/write-site.js';
import { TOOL } from '../tool.js';
import { analyseStored } from './analyse-stored.js';
import { type HistoryFlags, storeFlagFor, usingStore } from './history-flags.js';
import type { CommandIo } from './io.js';

/** The flags of `site`, as typed. */
export interface SiteFlags extends Omit<HistoryFlags, 'filter'> {
  readonly out?: string;
  readonly title?: string;
  readonly repository?: string;
  readonly reportUrl?: string;
  readonly every?: string;
}

/**
 * Writes the site, once or each time that the history has something new until it is stopped.
 * @throws {PerfError} on bad flags, an unreadable history, no runs, or a folder that cannot be written
 */
export async function site(flags: SiteFlags, io: CommandIo): Promise<ExitCode> {
  if (flags.out === undefined) {
    throw new PerfError('bad-usage', 'site: expected --out with it, found none', {
      hint: 'Name the folder to write: --out site',
    });
  }
  const everyMs = flags.every === undefined ? null : parseDuration(flags.every, '--every');
  const target = {
    folder: resolve(io.cwd, flags.out),
    links: siteLinks({
      repository: flags.repository,
      reportUrl: flags.reportUrl,
      storeFlag: storeFlagFor(flags, io),
      variables: io.environment,
    }),
  };
  let state = await writeOnce(flags, target, io, null);
  if (everyMs === null) return EXIT_CODES.done;
  const stop = io.untilStopped();
  while (!stop.aborted) {
    await wait(everyMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) break;
    try {
      state = await writeOnce(flags, target, io, state);
    } catch (error) {
      // The database or the disk may be back the next time.
      if (!(error instanceof PerfError)) throw error;
      io.err(`perf-analyze: ${error.message}\n`);
    }
  }
  return EXIT_CODES.done;
}

interface SiteTarget {
  readonly folder: string;
  readonly links: ReturnType<typeof siteLinks>;
}

/** Writes the site unless the history is as it was. @returns what tells the next time whether it is */
async function writeOnce(
  flags: SiteFlags,
  { folder, links }: SiteTarget,
  io: CommandIo,
  before: string | null,
): Promise<string> {
  return usingStore(flags, io, async (store) => {
    const state = await stateOf(store);
    if (state === before) return state;
    const sources: SiteSource[] = [];
    for (const { history, entries } of await analyseStored(store, flags, io)) {
      const { project, environment, branch } = history;
      sources.push({ history, entries, runs: await store.runs({ project, environment, branch }) });
    }
    const title = flags.title ?? titleOf(sources);
    const { version } = TOOL;
    const written = await writeSite(folder, sources, { title, links, version, writtenAtMs: io.nowMs() });
    const runCount = sources.reduce((sum, { history }) => sum + history.runs.length, 0);
    const size = (written.byteCount / 1e6).toFixed(1);
    io.out(
      `${printable(folder)}: ${counted(runCount, 'run')}, ${counted(written.fileCount, 'file')}, ${size} MB; open index.html\n`,
    );
    // Analysis may have kept changes: they are no news the next time.
    return stateOf(store);
  });
}

async function stateOf(store: HistoryStore): Promise<string> {
  return JSON.stringify([await store.seriesKeys({}), await store.changes({})]);
}

function titleOf(sources: readonly SiteSource[]): string {
  const projects = [...new Set(sources.map(({ history }) => history.project))];
  const [only = ''] = projects;
  return projects.length === 1 && only !== 'default' ? only : 'Benchmarks';
}
