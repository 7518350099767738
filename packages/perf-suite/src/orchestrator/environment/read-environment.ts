import os from 'node:os';
import type { Environment } from '@perf-suite/schema';
import { readCgroupLimits } from './cgroup-limits.js';
import { readCpuFrequency } from './cpu-frequency.js';
import { detectCi } from './detect-ci.js';
import { detectContainer } from './detect-container.js';
import { fingerprintOf } from './fingerprint.js';
import { type ReadText, readTextOrNull } from './read-text.js';

export interface ReadEnvironmentOptions {
  /** The user's name for this environment; by default the CI system's name, else `local`. */
  readonly name?: string;
  /** Flags that the measured processes get. NODE_OPTIONS does not reach them and does not count. */
  readonly flags?: readonly string[];
  /** The Node that measures. Default: the one that runs this. */
  readonly runtime?: Pick<Environment['runtime'], 'node' | 'v8'>;
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly readText?: ReadText;
}

/**
 * Returns the machine and runtime as they are now. What cannot be read here is null; it never throws
 * for that. Call it before this process is moved to fewer cores: available cores are those it may use now.
 */
export async function readEnvironment(options: ReadEnvironmentOptions = {}): Promise<Environment> {
  const {
    flags = [],
    runtime = process.versions,
    variables = process.env,
    readText = readTextOrNull,
  } = options;
  const ci = detectCi(variables);
  const parts = {
    cpu: readCpu(readText),
    os: { platform: process.platform, release: os.release(), arch: process.arch },
    runtime: {
      node: runtime.node,
      v8: runtime.v8,
      flags: [...flags],
    },
  };
  return {
    name: options.name ?? ci ?? 'local',
    fingerprint: fingerprintOf(parts),
    ...parts,
    memory: readMemory(readText),
    container: detectContainer(readText, variables),
    ci,
    loadAtStart: os.loadavg()[0] ?? 0,
  };
}

function readCpu(readText: ReadText): Environment['cpu'] {
  const cores = os.cpus();
  const logicalCores = Math.max(1, cores.length);
  // libuv applies affinity (and newer versions the quota, rounded): the quota itself may be a fraction.
  const quota = readCgroupLimits(readText).cores;
  return {
    model: cpuModel(cores[0]?.model, readText),
    logicalCores,
    availableCores: Math.min(os.availableParallelism(), quota ?? Number.POSITIVE_INFINITY),
    ...readCpuFrequency(readText, logicalCores),
  };
}

/** libuv leaves the model empty or "unknown" on many ARM systems, where other files know it. */
function cpuModel(model: string | undefined, readText: ReadText): string {
  const name = model?.replaceAll('\0', '').trim();
  if (name && name !== 'unknown') return name;
  const cpuinfo = readText('/proc/cpuinfo') ?? '';
  const named = /^(?:model name|Model|Hardware)\s*:\s*(.+)$/m.exec(cpuinfo)?.[1];
  const parts = /^CPU part\s*:\s*(.+)$/m.exec(cpuinfo)?.[1];
  return named?.trim() ?? (parts ? `${process.arch} part ${parts.trim()}` : `unknown ${process.arch}`);
}

function readMemory(readText: ReadText): Environment['memory'] {
  const totalBytes = os.totalmem();
  const limitBytes = readCgroupLimits(readText).memoryBytes;
  return { totalBytes, limitBytes: limitBytes !== null && limitBytes < totalBytes ? limitBytes : null };
}
