import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { PerfError, type Variant } from '@perf-suite/schema';
import type { PreparedBase } from '../base/base-context.js';
import { checkTwoCopies } from '../base/check-two-copies.js';
import { findBenchmarkFiles } from '../plan/find-files.js';
import { type ListOptions, listFiles } from '../plan/list-files.js';
import type { Plan, PlannedBenchmark } from '../plan/plan.js';
import type { DeclaredBenchmark, VariantSource, WorkerMessage } from '../worker/protocol.js';
import { isolationReasonOf, missesInBase } from './load-failure-meaning.js';
import { variantSources } from './variant-sources.js';

export interface SidesRequest extends ListOptions {
  readonly plan: Plan;
  readonly base: PreparedBase;
  readonly patterns: readonly string[];
  readonly filter: RegExp | null;
}

export interface SettledSides {
  /** Benchmarks of one side only are marked, and those of base are added. */
  readonly plan: Plan;
  /** Why one process cannot hold both variants; empty when it can. */
  readonly isolationReasons: readonly string[];
}

/**
 * Finds out, before anything is measured, what each side of an A/B run has, by reading and loading the
 * benchmark files on both.
 * @throws {PerfError} `setup-failed` when both sides would run the same code, `interrupted`
 */
export async function settleSides(request: SidesRequest): Promise<SettledSides> {
  const { plan, base } = request;
  const files = [...new Set(plan.benchmarks.map(({ file }) => file))];
  const check = await checkTwoCopies({ root: plan.root, files, base });
  const onlyInHead = new Map(check.onlyInHead.map(({ file, message }) => [file, message]));
  const reasons = new Set(check.isolationReasons.map(({ message }) => message));
  const declaredByBase = new Map<string, PlannedBenchmark>();
  const both = files.filter((file) => !onlyInHead.has(file));
  for (const [file, sides] of await loadBothSides(both, [...reasons], request)) {
    if (sides.isolationReason !== null) reasons.add(sides.isolationReason);
    if (sides.missingInBase !== null) onlyInHead.set(file, sides.missingInBase);
    for (const benchmark of sides.declared.base ?? []) {
      declaredByBase.set(benchmark.id, { ...benchmark, file, fileId: fileIdOfPlan(plan, file) });
    }
  }
  for (const benchmark of await listOwnFilesOfBase(request)) {
    if (!declaredByBase.has(benchmark.id)) declaredByBase.set(benchmark.id, benchmark);
  }
  return { plan: markSides(request, onlyInHead, declaredByBase), isolationReasons: [...reasons] };
}

function fileIdOfPlan({ benchmarks }: Plan, file: string): string {
  return benchmarks.find((benchmark) => benchmark.file === file)?.fileId ?? file;
}

interface LoadedSides {
  readonly declared: Partial<Record<Variant, readonly DeclaredBenchmark[]>>;
  readonly missingInBase: string | null;
  readonly isolationReason: string | null;
}

/** Loads each file as it will be measured: both variants in one process, or base alone where that cannot be. */
async function loadBothSides(
  files: readonly string[],
  isolationReasons: readonly string[],
  request: SidesRequest,
): Promise<Map<string, LoadedSides>> {
  const found = new Map<string, LoadedSides>();
  for (const file of files) {
    const sources = variantSources(file, request.plan.root, request.base);
    const wanted =
      isolationReasons.length > 0 ? sources.filter(({ variant }) => variant === 'base') : sources;
    found.set(file, await loadSides(file, wanted, request));
    if (request.signal.aborted)
      throw new PerfError('interrupted', 'Interrupted before anything was measured');
  }
  return found;
}

async function loadSides(
  file: string,
  variants: readonly VariantSource[],
  request: SidesRequest,
): Promise<LoadedSides> {
  const { root, cacheFolder, nodeFlags, timeoutMs, signal, runWorker, plan } = request;
  const declared: Partial<Record<Variant, readonly DeclaredBenchmark[]>> = {};
  const failed: Extract<WorkerMessage, { readonly type: 'load-failed' }>[] = [];
  const fileId = fileIdOfPlan(plan, file);
  await runWorker(
    { task: 'list', root, fileId, variants, benchmarks: [], seed: 0, cacheFolder },
    {
      core: null,
      nodeFlags,
      timeoutMs,
      signal,
      onMessage(message) {
        if (message.type === 'loaded') declared[message.variant] = message.benchmarks;
        if (message.type === 'load-failed') failed.push(message);
      },
    },
  );
  const [failure] = failed;
  const oneLoaded = Object.keys(declared).length === 1;
  return {
    declared,
    missingInBase: failure?.variant === 'base' ? missesInBase(failure.message) : null,
    isolationReason: failure && oneLoaded ? isolationReasonOf(failure.message) : null,
  };
}

/** Returns what base's own benchmark files declare, where they differ from head's. */
async function listOwnFilesOfBase(request: SidesRequest): Promise<PlannedBenchmark[]> {
  const { base, plan } = request;
  // Against npm there is no other project: only the package differs.
  if (base.source.kind === 'npm') return [];
  const files: string[] = [];
  for (const pattern of request.patterns) {
    for (const file of await filesInBase(base.folder, pattern)) {
      if (!files.includes(file) && (await differs(file, join(plan.root, relative(base.folder, file)))))
        files.push(file);
    }
  }
  const listed = await listFiles(files, { ...request, root: base.folder }).catch(noneIfAmbiguous);
  return listed.flatMap(({ file, fileId, benchmarks }) =>
    benchmarks.map((benchmark) => ({ ...benchmark, file, fileId })),
  );
}

/** Two benchmarks of one name in base are no reason not to measure head, where that may be mended. */
function noneIfAmbiguous(error: unknown): [] {
  if (error instanceof PerfError && error.code === 'duplicate-name') return [];
  throw error;
}

/** A pattern that finds nothing in base is no mistake: the file came later. */
async function filesInBase(folder: string, pattern: string): Promise<string[]> {
  const found = await findBenchmarkFiles({ root: folder, patterns: [pattern] }).catch((error: unknown) => {
    if (error instanceof PerfError && error.code === 'no-match') return [];
    throw error;
  });
  return found.filter((file) => !relative(folder, file).startsWith('..'));
}

async function differs(file: string, other: string): Promise<boolean> {
  const [here, there] = await Promise.all(
    [file, other].map((path) => readFile(path, 'utf8').catch(() => null)),
  );
  return here !== there;
}

function markSides(
  { plan, filter }: SidesRequest,
  onlyInHead: ReadonlyMap<string, string>,
  declaredByBase: ReadonlyMap<string, PlannedBenchmark>,
): Plan {
  const inHead = new Set(plan.benchmarks.map(({ id }) => id));
  const broken = new Set(plan.brokenFiles.map(({ fileId }) => fileId));
  const missing = [...declaredByBase.values()]
    .filter(({ id, fileId }) => !inHead.has(id) && !broken.has(fileId) && (filter?.test(id) ?? true))
    .map(
      (benchmark): PlannedBenchmark => ({
        ...benchmark,
        onlyIn: { variant: 'base', reason: 'base declares it, head does not' },
      }),
    );
  const marked = plan.benchmarks.map((benchmark): PlannedBenchmark => {
    const reason = onlyInHead.get(benchmark.file);
    return reason === undefined ? benchmark : { ...benchmark, onlyIn: { variant: 'head', reason } };
  });
  return { ...plan, benchmarks: [...marked, ...missing] };
}
