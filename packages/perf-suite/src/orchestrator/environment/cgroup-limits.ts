import type { ReadText } from './read-text.js';

/** What the control groups around this process allow; null where they set no limit. */
export interface CgroupLimits {
  /** CPU time per wall time: 1.5 is one core and a half. */
  readonly cores: number | null;
  readonly memoryBytes: number | null;
}

/** Above any real machine: cgroup v1 writes "no limit" as a number near 2^63. */
const UNLIMITED_BYTES = 2 ** 60;

/**
 * Returns the tightest limits over this process's control group and all groups above it, for
 * cgroup v2 and v1, inside a container as well as outside.
 * Source: Linux Documentation/admin-guide/cgroup-v2.rst (cpu.max, memory.max) and cgroup-v1.
 */
export function readCgroupLimits(readText: ReadText): CgroupLimits {
  const cores: (number | null)[] = [];
  const memory: (number | null)[] = [];
  for (const { controllers, path } of membership(readText('/proc/self/cgroup') ?? '')) {
    for (const folder of foldersUpwards(path)) {
      if (controllers.length === 0) {
        cores.push(quotaFromMax(readText(`/sys/fs/cgroup${folder}/cpu.max`)));
        memory.push(bytesFrom(readText(`/sys/fs/cgroup${folder}/memory.max`)));
      }
      if (controllers.includes('cpu')) {
        cores.push(...v1Mounts(controllers, 'cpu').map((mount) => v1Quota(readText, `${mount}${folder}`)));
      }
      if (controllers.includes('memory')) {
        memory.push(bytesFrom(readText(`/sys/fs/cgroup/memory${folder}/memory.limit_in_bytes`)));
      }
    }
  }
  return { cores: smallest(cores), memoryBytes: smallest(memory) };
}

/** Parses /proc/self/cgroup: lines of `id:controllers:path`; v2 has no controllers. */
function membership(text: string): { controllers: string[]; path: string }[] {
  return text
    .split('\n')
    .map((line) => /^\d+:([^:]*):(\/.*)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({ controllers: (match[1] ?? '').split(',').filter(Boolean), path: match[2] ?? '/' }));
}

/** `/a/b` gives `/a/b`, `/a` and the mount itself: in a container the path may be one of the host. */
function foldersUpwards(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  return Array.from({ length: parts.length + 1 }, (_, i) =>
    parts
      .slice(0, parts.length - i)
      .map((part) => `/${part}`)
      .join(''),
  );
}

function v1Mounts(controllers: readonly string[], name: string): string[] {
  return [...new Set([`/sys/fs/cgroup/${name}`, `/sys/fs/cgroup/${controllers.join(',')}`])];
}

function v1Quota(readText: ReadText, folder: string): number | null {
  const quota = readText(`${folder}/cpu.cfs_quota_us`)?.trim();
  const period = readText(`${folder}/cpu.cfs_period_us`)?.trim();
  return quotaFromMax(quota && period ? `${quota} ${period}` : null);
}

/** Parses `<quota> <period>` in microseconds, where the quota may be `max` (v2) or -1 (v1). */
function quotaFromMax(text: string | null): number | null {
  const [quota, period] = (text ?? '').trim().split(/\s+/).map(Number);
  return quota !== undefined && period !== undefined && quota > 0 && period > 0 ? quota / period : null;
}

function bytesFrom(text: string | null): number | null {
  const bytes = Number.parseInt(text ?? '', 10);
  return bytes > 0 && bytes < UNLIMITED_BYTES ? bytes : null;
}

function smallest(limits: readonly (number | null)[]): number | null {
  const set = limits.filter((limit) => limit !== null);
  return set.length === 0 ? null : Math.min(...set);
}
