import { realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PerfError, type Variant, type Warning } from '@perf-suite/schema';
import type { DeclaredBenchmark, VariantSource } from '../../wire/protocol.js';
import { isOneProject, type PreparedBase } from '../base/base-context.js';
import { setupCommand } from '../base/setup-hint.js';
import type { ListOptions } from '../plan/list-files.js';
import { isolationReasonOf } from '../plan/load-failure-meaning.js';
import type { Plan } from '../plan/plan.js';
import { variantSources } from '../plan/variant-sources.js';
import { activitiesOf } from './activities.js';
import { equalData } from './equal-data.js';
import { type BenchmarkReach, findReach } from './find-measured-changes.js';
import {
  crossings,
  findShared,
  outsideScripts,
  type SharingContext,
  sharedAddresses,
  sharedFiles,
} from './find-shared.js';
import { joinObservations } from './join-observations.js';
import { type Observation, type Observed, observeSides } from './observe-sides.js';
import { staleBuild } from './stale-build.js';
import { staleCommands } from './stale-commands.js';
import { staleInstall } from './stale-install.js';
import { staleLock } from './stale-lock.js';
import { stalePatch } from './stale-patch.js';
import { type Trees, treesOf } from './trees.js';
import { unseenUse } from './unseen-use.js';
import { untrackedInput } from './untracked-input.js';

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
  /** Absolute path of head's file. */
  readonly file: string;
  readonly declared: Partial<Record<Variant, readonly DeclaredBenchmark[]>>;
  /** Why base did not load the file; null where it did. */
  readonly failedInBase: string | null;
  /** Why one process cannot hold both sides; null where it can. */
  readonly apartBecause: string | null;
  readonly reaches: readonly BenchmarkReach[];
  /** Names of the packages of an npm base whose code ran. */
  readonly packagesRun: readonly string[];
  /** Absolute paths of what head's side loaded or read. */
  readonly usedByHead: readonly string[];
  /** Code outside of both checkouts that both run. */
  readonly outside: readonly string[];
  /** What its code reaches and nobody can look into. */
  readonly unseen: readonly Warning[];
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
  const [shared] =
    failure === undefined ? observed.observations.flatMap((one) => findShared(one, context)) : [];
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
  // Each has temporary files of its own here: what both find was there before, unless this run made it.
  const apartContext = { ...context, isLeftover: isFromThisRun };
  const apart = joinObservations(observed.flatMap(({ observations }) => observations));
  const [shared] = [
    ...crossings(apart, context),
    ...sharedFiles(apart, apartContext),
    ...sharedAddresses(apart),
  ];
  if (shared !== undefined) throw sharedForGood(request, shared);
  const outside = outsideScripts(apart, context);
  return { ...(await proven(request, context.trees, observed, reason)), outside };
}

async function proven(
  { base, plan, file, fileId }: ProofRequest,
  trees: Trees,
  observed: readonly Observed[],
  apartBecause: string | null,
): Promise<ProvenFile> {
  const joined = joinObservations(observed.flatMap(({ observations }) => observations));
  const failure = joined.loadFailures.find(({ variant }) => variant === 'base');
  // Against another runtime the code is the same, and all of it is to be measured.
  const reaches =
    base.source.kind === 'runtime'
      ? []
      : findReach(joined, { trees, isDataEqual: (sides) => equalData(joined, sides, trees) });
  const warnings = new Map<string, readonly Warning[]>(
    observed.flatMap((one) => [...one.unobserved]).map(([id, message]) => [id, [unobservedWarning(message)]]),
  );
  const isSame = reaches.every(({ reach }) => reach === 'same-code');
  const add = (to: readonly BenchmarkReach[], warning: Warning | null): void => {
    if (warning !== null) for (const { id } of to) warnings.set(id, [...(warnings.get(id) ?? []), warning]);
  };
  const files = isOneProject(base.source) ? [] : loadedByHead(joined, trees);
  const root = realpathSync(plan.root);
  const inBase = (path: string): string => join(base.folder, relative(root, path));
  add(reaches, await staleBuild({ files, root, inBase, isSame }));
  const given = [files, root, inBase] as const;
  add(reaches, staleInstall(...given) ?? staleLock(...given) ?? stalePatch(...given));
  const commands = isOneProject(base.source) ? [] : (joined.declared.head ?? []);
  for (const [id, found] of await staleCommands(commands, { root, inBase })) warnings.set(id, found);
  const setUp = await setupCommand(base.folder, plan.root);
  const untracked =
    base.source.kind === 'git' ? untrackedInput(joined, trees, { root: plan.root, setUp }) : null;
  if (untracked !== null) {
    for (const { id } of reaches) warnings.set(id, [...(warnings.get(id) ?? []), untracked]);
  }
  return {
    file,
    declared: joined.declared,
    failedInBase: failure?.message ?? null,
    apartBecause,
    outside: [],
    unseen: unseenUse(joined, fileId),
    packagesRun: packagesRunBy(joined, base),
    usedByHead: usedByHead(joined, trees),
    reaches,
    warnings,
  };
}

/** Names of the packages given by an npm base whose code ran. */
function packagesRunBy({ scripts }: Observation, { packages }: PreparedBase): string[] {
  const paths = [...scripts.values()].flatMap(({ path }) => path ?? []);
  return Object.entries(packages)
    .filter(([, folder]) => paths.some((path) => path.startsWith(realpathSync(folder))))
    .map(([name]) => name);
}

function usedByHead(observation: Observation, trees: Trees): string[] {
  const loaded = [...observation.scripts.values()].flatMap(({ path }) => path ?? []);
  const accessed = activitiesOf(observation, 'head').flatMap(({ files }) => files);
  const read = accessed.filter(({ kind }) => kind === 'read').map(({ path }) => path);
  return [...new Set([...loaded, ...read])].filter((path) => trees.ownerOf(path) !== 'base');
}

function loadedByHead({ scripts }: Observation, trees: Trees): string[] {
  const loaded = [...scripts.values()].flatMap(({ path }) => path ?? []);
  return loaded.filter((path) => trees.ownerOf(path) === 'head');
}

function contextOf(
  { cacheFolder }: ProofRequest,
  sources: readonly VariantSource[],
  trees: Trees,
): SharingContext {
  const contents = new Set(sources.map(({ contentFrom }) => contentFrom));
  const temporary = realpathSync(tmpdir());
  return {
    trees,
    isOwnAccess: (path) => contents.has(path) || path.startsWith(cacheFolder),
    isLeftover: (path) => path.startsWith(temporary) || isFromThisRun(path),
  };
}

function isFromThisRun(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.mtimeMs >= performance.timeOrigin;
}

function sharedForGood({ file, plan }: ProofRequest, shared: string): PerfError {
  return new PerfError(
    'setup-failed',
    `${relative(plan.root, file)}: expected base and head to share nothing, found that ${shared}`,
    {
      hint: 'Find files relative to the module that needs them (import.meta.url), write to os.tmpdir(), and let the system choose ports (0).',
    },
  );
}

function unobservedWarning(message: string): Warning {
  return {
    code: 'not-observed',
    message: `whether base and head share anything is not known, because the calls before the measurement failed: ${message}`,
    hint: 'Run again. If it happens again, find out what ends its process.',
  };
}
