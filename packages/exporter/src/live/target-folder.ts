import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { EXPIRY_MS } from './live-target.js';

/** `<pid>@<machine>@<run>.json`: who wrote a target file. Other files of the folder are not touched. */
const TARGET_FILE = /^(\d{1,10})@([^@]*)@[^@]+\.json$/;

/** Returns the name of a run's target file; Prometheus reads all that end in `.json`. */
export function targetFileName(run: string, pid: number): string {
  return `${pid}@${plain(hostname())}@${plain(run)}.json`;
}

function plain(text: string): string {
  return text.replace(/[^\w.-]/g, '_').slice(0, 100);
}

/**
 * Removes the target files of runs that were killed. A run touches its file every few seconds. Whose process this
 * machine no longer has is gone; whose file was not touched for half a minute is gone too, wherever it ran. That
 * time is counted on this process's own clock, since the clock of another machine may differ.
 */
export class TargetFolder {
  readonly #folder: string;
  readonly #nowMs: () => number;
  /** What each file's time of change was, and since when. */
  readonly #seen = new Map<string, { readonly changedMs: number; readonly sinceMs: number }>();

  /** @param nowMs a clock that never goes back */
  constructor(folder: string, nowMs: () => number) {
    this.#folder = folder;
    this.#nowMs = nowMs;
  }

  /** Looks once; a folder that is not there, or takes no changes, is left alone. */
  async removeAbandoned(): Promise<void> {
    const names = (await readdir(this.#folder).catch(() => [])).filter((name) => TARGET_FILE.test(name));
    for (const name of this.#seen.keys()) if (!names.includes(name)) this.#seen.delete(name);
    for (const name of names) {
      const path = join(this.#folder, name);
      const changedMs = (await stat(path).catch(() => null))?.mtimeMs;
      if (changedMs === undefined) continue;
      const seen = this.#seen.get(name);
      if (seen?.changedMs !== changedMs) this.#seen.set(name, { changedMs, sinceMs: this.#nowMs() });
      const untouched = seen?.changedMs === changedMs && this.#nowMs() - seen.sinceMs > EXPIRY_MS;
      if (untouched || isOfDeadProcess(name)) await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

/** Whether it was written on this machine by a process that is no more. */
function isOfDeadProcess(name: string): boolean {
  const [, pid, machine] = TARGET_FILE.exec(name) ?? [];
  if (machine !== plain(hostname())) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (cause) {
    // Otherwise it lives, but belongs to someone else.
    return (cause as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
