import { resolve } from 'node:path';
import { listed } from '@perf-suite/command-line';
import { type Failure, PerfError, type Variant, type Warning } from '@perf-suite/schema';
import type { DeclaredBenchmark } from '../../wire/protocol.js';
import type { PackageConfigs } from '../config/package-configs.js';
import { isNamedAsBenchmark } from './benchmark-file-patterns.js';

/** A benchmark file and what a worker found in it. */
export interface ListedFile {
  /** Absolute path. */
  readonly file: string;
  readonly fileId: string;
  /** As declared, in order; empty when the file did not load. */
  readonly benchmarks: readonly DeclaredBenchmark[];
  /** Why the file could not be listed; null when it could. */
  readonly failure: Failure | null;
  /** True where that is because it loads and has no benchmarks. */
  readonly declaresNothing: boolean;
  /** True where that is because it needs to be started as a worker thread. */
  readonly isThread: boolean;
  /** Whether it imports other benchmark files, whose benchmarks are theirs. */
  readonly leavesToOthers: boolean;
  /** What its readers should know; empty where it did not load. */
  readonly warnings: readonly Warning[];
}

export interface PlannedBenchmark extends DeclaredBenchmark {
  readonly file: string;
  readonly fileId: string;
  /** In an A/B run: the only variant that has it, and how that shows. Left out where both have it. */
  readonly onlyIn?: { readonly variant: Variant; readonly reason: string };
  /** In an A/B run: the variant that could not load it, and why. Left out where both could. */
  readonly notLoaded?: { readonly variant: Variant; readonly reason: string; readonly hint?: string };
  /** In an A/B run: the evidence that both sides run the same code, so that it is not measured. Left out where it is. */
  readonly sameCode?: string;
  /** What was found out about it before it was measured. */
  readonly warnings?: readonly Warning[];
}

/** What a run measures, in file order; files that did not load ride along so that they are reported. */
export interface Plan {
  readonly root: string;
  /** Absolute paths of all benchmark files, also of those of which nothing is measured. */
  readonly files: readonly string[];
  /** Absolute paths of files that hold only what others of these call. */
  readonly replaced: readonly string[];
  readonly benchmarks: readonly PlannedBenchmark[];
  /** In an A/B run: files of head that base runs in its own version, because head's asks for what base lacks. */
  readonly ownInBase: ReadonlySet<string>;
  /** In an A/B run: ids of files whose sides one process cannot hold, each with the reason, to follow "because". */
  readonly apart: ReadonlyMap<string, string>;
  /** In an A/B run: ids of benchmarks whose sides load the same code and data. */
  readonly loadSameCode: ReadonlySet<string>;
  readonly brokenFiles: readonly {
    readonly file: string;
    readonly fileId: string;
    readonly failure: Failure;
  }[];
}

/** Returns whether no file's sides are measured in one process. */
export function isAllApart({ benchmarks, apart }: Plan): boolean {
  return benchmarks.every(({ fileId }) => apart.has(fileId));
}

export interface PlanOptions {
  readonly root: string;
  readonly filter: RegExp | null;
  /** For the message when nothing matches. */
  readonly patterns: readonly string[];
  /** What packages say of their own files. */
  readonly packages: PackageConfigs;
}

/**
 * Returns what is to be measured.
 * @throws {PerfError} `duplicate-name` when two benchmarks share an id; `no-match` when none is left
 */
export function planRun(files: readonly ListedFile[], options: PlanOptions): Plan {
  const declared = files.flatMap(({ file, fileId, benchmarks }) =>
    benchmarks.map(
      (benchmark): PlannedBenchmark => options.packages.completed({ ...benchmark, file, fileId }),
    ),
  );
  refuseDuplicates(declared);
  const helpers = new Set(declared.length === 0 ? [] : helpersAmong(files, options));
  const brokenFiles = files.flatMap((one) =>
    one.failure === null || helpers.has(one)
      ? []
      : [{ file: one.file, fileId: one.fileId, failure: one.failure }],
  );
  const { filter } = options;
  const benchmarks = filter === null ? declared : declared.filter(({ id }) => filter.test(id));
  if (benchmarks.length === 0 && brokenFiles.length === 0) throw nothingLeft(files, declared, options);
  const paths = files.map(({ file }) => file);
  return {
    root: options.root,
    files: paths,
    replaced: [],
    benchmarks,
    ownInBase: new Set(),
    apart: new Map(),
    loadSameCode: new Set(),
    brokenFiles,
  };
}

/** What would go missing without a word: files that declare nothing, and what a file said while it was loaded. */
export function fileWarnings(files: readonly ListedFile[], options: Named): Warning[] {
  const ofFiles = files.flatMap(({ fileId, warnings }) =>
    warnings.map((warning) => ({ ...warning, message: `${fileId}: ${warning.message}` })),
  );
  return [...ofFiles, ...emptyFileWarnings(files), ...helperWarnings(helpersAmong(files, options))];
}

type Named = Pick<PlanOptions, 'root' | 'patterns'>;

/** Returns the files without benchmarks that nobody named as benchmark files: what the others use or start. */
export function helpersAmong(files: readonly ListedFile[], { root, patterns }: Named): ListedFile[] {
  const named = new Set(patterns.map((pattern) => resolve(root, pattern)));
  return files.filter(
    ({ file, declaresNothing, isThread }) =>
      (declaresNothing || isThread) && !named.has(file) && !isNamedAsBenchmark(file),
  );
}

function helperWarnings(helpers: readonly ListedFile[]): Warning[] {
  const empty = helpers.filter(({ declaresNothing }) => declaresNothing);
  const threads = helpers.filter(({ isThread }) => isThread);
  return [
    ...(threads.length === 0 ? [] : [threadWarning(threads)]),
    ...(empty.length === 0 ? [] : [emptyHelperWarning(empty)]),
  ];
}

function threadWarning(threads: readonly ListedFile[]): Warning {
  return {
    code: 'no-benchmark',
    message: `${listed(threads.map(({ fileId }) => fileId))}: found a harness imported, and benchmarks only for who starts it as a worker thread`,
    hint: 'Nothing of that is measured: perf-suite starts no thread with data for it. If it should be, call the same code in a benchmark file that can be started by itself.',
  };
}

function emptyHelperWarning(helpers: readonly ListedFile[]): Warning {
  return {
    code: 'no-benchmark',
    message: `${listed(helpers.map(({ fileId }) => fileId))}: found a harness imported, and no benchmark that is run or exported`,
    hint: 'Nothing of that is measured. If another file runs its benchmarks, make sure that this other file is among the benchmark files and loads. Otherwise let the file run its benchmarks when it is started. If it has none, name the benchmark files in the config (files).',
  };
}

function emptyFileWarnings(files: readonly ListedFile[]): Warning[] {
  const empty = files.filter(
    ({ benchmarks, failure, leavesToOthers }) =>
      benchmarks.length === 0 && failure === null && !leavesToOthers,
  );
  if (empty.length === 0) return [];
  return [
    {
      code: 'no-benchmark',
      message: `${listed(empty.map(({ fileId }) => fileId))}: expected at least one benchmark, found none declared`,
      hint: 'Declare one with bench("name", () => { ... }), or give the file another name than *.bench.*',
    },
  ];
}

/**
 * Refuses a benchmark whose own measuring time does not fit into what it may take.
 * @throws {PerfError} `bad-usage` naming both
 */
export function refuseTooLong(
  benchmarks: readonly PlannedBenchmark[],
  timeoutMsOf: (fileId: string) => number,
): void {
  const [first] = benchmarks.filter(({ timeMs, fileId }) => timeMs !== null && timeMs > timeoutMsOf(fileId));
  if (first === undefined) return;
  const timeoutMs = timeoutMsOf(first.fileId);
  throw new PerfError(
    'bad-usage',
    `${first.id}: expected a time below --timeout (${timeoutMs} ms), found ${first.timeMs} ms`,
    {
      hint: `Make its time shorter, or the limit longer: --timeout ${Math.ceil((first.timeMs ?? 0) / 500)}s`,
    },
  );
}

function refuseDuplicates(benchmarks: readonly PlannedBenchmark[]): void {
  const seen = new Set<string>();
  for (const { id, fileId } of benchmarks) {
    if (seen.has(id)) {
      throw new PerfError(
        'duplicate-name',
        `${fileId}: expected each benchmark to have its own name, found "${id.slice(fileId.length + 1)}" twice`,
        { hint: 'Rename one of them, or put them into groups: results are compared by this name.' },
      );
    }
    seen.add(id);
  }
}

/** Of the files in a message; `perf-suite list` has them all. */
const MOST_NAMED = 3;

function nothingLeft(
  files: readonly ListedFile[],
  declared: readonly PlannedBenchmark[],
  { filter, root }: PlanOptions,
): PerfError {
  const names = files.slice(0, MOST_NAMED).map(({ fileId }) => fileId);
  const others = files.length - names.length;
  const where = `${names.join(', ')}${others > 0 ? ` and ${others} more` : ''} (in ${root})`;
  if (declared.length === 0) {
    return new PerfError('no-match', `No benchmark in ${where}: expected at least one, found none`, {
      hint: 'Add one with bench("name", () => { ... }), or write one with the harness that you know.',
    });
  }
  const examples = declared.slice(0, 3).map(({ id }) => `"${id}"`);
  return new PerfError(
    'no-match',
    `--filter ${filter?.source ?? ''}: expected to match a benchmark in ${where}, found none among ${declared.length}, such as ${examples.join(', ')}`,
    { hint: 'See all names with: perf-suite list' },
  );
}
