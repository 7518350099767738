import { createHash } from 'node:crypto';
import { realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { makeFolder } from '@perf-suite/schema/node';
import { childEnvironment } from '../base/child-environment.js';
import { acquireLock } from '../base/folder-lock.js';
import { findRepository, type Git, gitIn, type Repository } from '../base/git.js';
import { runCommand } from '../base/run-command.js';
import type { CommandIo } from '../command-io.js';
import { loadConfig } from '../config/load-config.js';
import type { PartialSettings, Settings } from '../config/settings-table.js';
import { findBenchmarkFiles } from '../plan/find-files.js';
import { listenForStop, type StopSignals } from '../processes/stop-signals.js';
import { TOOL } from '../tool.js';
import { Checkouts } from './checkouts.js';
import { type Commit, shortId } from './commit.js';
import { CommitComparer, type ComparerParts } from './compare-commits.js';
import { findSlowerCommits } from './find-slower-commits.js';
import { type Ends, type History, historyOfMerge, readHistory } from './history.js';
import { SavedSearch } from './saved-search.js';
import { type DisplayFlags, SearchProgress } from './search-progress.js';
import type { SearchResult } from './search-result.js';
import { ErrorShares } from './search-size.js';

export interface SearchRequest {
  /** Absolute folder of the user's project. */
  readonly root: string;
  readonly ends: Ends;
  /** What the user named of a benchmark; null for whichever got slower. */
  readonly asked: string | null;
  /** What flags say of how to measure. */
  readonly settings: PartialSettings;
  readonly errorRate: number;
  readonly intoMerges: boolean;
  readonly restart: boolean;
}

const ASKED_BY = { flag: '--good', otherwise: '' };

/**
 * Searches a project's history, showing how it goes on, and going on where an earlier command was interrupted.
 * @throws {PerfError} see `readHistory` and `CommitComparer`
 */
export async function searchHistory(
  request: SearchRequest,
  flags: DisplayFlags,
  io: CommandIo,
): Promise<SearchResult> {
  const settings = await loadConfig(request.root, request.settings, io.variables);
  const root = await realpath(request.root);
  const git = gitIn(root, childEnvironment({ ...io.variables }), runCommand);
  const repository = await findRepository(git, ASKED_BY);
  const history = await readHistory(git, request.ends);
  const folder = await openFolder(join(root, '.perf', 'bisect', nameOf(request, history)));
  const progress = new SearchProgress(flags, io);
  const stop = listenForStop(process, () => progress.say('Stopping; what was compared is saved.'));
  let release: (() => Promise<void>) | null = null;
  try {
    release = await lock(folder, stop, progress);
    const saved = await SavedSearch.open(join(folder, 'search.json'), request);
    return await search(
      { ...request, root },
      { settings, git, repository, history, folder, saved, stop, progress, io },
    );
  } finally {
    await release?.();
    stop.close();
    progress.close();
  }
}

interface Opened {
  /** By the config of what is checked out, which says how the project is installed. */
  readonly settings: Settings;
  readonly git: Git;
  readonly repository: Repository;
  readonly history: History;
  readonly folder: string;
  readonly saved: SavedSearch;
  readonly stop: StopSignals;
  readonly progress: SearchProgress;
  readonly io: CommandIo;
}

async function search(request: SearchRequest, opened: Opened): Promise<SearchResult> {
  const { root, ends, intoMerges, errorRate } = request;
  const { settings, git, history, saved, stop, progress } = opened;
  const checkouts = new Checkouts({
    root,
    setupCommand: settings.baseSetup,
    benchmarkFiles: await filesOfWorkingTree(root, settings),
    log: (line) => progress.detail(line),
    signal: stop.afterSlice,
  });
  progress.begin(ends, history, saved.resumedCount);
  try {
    const comparer = new CommitComparer(comparerParts(request, opened, checkouts));
    const outcome = await findSlowerCommits(history, {
      compare: comparer.compare,
      shares: new ErrorShares(errorRate),
      historyOfMerge: async (merge) => (intoMerges ? historyOfMerge(git, merge) : null),
    });
    const { benchmark, comparisons } = saved;
    if (benchmark === null) throw new RangeError('a search ends with a benchmark');
    return { ends, history, benchmark, outcome, comparisons, errorRate, intoMerges };
  } finally {
    await checkouts.releaseAllBut([]);
  }
}

function comparerParts(
  { asked, settings }: SearchRequest,
  { git, repository, history, folder, saved, stop, progress, io }: Opened,
  checkouts: Checkouts,
): ComparerParts {
  return {
    good: history[0],
    bad: history.at(-1) as Commit,
    asked,
    flags: settings,
    commandLine: io.commandLine,
    variables: io.variables,
    git,
    repository,
    checkouts,
    saved,
    folder,
    stop,
    onCompare: (newer, older) => progress.comparing(newer, older),
    onStep: (step) => progress.detail(step),
    onRound: (newer, older, round, rounds) => progress.round(newer, older, { round, rounds }),
    onCompared: (newer, older, { comparison }) => progress.compared(newer, older, comparison),
  };
}

/** What is checked out may have no benchmark yet, or none any more. */
async function filesOfWorkingTree(root: string, { files }: Settings): Promise<string[]> {
  return findBenchmarkFiles({ root, patterns: files }).catch((error: unknown) => {
    if (error instanceof PerfError) return [];
    throw error;
  });
}

/** Names what is searched and how: another search of the same commits has another name. */
function nameOf({ asked, settings, errorRate }: SearchRequest, history: History): string {
  const [good, bad] = [history[0], history.at(-1) as Commit];
  const facts = [TOOL.version, good.id, bad.id, asked, settings, errorRate];
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 8);
  return `${shortId(good)}-${shortId(bad)}-${hash}`;
}

async function openFolder(folder: string): Promise<string> {
  await makeFolder(folder);
  await writeFile(join(folder, '.gitignore'), '*\n');
  return folder;
}

async function lock(
  folder: string,
  { afterSlice }: StopSignals,
  progress: SearchProgress,
): Promise<() => Promise<void>> {
  try {
    return await acquireLock(join(folder, 'lock'), {
      signal: afterSlice,
      onWait: (owner) => progress.say(`Waiting for process ${owner}, which searches for the same`),
    });
  } catch (cause) {
    if (!afterSlice.aborted) throw cause;
    throw new PerfError('interrupted', 'Interrupted before anything was compared', { cause });
  }
}
