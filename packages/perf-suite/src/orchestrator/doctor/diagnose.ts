import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SETTINGS } from '../config/settings-table.js';
import { readEnvironment } from '../environment/read-environment.js';
import { readGitState } from '../environment/read-git-state.js';
import type { RunWorker } from '../rounds/measure-round.js';
import { measureClock } from './clock.js';
import { watchCpuActivity } from './cpu-activity.js';
import type { Facts } from './facts.js';
import { measureNoise } from './measure-noise.js';
import { visibleChanges } from './visible-change.js';

export interface DiagnoseOptions {
  readonly root: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly rounds: number;
  readonly timeMs: number;
  readonly seed: number;
  readonly nodeFlags: readonly string[];
  readonly minimumEffect: number;
  readonly signal: AbortSignal;
  readonly runWorker: RunWorker;
  /** Reserves a core for workers and returns it, or null; called after everything about this process was read. */
  readonly claimCore: () => Promise<number | null>;
  readonly onRound: (doneCount: number) => void;
}

const WATCH_MS = 500;
const CLOCK_SOURCE = '/sys/devices/system/clocksource/clocksource0/current_clocksource';

/** Finds out what this machine is like for measuring. Takes about a second and a half for each round. */
export async function diagnose(options: DiagnoseOptions): Promise<Facts> {
  const { root, variables } = options;
  const environment = await readEnvironment({ variables, flags: options.nodeFlags });
  const git = await readGitState(root, variables);
  const activity = await watchCpuActivity(WATCH_MS);
  const clock = measureClock();
  const core = await options.claimCore();
  const noise = await inTemporaryFolder((cacheFolder) =>
    measureNoise({ ...options, warmupMs: DEFAULT_SETTINGS.warmupMs, core, cacheFolder }),
  );
  return {
    environment,
    git,
    clock,
    clockSource: (await readFile(CLOCK_SOURCE, 'utf8').catch(() => null))?.trim() ?? null,
    activity,
    core,
    nodeOptions: variables.NODE_OPTIONS?.trim() || null,
    noise,
    visible: visibleChanges(
      noise.map(({ spreadRatio }) => spreadRatio),
      options.minimumEffect,
    ),
  };
}

async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'perf-suite-doctor-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
