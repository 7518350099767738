import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type ChangeEntry, PerfError, type Report } from '@perf-suite/schema';
import { changeDocument, runDocument, verdictsDocument } from '../../model/history-document.js';
import type { HistoryRun, RunSummary, RunVerdicts } from '../../model/history-run.js';
import { addDocument, incomingDocument } from '../../model/incoming-document.js';
import type { Series, SeriesSummary } from '../../model/series.js';
import { verdictsFromReport } from '../../model/verdicts-from-report.js';
import { compressJson, decompressJson } from '../compressed-json.js';
import type {
  ChangeQuery,
  GcPolicy,
  GcResult,
  HistoryStore,
  RawSource,
  RunQuery,
  SeriesQuery,
} from '../history-store.js';
import { SqlStore } from '../sql/sql-store.js';
import { openSqlite } from '../sql/sqlite-database.js';
import { changePath, rawPath, runPath, verdictsPath } from './branch-files.js';
import { type BranchChanges, GitBranch } from './git-branch.js';

export const DEFAULT_BRANCH = 'perf-history';

export interface GitStoreOptions {
  /** A folder of the repository. */
  readonly folder: string;
  readonly branch: string;
  readonly push: boolean;
  readonly mustExist: boolean;
  readonly warn: (message: string) => void;
}

/** The commit that the index was made of. */
const INDEXED = 'indexed-commit';

/**
 * A history on a branch of a git repository: one compressed file for each run. What is asked is answered by a SQLite
 * database inside the repository's own folder, which is made of the branch and can be deleted at any time. What is
 * added is committed at once, and pushed when the store is closed.
 */
export class GitStore implements HistoryStore {
  readonly #branch: GitBranch;
  #index: SqlStore;
  /** Whether to push at the end, also what an earlier process could not. */
  #mustPush: boolean;
  readonly #mayPush: boolean;

  private constructor(branch: GitBranch, index: SqlStore, { push, mustExist }: GitStoreOptions) {
    this.#branch = branch;
    this.#index = index;
    this.#mayPush = push;
    this.#mustPush = !mustExist;
  }

  /** @throws {PerfError} `bad-usage` outside of a repository; `not-found` where the branch must be there; `unreachable` */
  static async open(options: GitStoreOptions): Promise<GitStore> {
    const { folder, branch: name, push, mustExist } = options;
    const branch = await GitBranch.open(folder, name);
    if (push) await fetchOrWarn(branch, options);
    if (mustExist && (await branch.tip()) === null) {
      throw new PerfError('not-found', `--store git: expected a branch ${name}, found none`, {
        hint: 'Add runs first: perf-history add .perf/runs --store git',
      });
    }
    const store = new GitStore(branch, await openIndex(branch), options);
    await store.#updateIndex();
    return store;
  }

  async add(run: HistoryRun, raw: RawSource): Promise<'added' | 'known'> {
    if ((await this.#index.run(run.id)) !== null) return 'known';
    const files = new Map([[runPath(run), compressJson(runDocument(run))]]);
    if (raw instanceof Uint8Array) files.set(rawPath(run), compressed(raw));
    await this.#commit(files, `Add run ${run.id}`);
    return 'added';
  }

  addReport(report: Report): Promise<'added' | 'known'> {
    return this.addVerdicts(verdictsFromReport(report));
  }

  async addVerdicts(verdicts: RunVerdicts): Promise<'added' | 'known'> {
    const path = verdictsPath(verdicts);
    if ((await this.#branch.files(await this.#branch.tip())).has(path)) return 'known';
    await this.#commit(
      new Map([[path, compressJson(verdictsDocument(verdicts))]]),
      `Add verdicts on run ${verdicts.run}`,
    );
    return 'added';
  }

  runs(query: RunQuery): Promise<RunSummary[]> {
    return this.#index.runs(query);
  }

  run(id: string): Promise<HistoryRun | null> {
    return this.#index.run(id);
  }

  async raw(id: string): Promise<Uint8Array | null> {
    const run = await this.#index.run(id);
    if (run === null) return null;
    const blob = (await this.#branch.files(await this.#branch.tip())).get(rawPath(run));
    if (blob === undefined) return null;
    const [bytes] = await this.#branch.read([blob]);
    return gunzipSync(bytes as Buffer);
  }

  seriesKeys(query: SeriesQuery): Promise<SeriesSummary[]> {
    return this.#index.seriesKeys(query);
  }

  series(query: SeriesQuery): AsyncIterable<Series> {
    return this.#index.series(query);
  }

  changes(query: ChangeQuery): Promise<ChangeEntry[]> {
    return this.#index.changes(query);
  }

  async putChanges(changes: readonly ChangeEntry[]): Promise<void> {
    const [first] = changes;
    if (first === undefined) return;
    // Not compressed: people read them on the branch.
    const files = changes.map((change): [string, Buffer] => [
      changePath(change),
      Buffer.from(`${JSON.stringify(changeDocument(change), null, 2)}\n`),
    ]);
    const what = changes.length === 1 ? `change of ${first.benchmark}` : `${changes.length} changes`;
    await this.#commit(new Map(files), `Keep ${what}`);
  }

  /** Removes files from the branch's newest commit; git keeps them in the commits before it. */
  async gc(policy: GcPolicy): Promise<GcResult> {
    const files = await this.#branch.files(await this.#branch.tip());
    const removed = new Map<string, null>();
    let [runCount, rawCount] = [0, 0];
    for (const run of await this.#index.runs({})) {
      const isOld = isOldRun(run, policy);
      const raw = rawPath(run);
      if (files.has(raw) && (isOld || run.startedAtMs < (policy.rawBeforeMs ?? 0))) {
        removed.set(raw, null);
        rawCount++;
      }
      if (!isOld) continue;
      removed.set(runPath(run), null);
      runCount++;
    }
    if (removed.size > 0 && !policy.dryRun) await this.#commit(removed, `Remove ${runCount} old runs`);
    return { runCount, rawCount };
  }

  /** Returns what is wrong with the branch, a sentence each. */
  async check(): Promise<string[]> {
    const problems: string[] = [];
    for await (const { path, document } of this.#documents(
      await this.#branch.files(await this.#branch.tip()),
    )) {
      if (document instanceof PerfError) problems.push(`${path}: ${document.message}`);
    }
    return [...problems, ...(await this.#index.check())];
  }

  async repair(): Promise<number> {
    await this.#rebuildIndex();
    return (await this.#index.runs({})).length;
  }

  /** @throws {PerfError} `unreachable` when it could not be pushed; the local branch has all of it */
  async close(): Promise<void> {
    await this.#index.close();
    if (this.#mayPush && this.#mustPush) await this.#branch.push();
  }

  async #commit(changes: BranchChanges, message: string): Promise<void> {
    const { parent, commit } = await this.#branch.commit(changes, message);
    this.#mustPush = true;
    const isAlone = parent === (await this.#index.setting(INDEXED));
    if (!isAlone || [...changes.values()].includes(null)) {
      await this.#updateIndex();
      return;
    }
    // What was just written need not be read from the branch.
    for (const [path, bytes] of changes) {
      const document = bytes === null || !isDocument(path) ? null : documentOf(bytes, path);
      if (document !== null && !(document instanceof PerfError)) await addDocument(this.#index, document);
    }
    await this.#index.putSetting(INDEXED, commit);
  }

  /** Takes in what the branch gained since; what it lost makes the index begin anew. */
  async #updateIndex(): Promise<void> {
    const tip = await this.#branch.tip();
    const indexed = await this.#index.setting(INDEXED);
    if (tip === null || tip === indexed) return;
    const before =
      indexed === null ? new Map<string, string>() : await this.#branch.files(indexed).catch(() => null);
    const after = await this.#branch.files(tip);
    if (before === null || [...before.keys()].some((path) => !after.has(path))) {
      await this.#rebuildIndex();
      return;
    }
    await this.#takeIn(new Map([...after].filter(([path, blob]) => before.get(path) !== blob)));
    await this.#index.putSetting(INDEXED, tip);
  }

  async #rebuildIndex(): Promise<void> {
    await this.#index.close();
    for (const end of ['', '-wal', '-shm']) await rm(`${indexPath(this.#branch)}${end}`, { force: true });
    this.#index = await openIndex(this.#branch);
    const tip = await this.#branch.tip();
    await this.#takeIn(await this.#branch.files(tip));
    if (tip !== null) await this.#index.putSetting(INDEXED, tip);
  }

  async #takeIn(files: ReadonlyMap<string, string>): Promise<void> {
    for await (const { document } of this.#documents(files)) {
      // One that cannot be read does not hide the others: `check` names it.
      if (!(document instanceof PerfError)) await addDocument(this.#index, document);
    }
  }

  async *#documents(files: ReadonlyMap<string, string>) {
    const wanted = [...files].filter(([path]) => isDocument(path));
    for (let start = 0; start < wanted.length; start += 100) {
      const some = wanted.slice(start, start + 100);
      const contents = await this.#branch.read(some.map(([, blob]) => blob));
      for (const [i, [path]] of some.entries()) {
        yield { path, document: documentOf(contents[i] as Buffer, `${this.#branch.branch}:${path}`) };
      }
    }
  }
}

/** Who only reads can do so offline. */
async function fetchOrWarn(branch: GitBranch, { mustExist, warn }: GitStoreOptions): Promise<void> {
  try {
    await branch.fetch();
  } catch (error) {
    const isOffline = error instanceof PerfError && error.code === 'unreachable';
    if (!isOffline || (mustExist && (await branch.tip()) === null)) throw error;
    warn(`${error.message}; going on with what is here`);
  }
}

/** Returns whether a file of the branch is none of the run files that are kept beside. */
function isDocument(path: string): boolean {
  return /^(runs|verdicts|changes)\//.test(path);
}

function documentOf(given: Uint8Array, source: string) {
  try {
    const bytes = Buffer.from(given.buffer, given.byteOffset, given.length);
    const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return incomingDocument(
      isCompressed ? decompressJson(bytes) : JSON.parse(bytes.toString('utf8')),
      source,
    );
  } catch (cause) {
    if (cause instanceof PerfError) return cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new PerfError('bad-file', `${source}: cannot be read: ${reason}`, { cause });
  }
}

function isOldRun(
  { startedAtMs, branch }: RunSummary,
  { runsBeforeMs = 0, otherBranches }: GcPolicy,
): boolean {
  if (startedAtMs < runsBeforeMs) return true;
  if (otherBranches === undefined || startedAtMs >= otherBranches.beforeMs) return false;
  return branch === null || !otherBranches.than.includes(branch);
}

function indexPath(branch: GitBranch): string {
  return join(branch.ownFolder, `${encodeURIComponent(branch.branch)}.db`);
}

async function openIndex(branch: GitBranch): Promise<SqlStore> {
  const path = indexPath(branch);
  const open = () =>
    SqlStore.open({ db: openSqlite(path, { mustExist: false }), kind: 'sqlite', name: path });
  try {
    return await open();
  } catch (error) {
    // It can be made again; not so where a newer version made it, which would do the same in turn.
    if (!(error instanceof PerfError) || error.code !== 'bad-file') throw error;
    for (const end of ['', '-wal', '-shm']) await rm(`${path}${end}`, { force: true });
    return open();
  }
}

function compressed(bytes: Uint8Array): Buffer {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? Buffer.from(bytes) : gzipSync(bytes);
}
