import { join, resolve } from 'node:path';
import type { DeclaredMetrics } from '@perf-suite/exporter';
import type { BaselineRun } from '@perf-suite/perf-guard';
import type { Warning } from '@perf-suite/schema';
import type { PreparedBase } from '../base/base-context.js';
import { parseAgainst } from '../base/parse-against.js';
import { sameCodeWarnings } from '../base/same-code.js';
import { ignoredConfigWarnings } from '../config/ignored-configs.js';
import { loadConfig } from '../config/load-config.js';
import type { PackageConfigs } from '../config/package-configs.js';
import { refuseContradictions } from '../config/refuse-contradictions.js';
import type { Settings } from '../config/settings-table.js';
import { readEnvironment } from '../environment/read-environment.js';
import { readGitState } from '../environment/read-git-state.js';
import { type ClaimedCores, claimCores } from '../processes/core-affinity.js';
import { openModuleCache } from '../processes/module-cache.js';
import { processCount } from '../processes/process-count.js';
import { workersOn } from '../processes/workers-on-runtimes.js';
import type { RunHeader } from '../results/run-recorder.js';
import { prepareRunPath, runFileName } from '../results/save-run.js';
import type { RunWorker } from '../rounds/measure-round.js';
import { prepareHeadRuntime } from '../runtimes/head-runtime.js';
import { changedAgainst } from './against-of-default-branch.js';
import { CodeSnapshot } from './code-snapshot.js';
import { findBenchmarkFiles } from './find-files.js';
import { loadedOrRead } from './loaded-or-read.js';
import { findUnreadChange, prepareOtherSide } from './other-side.js';
import type { Plan } from './plan.js';
import { listOptions, planOfHead, readPackageConfigs } from './plan-of-head.js';
import { filesToMeasure } from './reached-files.js';
import { runHeader } from './run-header.js';
import { readBaselines, readDeclared, refuseOutOverInputs } from './run-inputs.js';
import type { RunRequest } from './run-request.js';
import { settleSides } from './settle-sides.js';
import { shardPlan } from './shard-plan.js';

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
  const loadedSettings = againstLastCommit(
    request.settings ?? (await loadConfig(root, request.flags, variables)),
    request,
  );
  refuseContradictions(loadedSettings, request.flags, request.shard ?? null);
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
  const cache = await openModuleCache(perfFolder);
  const cacheFolder = cache.folder;
  const files = await findBenchmarkFiles({ root, patterns: settings.files });
  const toMeasure = filesToMeasure(files, request.saved ?? null, { root, unreadFiles: settings.unreadFiles });
  const ofFiles = await readPackageConfigs(files, request);
  const runOnHead = workersOn({ head: program, base: program }, request.runWorker);
  const listing = { ...listOptions(request, settings, ofFiles, cacheFolder), runWorker: runOnHead };
  const code = new CodeSnapshot({ root, git, variables });
  await code.addFolder(root);
  const parts = { request, settings, listing };
  const listed = await planOfHead(toMeasure, code, { ...parts, packages: ofFiles });
  const { packages, loads } = listed;
  const part = request.shard == null ? null : shardPlan(listed.plan, request.shard);
  const ownPlan = part?.plan ?? listed.plan;
  const planWarnings = [...listed.warnings, ...(part?.warnings ?? [])];
  // What commands read is not known.
  const isAllSeen = ownPlan.benchmarks.every(({ kind }) => kind === undefined);
  const unread = isAllSeen ? await findUnreadChange(loads, request, settings) : null;
  const base =
    unread?.base ??
    request.base ??
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
    settleSides(unread?.plan(ownPlan) ?? ownPlan, base, {
      ...parts,
      listing: { ...listing, runWorker },
      packages,
      removed: toMeasure.removed,
      part,
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
      ...cache.warnings,
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
    header: await runHeader(request, {
      settings,
      parallel,
      environment,
      git,
      base: base?.source ?? null,
      benchmarkIds: [...plan.benchmarks.map(({ id }) => id), ...(part?.benchmarkIds ?? [])],
      shard: part?.shard ?? null,
    }),
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

function againstLastCommit(settings: Settings, { isWatched }: RunRequest): Settings {
  return isWatched === true && settings.against === null ? { ...settings, against: 'HEAD' } : settings;
}

/** No process runs on two versions of Node. */
function withProcesses(settings: Settings): Settings {
  const { against, isolation } = settings;
  if (against === null || parseAgainst(against).kind !== 'runtime') return settings;
  return isolation === 'file' ? { ...settings, isolation: 'process' } : settings;
}
