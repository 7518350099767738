import { join } from 'node:path';
import { analysesFor } from '@perf-suite/perf-guard';
import { PerfError, type PerfErrorCode } from '@perf-suite/schema';
import type { LaidOver, PreparedBase } from '../base/base-context.js';
import type { Git, Repository } from '../base/git.js';
import { loadConfig } from '../config/load-config.js';
import type { PartialSettings, Settings } from '../config/settings-table.js';
import { fileIdOf, findBenchmarkFiles } from '../plan/find-files.js';
import type { RunRequest } from '../plan/run-request.js';
import type { StopSignals } from '../processes/stop-signals.js';
import type { Checkouts } from './checkouts.js';
import { type Commit, shortId } from './commit.js';
import type { Comparison } from './comparison.js';
import type { Compare } from './find-slower-commits.js';
import { type MeasuredBenchmark, measurePair, type PairRequest } from './measure-pair.js';
import type { SavedComparison, SavedSearch } from './saved-search.js';
import {
  chooseBenchmark,
  filtersFor,
  nothingNamed,
  onlyId,
  refuseSeveral,
  type SearchedBenchmark,
} from './searched-benchmark.js';

export interface ComparerParts {
  readonly good: Commit;
  readonly bad: Commit;
  /** What the user named of a benchmark; null for whichever got slower. */
  readonly asked: string | null;
  readonly flags: PartialSettings;
  readonly commandLine: readonly string[];
  readonly variables: RunRequest['variables'];
  /** Runs in the user's project. */
  readonly git: Git;
  readonly repository: Repository;
  readonly checkouts: Checkouts;
  readonly saved: SavedSearch;
  /** Keeps the runs. */
  readonly folder: string;
  readonly stop: StopSignals;
  readonly onCompare: (newer: Commit, older: Commit) => void;
  readonly onStep: (step: string) => void;
  readonly onRound: (newer: Commit, older: Commit, round: number, rounds: number) => void;
  /** Called with each comparison, made now or by an earlier command. */
  readonly onCompared: (newer: Commit, older: Commit, compared: SavedComparison) => void;
}

/** What the bad commit has: its benchmark files and its config count for all commits. */
interface BadEnd {
  readonly prepared: PreparedBase;
  readonly settings: Settings;
  readonly laidOver: LaidOver;
}

/** What only says that a commit is not one that can be measured. */
const OF_THE_COMMIT: readonly PerfErrorCode[] = [
  'bad-usage',
  'bad-config',
  'not-found',
  'no-match',
  'duplicate-name',
  'load-failed',
  'setup-failed',
  'not-comparable',
];

/** Compares commits in pairs, by the benchmark files of the bad one; what was found out before is not measured again. */
export class CommitComparer {
  readonly #parts: ComparerParts;
  #bad: Promise<BadEnd> | null = null;

  constructor(parts: ComparerParts) {
    this.#parts = parts;
  }

  /** @throws {PerfError} `interrupted`; whatever keeps the two ends from being compared */
  readonly compare: Compare = async (newer, older, errorRate) => {
    const { saved, onCompared } = this.#parts;
    const before = saved.comparisons.find((one) => one.newer === newer.id && one.older === older.id);
    if (before !== undefined) {
      onCompared(newer, older, before);
      return before.comparison;
    }
    this.#parts.onCompare(newer, older);
    const startMs = performance.now();
    const ofEnds = saved.benchmark === null ? await this.#compareEnds(errorRate) : null;
    const comparison = ofEnds?.comparison ?? (await this.#compareOther(newer, older, errorRate));
    const spentMs = Math.round(performance.now() - startMs);
    const compared = { newer: newer.id, older: older.id, comparison, spentMs };
    await (ofEnds === null ? saved.add(compared) : saved.addEnds(ofEnds.benchmark, compared));
    onCompared(newer, older, compared);
    await this.#parts.checkouts.releaseAllBut([this.#parts.good, this.#parts.bad]);
    return comparison;
  };

  /** Compares the bad commit with the good one, and settles which benchmark is searched. */
  async #compareEnds(
    errorRate: number,
  ): Promise<{ readonly benchmark: SearchedBenchmark; readonly comparison: Comparison }> {
    const { good, bad, asked } = this.#parts;
    try {
      const { prepared, settings } = await this.#badEnd();
      const base = await this.#parts.checkouts.asItIs(good);
      const pair = this.#pair(bad, good, { head: prepared, base, settings, errorRate });
      return chooseBenchmark(await (asked === null ? measurePair(pair) : this.#measureNamed(asked, pair)));
    } catch (error) {
      throw this.#orInterrupted(error);
    }
  }

  async #measureNamed(asked: string, pair: PairRequest): Promise<MeasuredBenchmark[]> {
    const checkBenchmarks = (ids: readonly string[]): void => refuseSeveral(asked, ids);
    for (const filter of filtersFor(asked)) {
      try {
        return await measurePair({ ...pair, filter, checkBenchmarks });
      } catch (error) {
        if (!(error instanceof PerfError && error.code === 'no-match')) throw error;
      }
    }
    const refuseAll = (ids: readonly string[]): void => {
      throw nothingNamed(asked, ids);
    };
    return measurePair({ ...pair, checkBenchmarks: refuseAll });
  }

  async #compareOther(newer: Commit, older: Commit, errorRate: number): Promise<Comparison> {
    const { good, checkouts } = this.#parts;
    try {
      const end = await this.#badEnd();
      // Without the good end there is nothing to search: that is no reason to skip a commit.
      if (older.id === good.id) await checkouts.asItIs(good);
      return await this.#compareOrSkip(newer, older, end, errorRate);
    } catch (error) {
      throw this.#orInterrupted(error);
    }
  }

  async #compareOrSkip(newer: Commit, older: Commit, end: BadEnd, errorRate: number): Promise<Comparison> {
    const { checkouts } = this.#parts;
    try {
      const head = await this.#withFilesOfBad(newer, end);
      // A run lays head's benchmark file over base by itself, and tries base's own where that does not load.
      const base = await checkouts.asItIs(older);
      const pair = this.#pair(newer, older, { head, base, settings: end.settings, errorRate });
      const first = await this.#measureOrSkip(pair);
      if (first.kind !== 'skipped' || !(await this.#hasOwnFile(newer))) return first;
      const second = await this.#measureOrSkip({ ...pair, head: await checkouts.asItIs(newer) });
      return second.kind === 'skipped' ? first : second;
    } catch (error) {
      return this.#skipped(error);
    }
  }

  async #measureOrSkip(pair: PairRequest): Promise<Comparison> {
    const { id, fileId } = this.#benchmark();
    try {
      const measured = await measurePair(pair);
      // A file that does not load stands under its own name.
      const found = measured.find((one) => one.id === id) ?? measured.find((one) => one.id === fileId);
      return found?.comparison ?? { kind: 'skipped', reason: 'it does not have the benchmark' };
    } catch (error) {
      return this.#skipped(error);
    }
  }

  async #withFilesOfBad(commit: Commit, { laidOver }: BadEnd): Promise<PreparedBase> {
    const { git, bad, checkouts } = this.#parts;
    const isSame = (await git.try('diff', '--quiet', bad.id, commit.id, '--', ...laidOver.files)) !== null;
    return isSame ? checkouts.asItIs(commit) : checkouts.with(laidOver, commit);
  }

  /** True where a commit has a version of the benchmark file that is not the bad one's. */
  async #hasOwnFile(commit: Commit): Promise<boolean> {
    const { git, repository, bad } = this.#parts;
    const path = [repository.prefix, this.#benchmark().fileId].filter(Boolean).join('/');
    const versionIn = ({ id }: Commit) => git.try('rev-parse', '--verify', '--quiet', `${id}:${path}`);
    const own = await versionIn(commit);
    return own !== null && own !== (await versionIn(bad));
  }

  /** @throws what does not lie with the commit */
  #skipped(error: unknown): Comparison {
    const isOfCommit = error instanceof PerfError && OF_THE_COMMIT.includes(error.code);
    if (!isOfCommit || this.#parts.stop.afterSlice.aborted) throw error;
    return { kind: 'skipped', reason: error.message.split('\n')[0] as string };
  }

  /** Ctrl-C makes whatever was under way fail, each thing in its own way. */
  #orInterrupted(error: unknown): unknown {
    if (!this.#parts.stop.afterSlice.aborted) return error;
    const count = this.#parts.saved.comparisons.length;
    const done = count === 1 ? '1 comparison is' : `${count} comparisons are`;
    return new PerfError('interrupted', `Interrupted; ${done} saved`, {
      hint: 'Run the same command again to go on from there, with --restart to begin anew.',
      cause: error,
    });
  }

  #benchmark(): SearchedBenchmark {
    const { benchmark } = this.#parts.saved;
    if (benchmark === null) throw new RangeError('the two ends are compared first');
    return benchmark;
  }

  #pair(
    newer: Commit,
    older: Commit,
    sides: Pick<PairRequest, 'head' | 'base' | 'settings'> & { readonly errorRate: number },
  ): PairRequest {
    const { flags, commandLine, variables, stop, folder, saved, onStep, onRound } = this.#parts;
    const { benchmark } = saved;
    const { errorRate, settings, ...checkouts } = sides;
    return {
      ...checkouts,
      settings: benchmark === null ? settings : { ...settings, files: [benchmark.fileId] },
      flags,
      filter: benchmark === null ? null : onlyId(benchmark.id),
      runFile: join(folder, `${shortId(newer)}-against-${shortId(older)}.run.json`),
      commandLine,
      variables,
      stop,
      analysesFor: (benchmarkCount) => analysesFor(errorRate / Math.max(1, benchmarkCount)),
      checkBenchmarks: () => undefined,
      minimumEffect: benchmark?.minimumEffect ?? null,
      onStep,
      onRound: (round, rounds) => onRound(newer, older, round, rounds),
    };
  }

  #badEnd(): Promise<BadEnd> {
    this.#bad ??= this.#prepareBad();
    return this.#bad;
  }

  async #prepareBad(): Promise<BadEnd> {
    const { bad, flags, variables, checkouts } = this.#parts;
    const prepared = await checkouts.asItIs(bad);
    const settings = await loadConfig(prepared.folder, flags, variables);
    const found = await findBenchmarkFiles({ root: prepared.folder, patterns: settings.files });
    const files = found.map((file) => fileIdOf(file, prepared.folder)).filter((id) => !id.startsWith('..'));
    return { prepared, settings, laidOver: { from: prepared.folder, files } };
  }
}
