import { relative } from 'node:path';
import { PerfError, type Variant, type Warning } from '@perf-suite/schema';
import type { PreparedBase } from '../base/base-context.js';
import type { ListOptions } from '../plan/list-files.js';
import type { Plan } from '../plan/plan.js';
import { isolationReasonOf, missesInBase } from '../run/load-failure-meaning.js';
import { variantSources } from '../run/variant-sources.js';
import type { DeclaredBenchmark, VariantSource } from '../worker/protocol.js';
import { equalData } from './equal-data.js';
import { type BenchmarkReach, findReach } from './find-unmeasured.js';
import { crossings, findShared, outsideScripts, type SharingContext, sharedAddresses, sharedFiles } from './find-shared.js';
import { joinObservations } from './join-observations.js';
import { type Observed, observeSides } from './observe-sides.js';
import { type Trees, treesOf } from './trees.js';

export interface ProofRequest extends ListOptions {
  readonly plan: Plan;
  readonly base: PreparedBase;
  readonly file: string;
  readonly fileId: string;
  /** Why the sides need a process each, where that is known before; null finds out. */
  readonly apartBecause: string | null;
}

/** What is known about a benchmark file on both sides before it is measured. */
export interface ProvenFile {
  readonly declared: Partial<Record<Variant, readonly DeclaredBenchmark[]>>;
  /** What base lacks, where that keeps it from loading the file; null where it loads. */
  readonly missingInBase: string | null;
  /** Why one process cannot hold both sides; null where it can. */
  readonly apartBecause: string | null;
  readonly reaches: readonly BenchmarkReach[];
  /** Doubts about single benchmarks, by id. */
  readonly warnings: ReadonlyMap<string, readonly Warning[]>;
}

/**
 * Shows that base and head share neither code nor state, by watching a file load and its benchmarks run outside of
 * the measurement: first both in one process; where that shows anything that they share, each in a process of its own.
 * @throws {PerfError} `setup-failed` naming what they share even then, `interrupted`
 */
export async function proveFile(request: ProofRequest): Promise<ProvenFile> {
  const sources = variantSources(request.file, request.plan, request.base);
  const trees = treesOf(request.plan.root, request.base);
  const context = contextOf(request, sources, trees);
  if (request.apartBecause !== null) return proveApart(request, sources, context, request.apartBecause);
  const observed = await observeSides({ ...request, variants: sources });
  const together = joinObservations(observed.observations);
  const [failure] = together.loadFailures;
  const isOneLoaded = Object.keys(together.declared).length === 1;
  const refused = failure !== undefined && isOneLoaded ? isolationReasonOf(failure.message) : null;
  if (refused !== null) return proveApart(request, sources, context, refused);
  const [shared] = failure === undefined ? observed.observations.flatMap((one) => findShared(one, context)) : [];
  if (shared !== undefined) return proveApart(request, sources, context, shared);
  return proven(request, trees, [observed], null);
}

/** Each side in a process of its own, which works in its own checkout. */
async function proveApart(
  request: ProofRequest,
  sources: readonly VariantSource[],
  context: SharingContext,
  reason: string,
): Promise<ProvenFile> {
  const observed: Observed[] = [];
  for (const source of sources) observed.push(await observeSides({ ...request, variants: [source] }));
  const apart = joinObservations(observed.flatMap(({ observations }) => observations));
  const [shared] = [
    ...crossings(apart, context),
    ...outsideScripts(apart, context),
    ...sharedFiles(apart, context),
    ...sharedAddresses(apart),
  ];
  if (shared !== undefined) throw sharedForGood(request, shared);
  return proven(request, context.trees, observed, reason);
}

function proven(
  { base }: ProofRequest,
  trees: Trees,
  observed: readonly Observed[],
  apartBecause: string | null,
): ProvenFile {
  const joined = joinObservations(observed.flatMap(({ observations }) => observations));
  const failure = joined.loadFailures.find(({ variant }) => variant === 'base');
  const unobserved = observed.flatMap((one) => [...one.unobserved]);
  return {
    declared: joined.declared,
    missingInBase: failure === undefined ? null : missesInBase(failure.message)?.replaceAll(`${base.folder}/`, '') ?? null,
    apartBecause,
    reaches: findReach(joined, { trees, isDataEqual: (sides) => equalData(joined, sides, trees) }),
    warnings: new Map(unobserved.map(([id, message]) => [id, [unobservedWarning(message)]])),
  };
}

function contextOf({ cacheFolder }: ProofRequest, sources: readonly VariantSource[], trees: Trees): SharingContext {
  const contents = new Set(sources.map(({ contentFrom }) => contentFrom));
  return { trees, isOwnAccess: (path) => contents.has(path) || path.startsWith(cacheFolder) };
}

function sharedForGood({ file, plan }: ProofRequest, shared: string): PerfError {
  return new PerfError(
    'setup-failed',
    `${relative(plan.root, file)}: expected base and head to share nothing, found that ${shared}`,
    {
      hint: 'Reach files by the place of the module that needs them (import.meta.url), keep what is written in os.tmpdir(), and let the system choose ports (0).',
    },
  );
}

function unobservedWarning(message: string): Warning {
  return {
    code: 'not-observed',
    message: `whether base and head share anything could not be seen: called outside of the measurement, it ${message}`,
    hint: 'Find out why it ends its process.',
  };
}
