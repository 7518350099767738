import { randomInt } from 'node:crypto';
import type { BaseSource, Environment, GitState, Shard } from '@perf-suite/schema';
import type { Settings } from '../config/settings-table.js';
import { recordedCommandLine, recordedEnvironment } from '../results/recorded-request.js';
import type { RunHeader } from '../results/run-recorder.js';
import { runFileName } from '../results/save-run.js';
import { TOOL } from '../tool.js';
import { filesAskedFor } from './find-files.js';
import { readAcceptances } from './read-acceptances.js';
import type { RunRequest } from './run-request.js';
import { seedOfShards } from './shard-plan.js';

/** Rounds of a run of one variant, where nothing determines when to stop. */
const SINGLE_ROUNDS = 10;
const MAX_SEED = 2 ** 32;

export interface HeaderParts {
  readonly settings: Settings;
  /** How many processes measure at once. */
  readonly parallel: number;
  readonly environment: Environment;
  readonly git: GitState | null;
  readonly base: BaseSource | null;
  readonly benchmarkIds: readonly string[];
  /** The part of the plan that is measured; null for all of it. */
  readonly shard: Shard | null;
}

/** Returns what the run file says of a run before its first round. @throws {PerfError} see `readAcceptances` */
export async function runHeader(
  { root, startedAt, commandLine, filter, variables }: RunRequest,
  { settings, parallel, environment, git, base, benchmarkIds, shard }: HeaderParts,
): Promise<RunHeader> {
  const accepted = await readAcceptances({ root, variables, base, benchmarkIds });
  return {
    id: runFileName(startedAt, git).replace('.run.json', ''),
    tool: TOOL,
    startedAt: startedAt.toISOString(),
    commandLine: recordedCommandLine(commandLine),
    seed: settings.seed ?? (shard === null ? randomInt(MAX_SEED) : seedOfShards(shard, git)),
    ...(shard !== null && { shard }),
    settings: {
      rounds: base === null && settings.rounds === 'auto' ? SINGLE_ROUNDS : settings.rounds,
      timeMs: settings.timeMs,
      warmupMs: settings.warmupMs,
      sampleCap: settings.sampleCap,
      isolation: settings.isolation,
      parallel,
      percentiles: settings.percentile,
      minimumEffect: settings.minimumEffect,
      minimumAllocationEffect: settings.minimumAllocationEffect,
      minimumErrorEffect: settings.minimumErrorEffect,
      failOn: settings.failOn,
      ...(accepted.length > 0 && { accepted }),
      files: await filesAskedFor({ root, patterns: settings.files }),
      filter: filter?.source ?? null,
    },
    environment: recordedEnvironment(environment),
    git,
    base,
  };
}
