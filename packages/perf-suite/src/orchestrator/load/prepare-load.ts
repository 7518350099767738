import { randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { DeclaredMetrics } from '@perf-suite/exporter';
import { type GeneratorOptions, type Scenario, scenarioDigest } from '@perf-suite/load';
import type { CommandIo } from '../command-io.js';
import { type RunFlags, settingsFromFlags } from '../commands/run-flags.js';
import { loadConfig } from '../config/load-config.js';
import type { Settings } from '../config/settings-table.js';
import { readEnvironment } from '../environment/read-environment.js';
import { readGitState } from '../environment/read-git-state.js';
import type { Plan } from '../plan/plan.js';
import { recordedCommandLine, recordedEnvironment } from '../results/recorded-request.js';
import type { RunHeader } from '../results/run-recorder.js';
import { prepareRunPath, runFileName } from '../results/save-run.js';
import { TOOL } from '../tool.js';
import { planLoad } from './load-plan.js';
import {
  type LoadModelFlags,
  type LoadRequestSettings,
  type LoadTarget,
  parseTarget,
  readLoadFlags,
} from './load-request.js';
import { type LoadWindows, windowsOf } from './load-windows.js';
import { SHARED_SETTINGS } from './shared-settings.js';

/** What the command line of `load` says, as commander hands it over. */
export interface LoadFlags extends LoadModelFlags {
  readonly scenario?: string;
  readonly cwd?: string;
  readonly format?: 'text' | 'json' | 'markdown';
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly live?: boolean;
  readonly liveKeep?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly [flagOfSetting: string]: unknown;
}

/** All that is settled before the first request. */
export interface PreparedLoad {
  readonly target: LoadTarget;
  readonly settings: LoadRequestSettings;
  /** What `load` has in common with `run`. */
  readonly shared: Settings;
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly windows: LoadWindows;
  readonly generator: GeneratorOptions;
  readonly header: RunHeader;
  readonly declared: DeclaredMetrics | null;
  /** Where the run file will be written. */
  readonly path: string;
  readonly perfFolder: string;
}

/** @throws {PerfError} `bad-usage`, `bad-config`, `bad-file`, `not-found`, `not-writable` */
export async function prepareLoad(
  url: string,
  flags: LoadFlags,
  { root, variables, commandLine, cwd }: CommandIo & { readonly root: string },
): Promise<PreparedLoad> {
  const target = parseTarget(url);
  const settings = readLoadFlags(flags);
  const scenarioFile = flags.scenario === undefined ? null : resolve(cwd, flags.scenario);
  const shared = await loadConfig(root, settingsFromFlags([], sharedFlags(flags)), variables);
  const { scenario, plan } = await planLoad(target, { root, scenarioFile });
  const environment = await readEnvironment({
    ...(shared.env !== null && { name: shared.env }),
    variables,
  });
  const git = await readGitState(root, variables);
  const startedAt = new Date();
  const perfFolder = join(root, '.perf');
  const name = runFileName(startedAt, git);
  const out = shared.out === null ? null : resolve(root, shared.out);
  const windows = windowsOf(settings.timeMs);
  const { http, timeoutMs, maxConnections, verifiesCertificate } = settings;
  return {
    target,
    settings,
    shared,
    scenario,
    plan,
    windows,
    declared: null,
    generator: { origin: target.origin, scenario, http, timeoutMs, maxConnections, verifiesCertificate },
    path: await prepareRunPath(out, join(perfFolder, 'runs'), name),
    perfFolder,
    header: {
      id: name.replace('.run.json', ''),
      tool: TOOL,
      startedAt: startedAt.toISOString(),
      commandLine: recordedCommandLine(commandLine),
      seed: shared.seed ?? scenario.seed ?? randomInt(2 ** 32),
      settings: {
        rounds: windows.count,
        timeMs: windows.windowMs,
        warmupMs: settings.warmupMs,
        load: { model: settings.model, http, scenario: scenarioDigest(scenario) },
        sampleCap: shared.sampleCap,
        isolation: 'process',
        percentiles: shared.percentile,
        minimumEffect: shared.minimumEffect,
        minimumErrorEffect: shared.minimumErrorEffect,
        failOn: shared.failOn,
      },
      environment: recordedEnvironment(environment),
      git,
      base: null,
    },
  };
}

/** `--time` and others of the same name mean something else there. */
function sharedFlags(flags: LoadFlags): RunFlags {
  const names: readonly string[] = SHARED_SETTINGS;
  return Object.fromEntries(Object.entries(flags).filter(([name]) => names.includes(name)));
}
