import { randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { DeclaredMetrics } from '@perf-suite/exporter';
import type { BaselineRun } from '@perf-suite/perf-guard';
import type { Warning } from '@perf-suite/schema';
import { inputName, inputPath, readRunFile, refuseOverInputs } from '@perf-suite/schema/node';
import { baseCacheFolder } from '../base/base-cache-folder.js';
import type { BaseRequest, PreparedBase } from '../base/base-context.js';
import { parseAgainst } from '../base/parse-against.js';
import { sameCodeWarnings } from '../base/same-code.js';
import { checkNodeFlags } from '../config/check-node-flags.js';
import { configOfBase } from '../config/config-of-base.js';
import { ignoredConfigWarnings } from '../config/ignored-configs.js';
import { loadConfig } from '../config/load-config.js';
import { PackageConfigs } from '../config/package-configs.js';
import { refuseContradictions } from '../config/refuse-contradictions.js';
import type { PartialSettings, Settings } from '../config/settings-table.js';
import { readEnvironment } from '../environment/read-environment.js';
import { readGitState } from '../environment/read-git-state.js';
import { type ClaimedCores, claimCores } from '../processes/core-affinity.js';
import { openModuleCache } from '../processes/module-cache.js';
import { processCount } from '../processes/process-count.js';
import { workersOn } from '../processes/workers-on-runtimes.js';
import { recordedCommandLine, recordedEnvironment } from '../results/recorded-request.js';
import type { RunHeader } from '../results/run-recorder.js';
import type { RunTimes } from '../results/run-times.js';
import { prepareRunPath, runFileName } from '../results/save-run.js';
import type { RunWorker } from '../rounds/measure-round.js';
import { prepareHeadRuntime } from '../runtimes/head-runtime.js';
import { TOOL } from '../tool.js';
import { againstWarnings, changedAgainst } from './against-of-default-branch.js';
import { baseSetupDoubt, changedInPackages, changedSettings, withDoubt } from './changed-settings.js';
import { CodeSnapshot, type LoadedByFile } from './code-snapshot.js';
import { AUDIT_SKIPPED, isolationFallback, undecidable } from './comparison-warnings.js';
import { fileIdOf, filesAskedFor, findBenchmarkFiles } from './find-files.js';
import type { ListOptions } from './list-files.js';
import { listWithCallers, replacedText } from './list-with-callers.js';
import { loadedOrRead } from './loaded-or-read.js';
import { loosenedSettings } from './loosened-settings.js';
import { fileWarnings, isAllApart, type Plan, planRun, refuseTooLong } from './plan.js';

import { type FilesToMeasure, filesToMeasure, type SavedFiles } from './reached-files.js';
import type { UnreadChange } from './unread-change.js';

/** Rounds of a run of one variant, where nothing determines when to stop. */
const SINGLE_ROUNDS = 10;
const MAX_SEED = 2 ** 32;

export interface RunRequest {
  /** Absolute project folder. */
  readonly root: string;
  readonly flags: PartialSettings;
  readonly filter: RegExp | null;
  readonly commandLine: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly startedAt: Date;
  readonly runWorker: RunWorker;
  readonly stop: AbortSignal;
  /** True for a run of `--watch`: without --against it is one against the last commit. */
  readonly isWatched?: boolean;
  /** What was saved since the last run, whose benchmark files alone are measured; null for all. */
  readonly saved?: SavedFiles | null;
  /** Where the run's time goes. */
  readonly times: RunTimes;
  /** Called with what is being done before the first round. */
  readonly onStep: (step: string) => void;
}

/** All that is settled before the first round. */
export interface PreparedRun {
  readonly settings: Settings;
  /** What the configs of packages say of their own files. */
  readonly packages: PackageConfigs;
  readonly plan: Plan;
  readonly header: RunHeader;
  readonly cores: ClaimedCores;
  readonly baselines: readonly BaselineRun[];
  /** What the metrics.yaml declares; null without one. */
  readonly declared: DeclaredMetrics | null;
  /** Null in a run of one variant. */
  readonly base: PreparedBase | null;
  /** Runs a worker on the Node of its side. */
  readonly runWorker: RunWorker;
  /** Ends this run's use of what is kept for others. */
  readonly cleanup: () => Promise<void>;
  /** By absolute path of each benchmark file that loads: what it loads and reads, as far as that is known. */
  readonly loads: ReadonlyMap<string, readonly string[]>;
  /** Benchmark files of the last run of `--watch` that are gone. */
  readonly removed: readonly string[];
  /** What the code was before anything of it was loaded. */
  readonly code: CodeSnapshot;
  /** What the run's readers should know from the start. */
  readonly warnings: readonly Warning[];
  /** Where the run file will be written. */
  readonly path: string;
  /** `<root>/.perf`: caches, locks, runs. */
  readonly perfFolder: string;
  /** See `openModuleCache`. */
  readonly cacheFolder: string;
}

/**
 * Settles everything before the first round, so that what can be wrong is found before time is spent
 * on measuring.
 * @throws {PerfError} `bad-config`, `bad-usage`, `no-match`, `duplicate-name`, `not-writable`, `setup-failed`, ...
 */
export async function prepareRun(request: RunRequest): Promise<PreparedRun> {
  const { root, variables, startedAt, stop, onStep } = request;
  const loadedSettings = againstLastCommit(await loadConfig(root, request.flags, variables), request);
  refuseContradictions(loadedSettings, request.flags);
  const settings = withProcesses(loadedSettings);
  const perfFolder = join(root, '.perf');
  const baselines = await readBaselines(settings.baseline, root);
  const declared = await readDeclared(settings.metricsFile, root);
  const runtime = await prepareHeadRuntime({ root, log: onStep, signal: stop }, settings);
  const program = runtime?.program ?? null;
  const [environment, git] = await Promise.all([
    readEnvironment({
      ...(settings.env === null ? {} : { name: settings.env }),
      flags: settings.nodeFlags,
      ...(runtime === null ? {} : { runtime: runtime.versions }),
      variables,
    }),
    readGitState(root, variables),
  ]);
  const parallel = processCount(settings.parallel, environment.cpu.availableCores);
  const out = settings.out === null ? null : resolve(root, settings.out);
  if (out !== null) await refuseOutOverInputs(out, settings, root);
  const path = await prepareRunPath(out, join(perfFolder, 'runs'), runFileName(startedAt, git));
  const cacheFolder = await openModuleCache(perfFolder);
  const files = await findBenchmarkFiles({ root, patterns: settings.files });
  const toMeasure = filesToMeasure(files, request.saved ?? null, { root, unreadFiles: settings.unreadFiles });
  const ofFiles = await readPackageConfigs(files, request);
  const runOnHead = workersOn({ head: program, base: program }, request.runWorker);
  const listing = { ...listOptions(request, settings, ofFiles, cacheFolder), runWorker: runOnHead };
  const code = new CodeSnapshot({ root, git, variables });
  await code.addFolder(root);
  const parts = { request, settings, listing };
  const listed = await listPlan(toMeasure, code, { ...parts, packages: ofFiles });
  const { plan: ownPlan, packages, loads, warnings: planWarnings } = listed;
  const unread = await findUnreadChange(loads, request, settings);
  const base =
    unread?.base ??
    (await request.times.during('base', () =>
      prepareOtherSide(request, settings, {
        benchmarkFiles: ownPlan.files,
        headNode: environment.runtime.node,
      }),
    ));
  // A folder that the user keeps may change as head may; a kept base is nobody's to edit.
  if (base?.source.kind === 'folder') await code.addFolder(base.folder);
  const runWorker = workersOn({ head: program, base: base?.program ?? program }, request.runWorker);
  const settling = () =>
    settle(unread?.plan(ownPlan) ?? ownPlan, base, {
      ...parts,
      listing: { ...listing, runWorker },
      packages,
      removed: toMeasure.removed,
    });
  const { plan, warnings, used } = await request.times
    .during('comparingSides', settling)
    .catch(async (error: unknown) => {
      await base?.cleanup();
      throw error;
    });
  return {
    settings,
    packages,
    plan,
    loads: loadedOrRead(plan, loads, used),
    removed: toMeasure.removed,
    warnings: [
      ...(await ignoredConfigWarnings(root)),
      ...packages.warnings(),
      ...planWarnings,
      ...(plan.benchmarks.some(({ sameCode }) => sameCode === undefined)
        ? sameCodeWarnings(base?.sameAsHead ?? null)
        : []),
      // Once where base's config and that of the default branch say the same.
      ...(warnings.some(({ code }) => code === 'against-changed')
        ? []
        : await changedAgainst(request, settings)),
      ...warnings,
    ],
    header: {
      id: runFileName(startedAt, git).replace('.run.json', ''),
      tool: TOOL,
      startedAt: startedAt.toISOString(),
      commandLine: recordedCommandLine(request.commandLine),
      seed: settings.seed ?? randomInt(MAX_SEED),
      settings: {
        rounds: base === null && settings.rounds === 'auto' ? SINGLE_ROUNDS : settings.rounds,
        timeMs: settings.timeMs,
        warmupMs: settings.warmupMs,
        sampleCap: settings.sampleCap,
        isolation: settings.isolation,
        parallel,
        percentiles: settings.percentile,
        minimumEffect: settings.minimumEffect,
        failOn: settings.failOn,
        files: await filesAskedFor({ root, patterns: settings.files }),
        filter: request.filter?.source ?? null,
      },
      environment: recordedEnvironment(environment),
      git,
      base: base?.source ?? null,
    },
    // After the environment was read: it reports how many cores there were to begin with.
    cores: await claimCores(process.pid, parallel),
    baselines,
    declared,
    base,
    runWorker,
    async cleanup() {
      await base?.cleanup();
      await runtime?.cleanup();
    },
    code,
    path,
    perfFolder,
    cacheFolder,
  };
}

/** What is known once the configs were read. */
interface PlanParts {
  readonly request: RunRequest;
  readonly settings: Settings;
  readonly packages: PackageConfigs;
  readonly listing: ListOptions;
}

function readPackageConfigs(
  files: readonly string[],
  { root, flags, variables }: RunRequest,
): Promise<PackageConfigs> {
  const fileIds = files.map((file) => fileIdOf(file, root));
  return PackageConfigs.read(fileIds, { root, flags, variables });
}

interface Listed {
  readonly plan: Plan;
  readonly packages: PackageConfigs;
  readonly loads: LoadedByFile;
  readonly warnings: readonly Warning[];
}

function againstLastCommit(settings: Settings, { isWatched }: RunRequest): Settings {
  return isWatched === true && settings.against === null ? { ...settings, against: 'HEAD' } : settings;
}

async function listPlan(
  { all, reached: files }: FilesToMeasure,
  code: CodeSnapshot,
  { request, settings, packages: ofFiles, listing }: PlanParts,
): Promise<Listed> {
  const { root, filter } = request;
  const search = { root, patterns: settings.files };
  request.onStep(`reading benchmark files (${files.length})`);
  const [found, loadedByFound] = await Promise.all([
    listWithCallers(files, search, { ...listing, allFiles: all }),
    code.addLoadedBy(files),
  ]);
  const replaced = replacedText(found, root);
  if (replaced !== null) request.onStep(replaced);
  const loadedByCallers = await code.addLoadedBy(found.callers);
  const loads = new Map([...loadedByFound, ...loadedByCallers]);
  const notReached = all.filter((file) => !files.includes(file));
  const allFound = [...found.files.map(({ file }) => file), ...notReached];
  const packages = found.callers.length === 0 ? ofFiles : await readPackageConfigs(allFound, request);
  const planned = planRun(found.files, { ...search, filter, packages });
  const plan = { ...planned, files: allFound, replaced: found.replaced };
  // --time takes the place of a benchmark's own.
  const timeoutMsOf = (fileId: string) => packages.of(fileId).timeoutMs ?? settings.timeoutMs;
  if (request.flags.timeMs === undefined) refuseTooLong(plan.benchmarks, timeoutMsOf);
  return { plan, packages, loads, warnings: fileWarnings(found.files, search) };
}

function listOptions(
  { root, stop }: RunRequest,
  settings: Settings,
  packages: PackageConfigs,
  cacheFolder: string,
): Omit<ListOptions, 'runWorker'> {
  return {
    root,
    cacheFolder,
    nodeFlags: settings.nodeFlags,
    timeoutMs: packages.longestTimeoutMs(settings.timeoutMs),
    signal: stop,
  };
}

/** Loaded only when asked for. */
async function findUnreadChange(
  loads: LoadedByFile,
  { root, variables, onStep }: RunRequest,
  { against, againstTip, all, unreadFiles }: Settings,
): Promise<UnreadChange | null> {
  if (against === null || all) return null;
  const { unreadChange } = await import('./unread-change.js');
  const paths = [...loads.values()];
  const loaded = paths.includes(null) ? null : [...new Set(paths.flatMap((some) => some ?? []))];
  const found = await unreadChange({ root, variables, against, againstTip, unreadFiles, loaded });
  if (found !== null) onStep(`nothing to compare: ${found.evidence}`);
  return found;
}

/** Loaded only when asked for: most runs have one variant. */
async function prepareOtherSide(
  { root, stop, onStep }: RunRequest,
  { against, againstTip, baseSetup, nodeFlags }: Settings,
  ofHead: Pick<BaseRequest, 'benchmarkFiles' | 'headNode'>,
): Promise<PreparedBase | null> {
  if (against === null) return null;
  const { prepareBase } = await import('../base/prepare-base.js');
  const cacheFolder = baseCacheFolder(root);
  const base = await prepareBase({
    ...ofHead,
    root,
    against,
    againstTip,
    setupCommand: baseSetup,
    cacheFolder,
    log: onStep,
    signal: stop,
  });
  if (base.program !== undefined) checkNodeFlags(nodeFlags, base.program);
  return base;
}

function listedFiles({ benchmarks, brokenFiles, replaced }: Plan): string[] {
  return [...[...benchmarks, ...brokenFiles].map(({ file }) => file), ...replaced];
}

function isOneOf(files: readonly string[]): (file: string) => boolean {
  const asked = new Set(files);
  return (file) => asked.has(file);
}

function whyApart({ source }: PreparedBase, isolation: Settings['isolation']): string | null {
  if (source.kind === 'runtime') return 'each side runs on a Node of its own';
  return isolation === 'process' ? 'that was asked for' : null;
}

/** No process runs on two versions of Node. */
function withProcesses(settings: Settings): Settings {
  const { against, isolation } = settings;
  if (against === null || parseAgainst(against).kind !== 'runtime') return settings;
  return isolation === 'file' ? { ...settings, isolation: 'process' } : settings;
}

interface Settled {
  readonly plan: Plan;
  /** By benchmark file: what head was seen to load and read. */
  readonly used: ReadonlyMap<string, readonly string[]>;
  readonly warnings: readonly Warning[];
}

/** Finds out what both sides have and whether one process can hold them. */
async function settle(
  plan: Plan,
  base: PreparedBase | null,
  { request, settings, packages, listing, removed }: PlanParts & Pick<FilesToMeasure, 'removed'>,
): Promise<Settled> {
  const { isolation } = settings;
  if (base === null) return { plan, warnings: [], used: new Map() };
  if (plan.benchmarks.every(({ sameCode }) => sameCode !== undefined))
    return { plan, warnings: base.warnings, used: new Map() };
  const { compareSides } = await import('./compare-sides.js');
  request.onStep('comparing what both sides have');
  const { filter, root, flags, variables } = request;
  const ofBase = await configOfBase(base, {
    root,
    flags,
    variables,
    ofHead: settings,
    packagesOfHead: packages,
    fileIds: plan.files.map((file) => fileIdOf(file, root)),
  });
  const both = { head: settings, base: ofBase.settings };
  const sides = await compareSides({
    ...listing,
    plan,
    base,
    filter,
    patterns: settings.files,
    patternsOfBase: ofBase.settings.files,
    isAskedFor: request.saved == null ? () => true : isOneOf([...listedFiles(plan), ...removed]),
    settings: both,
    packagesOfBase: ofBase.packages,
    apartBecause: whyApart(base, isolation),
  });
  const doubtful = withDoubt(sides.plan, baseSetupDoubt(both, base));
  const { withSameCode } = await import('./same-code.js');
  const settled = settings.all
    ? doubtful
    : await withSameCode(doubtful, sides.proven, base, { root, unreadFiles: settings.unreadFiles });
  const warnings = [
    ...base.warnings,
    ...ofBase.warnings,
    ...loosenedSettings(both),
    ...changedSettings(both),
    ...changedInPackages(plan, both, { head: packages, base: ofBase.packages }),
    ...againstWarnings(settings.against, ofBase.settings.against, 'of base'),
    ...sides.warnings,
    ...undecidable(settings),
  ];
  const used = new Map(sides.proven.map(({ file, usedByHead }) => [file, usedByHead]));
  if (settled.apart.size === 0 || isolation === 'process') return { plan: settled, warnings, used };
  const skipped = settings.audit && isAllApart(settled) ? [AUDIT_SKIPPED] : [];
  return { plan: settled, warnings: [...warnings, isolationFallback(settled), ...skipped], used };
}

/** Of what a run reads, only these can be what `--out` may replace: a run file, or an empty one. */
async function refuseOutOverInputs(
  path: string,
  { baseline, metricsFile }: Settings,
  root: string,
): Promise<void> {
  const inputs = [
    ...baseline.map((file) => ({ what: `the baseline ${file}`, path: inputPath(root, file) })),
    ...(metricsFile === null
      ? []
      : [{ what: `the metrics file ${metricsFile}`, path: resolve(root, metricsFile) }]),
  ];
  await refuseOverInputs({ path, flag: `--out ${path}`, example: '--out results/today.run.json' }, inputs);
}

/** Loaded only when asked for. */
async function readDeclared(metricsFile: string | null, root: string): Promise<DeclaredMetrics | null> {
  if (metricsFile === null) return null;
  const { readCustomMetrics } = await import('@perf-suite/exporter');
  return readCustomMetrics(resolve(root, metricsFile), metricsFile);
}

async function readBaselines(files: readonly string[], root: string): Promise<BaselineRun[]> {
  return Promise.all(
    files.map(async (file) => ({
      run: await readRunFile(inputPath(root, file)),
      file: inputName(inputPath(root, file)),
    })),
  );
}
