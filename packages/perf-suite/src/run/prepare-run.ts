import { randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { BaselineRun } from '@perf-suite/perf-guard';
import { PerfError } from '@perf-suite/schema';
import { readEnvironment, readGitState, readRunFile } from '@perf-suite/schema/node';
import type { PreparedBase } from '../base/prepare-base.js';
import { loadConfig, type PartialSettings } from '../config/load-config.js';
import type { Settings } from '../config/settings.js';
import { findBenchmarkFiles } from '../plan/find-files.js';
import { listFiles } from '../plan/list-files.js';
import { type Plan, planRun } from '../plan/plan.js';
import { TOOL } from '../tool.js';
import { type CorePlan, claimCores } from './core-affinity.js';
import type { RunWorker } from './measure-round.js';
import type { RunHeader } from './run-recorder.js';
import { prepareRunPath, runFileName } from './save-run.js';

/** Rounds of a run of one variant, where nothing tells when to stop. */
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
  /** Told what is going on before the first round. */
  readonly onStep: (step: string) => void;
}

/** All that is settled before the first round. */
export interface PreparedRun {
  readonly settings: Settings;
  readonly plan: Plan;
  readonly header: RunHeader;
  readonly cores: CorePlan;
  readonly baselines: readonly BaselineRun[];
  /** Null in a run of one variant. */
  readonly base: PreparedBase | null;
  /** Where the run file will be written. */
  readonly path: string;
  /** `<root>/.perf`: caches, locks, runs. */
  readonly perfFolder: string;
}

/**
 * Settles everything before the first round, so that what can be wrong is found before time is spent
 * on measuring.
 * @throws {PerfError} `bad-config`, `bad-usage`, `no-match`, `duplicate-name`, `not-writable`, `setup-failed`, ...
 */
export async function prepareRun(request: RunRequest): Promise<PreparedRun> {
  const { root, variables, startedAt } = request;
  const settings = await loadConfig(root, request.flags, variables);
  refuseContradictions(settings);
  const perfFolder = join(root, '.perf');
  const baselines = await readBaselines(settings.baseline, root);
  const [environment, git] = await Promise.all([
    readEnvironment({
      ...(settings.env === null ? {} : { name: settings.env }),
      flags: settings.nodeFlags,
      variables,
    }),
    readGitState(root, variables),
  ]);
  const out = settings.out === null ? null : resolve(root, settings.out);
  const path = await prepareRunPath(out, join(perfFolder, 'runs'), runFileName(startedAt, git));
  const plan = await listPlan(request, settings, perfFolder);
  const base =
    settings.against === null ? null : await prepareOtherSide(settings.against, request, perfFolder);
  return {
    settings,
    plan,
    header: {
      id: runFileName(startedAt, git).replace('.run.json', ''),
      tool: TOOL,
      startedAt: startedAt.toISOString(),
      commandLine: request.commandLine,
      seed: settings.seed ?? randomInt(MAX_SEED),
      settings: {
        rounds: base === null && settings.rounds === 'auto' ? SINGLE_ROUNDS : settings.rounds,
        timeMs: settings.timeMs,
        sampleCap: settings.sampleCap,
        isolation: settings.isolation,
      },
      environment,
      git,
      base: base?.source ?? null,
    },
    // After the environment was read: it tells how many cores there were to begin with.
    cores: await claimCores(process.pid),
    baselines,
    base,
    path,
    perfFolder,
  };
}

async function listPlan(request: RunRequest, settings: Settings, perfFolder: string): Promise<Plan> {
  const { root, filter, stop, runWorker } = request;
  const files = await findBenchmarkFiles({ root, patterns: settings.files });
  request.onStep(`reading benchmark files (${files.length})`);
  const listed = await listFiles(files, {
    root,
    cacheFolder: join(perfFolder, 'cache'),
    nodeFlags: settings.nodeFlags,
    timeoutMs: settings.timeoutMs,
    signal: stop,
    runWorker,
  });
  return planRun(listed, { root, filter, patterns: settings.files });
}

/** Loaded only when asked for: most runs have one variant. */
async function prepareOtherSide(
  against: string,
  { root, stop, onStep }: RunRequest,
  perfFolder: string,
): Promise<PreparedBase> {
  const { prepareBase } = await import('../base/prepare-base.js');
  const cacheFolder = join(perfFolder, 'base');
  return prepareBase({ root, against, setupCommand: null, cacheFolder, log: onStep, signal: stop });
}

async function readBaselines(files: readonly string[], root: string): Promise<BaselineRun[]> {
  return Promise.all(
    files.map(async (file) => ({ run: await readRunFile(resolve(root, file)), file: resolve(root, file) })),
  );
}

function refuseContradictions({ against, baseline, isolation }: Settings): void {
  // The config and the run file's format know the word; a run that took it for `file` would mislead.
  if (isolation === 'process') {
    throw new PerfError(
      'bad-usage',
      '--isolation process: expected file or task; twin processes are not built yet',
      {
        hint: 'For a process of its own for each benchmark use: --isolation task',
      },
    );
  }
  if (against !== null && baseline.length > 0) {
    throw new PerfError(
      'bad-usage',
      `--against ${against}: expected no --baseline beside it, found ${baseline.join(', ')}`,
      {
        hint: 'An A/B run is judged by its own base variant: leave one of them out.',
      },
    );
  }
}
