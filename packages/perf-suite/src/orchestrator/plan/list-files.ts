import { availableParallelism } from 'node:os';
import { listed } from '@perf-suite/command-line';
import { type Failure, PerfError, type Warning } from '@perf-suite/schema';
import type { DeclaredBenchmark, WorkerMessage } from '../../wire/protocol.js';
import { failureOf, WHILE_LOADING } from '../processes/worker-exit-failure.js';
import type { RunWorker } from '../rounds/measure-round.js';
import { type Unfit, unfitFile } from './file-kind.js';
import { fileIdOf } from './find-files.js';
import { findSyntaxError } from './find-syntax-error.js';
import { FolderImports } from './folder-imports.js';
import { mapAtOnce } from './map-at-once.js';
import { withBuildHint } from './not-built.js';
import { withInstallHint } from './not-installed.js';
import { missingGlobalHint, otherHarnessFailure } from './other-harness.js';
import type { ListedFile } from './plan.js';
import { isThreadFile } from './thread-file.js';

/** Files loaded at the same time, a process each: nothing is measured yet, and more than a few would fill the memory. */
export const FILES_AT_ONCE = Math.min(8, Math.max(2, availableParallelism()));

export interface ListOptions {
  readonly root: string;
  readonly cacheFolder: string;
  readonly nodeFlags: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly runWorker: RunWorker;
  /** Absolute paths of all benchmark files, where not all of them are listed. */
  readonly allFiles?: readonly string[];
}

/**
 * Returns what each file declares, in the files' order; a file that does not load says why.
 * @throws {PerfError} `duplicate-name`, `interrupted`
 */
export async function listFiles(files: readonly string[], options: ListOptions): Promise<ListedFile[]> {
  return mapAtOnce(files, FILES_AT_ONCE, async (file) => {
    const otherFiles = (options.allFiles ?? files).filter((other) => other !== file);
    const listedFile = await listFile(file, otherFiles, options);
    if (options.signal.aborted)
      throw new PerfError('interrupted', 'Interrupted before anything was measured');
    return listedFile;
  });
}

async function listFile(
  file: string,
  otherFiles: readonly string[],
  options: ListOptions,
): Promise<ListedFile> {
  const { root, cacheFolder, nodeFlags, timeoutMs, signal, runWorker } = options;
  const fileId = fileIdOf(file, root);
  const unfit = await unfitFile(file);
  const refused = unfit === null ? await otherHarnessFailure(file) : unfitFailure(unfit);
  if (refused !== null) return { file, fileId, benchmarks: [], failure: refused, ...NOTHING_ELSE };
  let warnings: readonly Warning[] = [];
  let benchmarks: readonly DeclaredBenchmark[] | null = null;
  let failure: Failure | null = null;
  let declaresNothing = false;
  let leavesToOthers = false;
  const end = await runWorker(
    {
      task: 'list',
      root,
      fileId,
      variants: [{ variant: 'head', file, contentFrom: file, folder: root, packages: {}, otherFiles }],
      benchmarks: [],
      seed: 0,
      cacheFolder,
    },
    {
      core: null,
      nodeFlags,
      timeoutMs,
      signal,
      onMessage(message) {
        if (message.type === 'loaded') ({ benchmarks, warnings, leavesToOthers } = message);
        if (message.type !== 'load-failed') return;
        refuseDuplicate(fileId, message);
        failure = loadFailure(message);
        declaresNothing = message.code === 'no-benchmarks';
      },
    },
  );
  if (benchmarks === null) failure ??= diedLoading(failureOf(end, { round: 0, timeoutMs, repeated: false }));
  const isThread = failure !== null && !declaresNothing && (await isThreadFile(file, failure.message));
  return {
    file,
    fileId,
    benchmarks: benchmarks ?? [],
    failure: await explained(declaresNothing ? await withCallers(failure, file, root) : failure, file, root),
    declaresNothing,
    isThread,
    leavesToOthers,
    warnings,
  };
}

/** Adds what the message leaves out: the place of a mistake, and what to run where something is not installed or not built. */
async function explained(failure: Failure | null, file: string, root: string): Promise<Failure | null> {
  const withPlace = await placed(failure, file);
  return withPlace === null ? null : withBuildHint(await withInstallHint(withPlace, root), root);
}

/** A file that holds what benchmarks have in common is not to be changed: others run them. */
async function withCallers(failure: Failure | null, file: string, root: string): Promise<Failure | null> {
  const imports = await FolderImports.around([file], root);
  const callers = (await imports.importersOf(new Set([file]))).map((one) => fileIdOf(one, root));
  if (failure === null || callers.length === 0) return failure;
  const hint = `It is imported by ${listed(callers)}. If benchmarks are run there, name those files: perf-suite run ${callers.join(' ')}`;
  return { ...failure, hint };
}

const NOTHING_ELSE = { declaresNothing: false, isThread: false, leavesToOthers: false, warnings: [] };

/** A mistake in the syntax has no frames of its own, and may be in whatever the file imports. */
async function placed(failure: Failure | null, file: string): Promise<Failure | null> {
  const { stack } = failure ?? {};
  // Node's own lines say nothing of the file.
  const hasPlace = /^\s+at (?!.*\bnode:)/m.test(stack ?? '');
  if (failure === null || !stack?.startsWith('SyntaxError') || hasPlace) return failure;
  return { ...failure, stack: (await findSyntaxError(file, failure.message)) ?? stack };
}

/** Results are compared by name: two of one name are refused, in one file as in two. */
function refuseDuplicate(
  fileId: string,
  { code, message, hint }: Extract<WorkerMessage, { readonly type: 'load-failed' }>,
): void {
  if (code !== 'duplicate-name') return;
  throw new PerfError(code, `${fileId}: ${message}`, hint === null ? {} : { hint });
}

function unfitFailure({ expected, found, hint }: Unfit): Failure {
  return { reason: 'load', round: 0, message: `expected ${expected}, found ${found}`, hint };
}

function loadFailure({
  message,
  stack,
  hint,
}: Extract<WorkerMessage, { readonly type: 'load-failed' }>): Failure {
  const advice = hint ?? missingGlobalHint(message);
  return {
    reason: 'load',
    round: 0,
    message,
    ...(stack === null ? {} : { stack }),
    ...(advice === null ? {} : { hint: advice }),
  };
}

/** The file's own code ended the process, or never ended, while it was being loaded. */
function diedLoading(failure: Failure | null): Failure {
  if (failure === null) return { reason: 'load', round: 0, message: 'declared nothing' };
  return { ...failure, message: `${WHILE_LOADING}${failure.message.replace(' in round 1', '')}` };
}
