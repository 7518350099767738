import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** Who runs where: workers on a core of their own, everything else on the others. */
export interface CorePlan {
  /** Null where workers are not pinned. */
  readonly workerCore: number | null;
  readonly otherCores: readonly number[];
}

/** Returns a plan that gives workers the last core; with one core, or none known, nothing is pinned. */
export function planCores(allowed: readonly number[]): CorePlan {
  const last = allowed.at(-1);
  if (last === undefined || allowed.length < 2) return { workerCore: null, otherCores: allowed };
  return { workerCore: last, otherCores: allowed.slice(0, -1) };
}

/**
 * Plans cores for this machine and moves this process (with what it starts later) off the workers'
 * core. Without Linux's taskset nothing is pinned and nothing moves.
 */
export async function claimCores(pid: number): Promise<CorePlan> {
  const plan = planCores(allowedCores());
  if (plan.workerCore === null) return plan;
  try {
    await execFileAsync('taskset', ['-a', '-c', '-p', plan.otherCores.join(','), String(pid)]);
    return plan;
  } catch {
    return { workerCore: null, otherCores: [...plan.otherCores, plan.workerCore] };
  }
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
