import { readFileSync } from 'node:fs';
import { nowMs, setTimeout } from '../measure/clock.js';
import { treeOf } from './process-tree.js';

/** What is used for the last time within so long of its end is not seen. */
const LOOK_EVERY_MS = 2;

/** A longer execution is looked at less often: 1 % of the time so far. */
const SHARE_OF_TIME = 0.01;

/** Where more of the time than this lay behind the last look, too little was seen: right at its start a program has little. */
const MOST_UNSEEN_SHARE = 0.2;

export interface PeakMemory {
  /**
   * Stops looking; to be called at the end. Returns the most resident memory that one process had; null where the last
   * look was long before the end, as that of a program that takes but milliseconds.
   */
  stop(): number | null;
}

/**
 * Watches a process and its children, and theirs, from outside. The system itself keeps each one's peak, so that what
 * lies between two looks is seen at the second one. Only on Linux.
 */
export function watchPeakMemory(pid: number): PeakMemory {
  let peakBytes = 0;
  let lookedAtMs = 0;
  let timer: NodeJS.Timeout | undefined;
  const startMs = nowMs();
  const look = (): void => {
    const found = Math.max(...treeOf(pid).map(peakOf));
    if (found > 0) lookedAtMs = nowMs();
    peakBytes = Math.max(peakBytes, found);
    timer = setTimeout(look, Math.max(LOOK_EVERY_MS, SHARE_OF_TIME * (nowMs() - startMs)));
  };
  if (process.platform === 'linux') look();
  return {
    stop() {
      clearTimeout(timer);
      const endMs = nowMs();
      const isSeen = endMs - lookedAtMs <= MOST_UNSEEN_SHARE * (endMs - startMs);
      return peakBytes > 0 && isSeen ? peakBytes : null;
    },
  };
}

function peakOf(pid: number): number {
  const status = textOf(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** Empty where the process has ended meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
