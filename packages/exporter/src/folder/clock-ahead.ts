import type { FolderFile } from './folder-file.js';

/** Clocks of machines differ, by less than this where they are kept right. */
const TOLERATED_MS = 10 * 60_000;

export interface ClockAhead {
  /** From when on the file can be used. */
  readonly usableFromMs: number;
  readonly message: string;
}

/**
 * Returns why a run or report that is dated in the future is not used yet, or null where it can be. It would stay the
 * newest until that date, and nobody would see that nothing newer comes.
 */
export function clockAhead(file: FolderFile, path: string, nowMs: number): ClockAhead | null {
  const latestMs = Math.max(...datesOf(file).map((date) => Date.parse(date)));
  if (!(latestMs > nowMs + TOLERATED_MS)) return null;
  const date = new Date(latestMs).toISOString();
  const minutes = Math.round((latestMs - nowMs) / 60_000);
  return {
    usableFromMs: latestMs - TOLERATED_MS,
    message: `${path}: expected a date of the past, found ${date}, ${minutes} minutes ahead of this clock: not used until then; set the clock of the machine that wrote it, or of this one`,
  };
}

function datesOf(file: FolderFile): readonly string[] {
  if (file.kind === 'run') return [file.run.startedAt, file.run.finishedAt];
  if (file.kind === 'analysis') return [file.analysis.createdAt];
  return file.kind === 'report' ? [file.report.run.startedAt, file.report.createdAt] : [];
}
