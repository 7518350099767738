import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { PerfError, type Variant, type Warning } from '@perf-suite/schema';
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
  readonly warnings: readonly Warning[];
}

/**
 * Finds out, before anything is measured, what each side of an A/B run has, by reading and loading the
 * benchmark files on both.
 * @throws {PerfError} `setup-failed` when both sides would run the same code, `interrupted`
 */
export async function settleSides(request: SidesRequest): Promise<SettledSides> {
  const { plan } = request;
  const asInHead = await survey([...new Set(plan.benchmarks.map(({ file }) => file))], request);
  const candidates = ownFilesInBase([...asInHead.refused.keys()], request);
  const own =
    candidates.length === 0
      ? NOTHING_SURVEYED
      : await survey(candidates, { ...request, plan: { ...plan, ownInBase: new Set(candidates) } });
  const declaredByBase = new Map<string, PlannedBenchmark>();
  for (const [file, benchmarks] of [...asInHead.declared, ...own.declared]) {
    for (const benchmark of benchmarks) {
      declaredByBase.set(benchmark.id, { ...benchmark, file, fileId: fileIdOfPlan(plan, file) });
    }
  }
  for (const benchmark of await listOwnFilesOfBase(request)) {
    if (!declaredByBase.has(benchmark.id)) declaredByBase.set(benchmark.id, benchmark);
  }
  const settled = { ...plan, ownInBase: new Set(own.declared.keys()) };
  return {
    plan: markSides({ ...request, plan: settled }, asInHead.refused, declaredByBase),
    isolationReasons: [...asInHead.isolationReasons, ...own.isolationReasons],
    warnings: [...settled.ownInBase].map((file) =>
      ranItsOwn(fileIdOfPlan(plan, file), asInHead.refused.get(file) ?? ''),
    ),
  };
}

/** What base makes of the benchmark files. */
interface Survey {
  /** Why base cannot run a file as it is. */
  readonly refused: ReadonlyMap<string, string>;
  readonly declared: ReadonlyMap<string, readonly DeclaredBenchmark[]>;
  readonly isolationReasons: ReadonlySet<string>;
}

const NOTHING_SURVEYED: Survey = { refused: new Map(), declared: new Map(), isolationReasons: new Set() };

async function survey(files: readonly string[], request: SidesRequest): Promise<Survey> {
  const { plan, base } = request;
  const check = await checkTwoCopies({ root: plan.root, files, ownInBase: plan.ownInBase, base });
  const refused = new Map(check.onlyInHead.map(({ file, message }) => [file, message]));
  const isolationReasons = new Set(check.isolationReasons.map(({ message }) => message));
  const declared = new Map<string, readonly DeclaredBenchmark[]>();
  const both = files.filter((file) => !refused.has(file));
  for (const [file, sides] of await loadBothSides(both, [...isolationReasons], request)) {
    if (sides.isolationReason !== null) isolationReasons.add(sides.isolationReason);
    if (sides.missingInBase !== null) {
      refused.set(file, sides.missingInBase.replaceAll(`${base.folder}${sep}`, ''));
    }
    if (sides.declared.base !== undefined) declared.set(file, sides.declared.base);
  }
  return { refused, declared, isolationReasons };
}

/** Returns those of head's files of which base has a version of its own. */
function ownFilesInBase(files: readonly string[], { plan, base }: SidesRequest): string[] {
  // Against npm there is no other project: only the package differs.
  if (base.source.kind === 'npm') return [];
  return files.filter((file) => existsSync(join(base.folder, relative(plan.root, file))));
}

function ranItsOwn(fileId: string, reason: string): Warning {
  return {
    code: 'own-benchmark-file',
    message: `${fileId}: ${reason}; base ran its own version of this file, so that a benchmark that both declare may do different work`,
    hint: 'Put new benchmarks into a file of their own, and the others run from one file on both sides.',
  };
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
    const sources = variantSources(file, request.plan, request.base);
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
  refused: ReadonlyMap<string, string>,
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
    const reason = refused.get(benchmark.file);
    const compared = plan.ownInBase.has(benchmark.file) && declaredByBase.has(benchmark.id);
    return reason === undefined || compared
      ? benchmark
      : { ...benchmark, onlyIn: { variant: 'head', reason } };
  });
  return { ...plan, benchmarks: [...marked, ...missing] };
}
