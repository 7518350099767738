import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Warning } from '@perf-suite/schema';
import { lockCore } from './core-lock.js';
import { canPinToCore } from './pin-to-core.js';

const execFileAsync = promisify(execFile);

/** Who runs where: each process that measures on a core of its own, everything else on the others. */
export interface ClaimedCores {
  /** As many as measure at the same time; null where a process is not pinned. */
  readonly workerCores: readonly (number | null)[];
  /** All that this process could use before; empty where nothing moved. */
  readonly allCores: readonly number[];
  /** What the run's readers should know about it. */
  readonly warnings: readonly Warning[];
  /** Leaves the cores to other runs. */
  release(): void;
}

/**
 * Claims cores for `count` processes that measure at the same time, none of which another run of this tool holds,
 * and moves this process (with what it starts later) off them. Where other runs hold some, it makes do with fewer, and
 * where they hold all, with the last one. Without Linux's taskset, or with one core, nothing is pinned and nothing moves.
 */
export async function claimCores(pid: number, count: number): Promise<ClaimedCores> {
  const allowed = allowedCores();
  const last = allowed.at(-1);
  if (last === undefined || allowed.length < 2 || !canPinToCore()) return notPinned(count);
  const taken = new Set<number>();
  const releases = new Map<number, () => void>();
  for (const core of candidatesFor(allowed, count)) {
    if (releases.size === count) break;
    const release = await lockCore(core);
    if (release === null) taken.add(core);
    else releases.set(core, release);
  }
  const releaseAll = (): void => {
    for (const release of releases.values()) release();
  };
  const workerCores = releases.size === 0 ? [last] : [...releases.keys()];
  const others = allowed.filter((core) => !workerCores.includes(core) && !taken.has(core));
  // None is left where all are measured on: then the system finds the gaps.
  if (others.length > 0 && !(await moveTo(others, pid))) {
    releaseAll();
    return notPinned(count);
  }
  return {
    workerCores,
    allCores: allowed.filter((core) => !taken.has(core)),
    warnings: releases.size === count ? [] : [otherRunsWarning(releases.size, count)],
    release: releaseAll,
  };
}

/** The last core first; the first one stays with everything else, unless all are asked for. */
export function candidatesFor(allowed: readonly number[], count: number): number[] {
  return (count < allowed.length ? allowed.slice(1) : [...allowed]).reverse();
}

async function moveTo(cores: readonly number[], pid: number): Promise<boolean> {
  try {
    await execFileAsync('taskset', ['-a', '-c', '-p', cores.join(','), String(pid)]);
    return true;
  } catch {
    return false;
  }
}

function notPinned(count: number): ClaimedCores {
  const warning = {
    code: 'not-pinned',
    message: `${count} processes measure at the same time, and none is pinned to a core of its own: this takes Linux, its taskset and more than one core`,
    hint: 'The system may move them, which adds noise: compare with --parallel 1.',
  };
  return {
    workerCores: Array(count).fill(null),
    allCores: [],
    warnings: count > 1 ? [warning] : [],
    release() {},
  };
}

function otherRunsWarning(free: number, count: number): Warning {
  return {
    code: 'concurrent-run',
    message:
      free === 0
        ? 'other runs on this machine hold all cores that this one could measure on, so that it shares one with them: they disturb each other'
        : `other runs on this machine hold cores: of ${count} processes that were to measure at the same time, ${free} did`,
    hint: 'Let one run finish before the other starts.',
  };
}

/** Returns the cores that this process may run on, ascending; empty where that cannot be read. */
function allowedCores(): number[] {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    return parseCoreList(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '');
  } catch {
    return [];
  }
}

/** Reads Linux's notation for sets of cores: `0-2,5` is 0, 1, 2, 5. */
export function parseCoreList(text: string): number[] {
  return text
    .split(',')
    .filter(Boolean)
    .flatMap((part) => {
      const [from = Number.NaN, to = from] = part.split('-').map(Number);
      return Array.from({ length: Math.max(0, to - from + 1) || 0 }, (_, i) => from + i);
    });
}
