import { createHash } from 'node:crypto';
import type { ChangeEntry } from '@perf-suite/schema';
import type { HistoryRun, RunVerdicts } from '../../model/history-run.js';

/** Returns where a run is kept on the branch: by month, so that no folder gets too large. */
export function runPath({ id, startedAtMs }: Pick<HistoryRun, 'id' | 'startedAtMs'>): string {
  return `runs/${datedName(id, startedAtMs)}.json.gz`;
}

/** Returns where the run's own file is kept, if it is. */
export function rawPath({ id, startedAtMs }: Pick<HistoryRun, 'id' | 'startedAtMs'>): string {
  return `files/${datedName(id, startedAtMs)}.run.json.gz`;
}

/** Returns where the verdicts of one report are kept: a later one gets a file of its own. */
export function verdictsPath({ run, createdAtMs }: RunVerdicts): string {
  return `verdicts/${datedName(run, createdAtMs)}.json.gz`;
}

export function changePath({ id }: Pick<ChangeEntry, 'id'>): string {
  return `changes/${hashOf(id)}.json`;
}

/** `2026/03/20260301T100000-1a2b3c4d5e6f` */
function datedName(id: string, atMs: number): string {
  const time = new Date(atMs).toISOString().replace(/[-:]|\.\d+Z$/g, '');
  return `${time.slice(0, 4)}/${time.slice(4, 6)}/${time}-${hashOf(id)}`;
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 12);
}
