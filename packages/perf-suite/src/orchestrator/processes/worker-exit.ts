import type { Stage } from '../../wire/stage-clock.js';

/** How a worker ended, and what it used. */
export interface WorkerExit {
  /**
   * `finished`: it did its job. `stopped`: it was asked to stop and did, after its slice. `timeout`: the
   * watchdog killed it. `garbled`: what it sent was no protocol, and it was killed. `exited`: the user's code ended the process. `out-of-memory`: V8 gave up.
   * `killed`: a signal from outside, or the caller's `signal`.
   */
  readonly kind: 'finished' | 'timeout' | 'garbled' | 'exited' | 'out-of-memory' | 'killed' | 'stopped';
  readonly exitCode: number | null;
  readonly signalName: string | null;
  /** The end of what the user's code printed, stdout and stderr together. */
  readonly output: string;
  readonly durationMs: number;
  readonly rssStartBytes: number;
  readonly rssPeakBytes: number;
  readonly rssEndBytes: number;
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  /** Id of the benchmark that was worked on when it ended; null before, between and after benchmarks. */
  readonly current: string | null;
  /** How far that benchmark had come; null before its set-up. */
  readonly reached: Reached | null;
}

export interface Reached {
  readonly stage: Stage;
  /** Names of clocks and timers that were not Node's own any more when the stage began. */
  readonly replacedClocks: readonly string[];
}

interface Ending {
  readonly finished: boolean;
  readonly stopRequested: boolean;
  readonly timedOut: boolean;
  readonly garbled: boolean;
  readonly exitCode: number | null;
  readonly signalName: string | null;
  readonly output: string;
}

/** Finds out why a process ended from what its parent saw. */
export function exitKind(ending: Ending): WorkerExit['kind'] {
  if (ending.garbled) return 'garbled';
  if (ending.finished) return ending.stopRequested ? 'stopped' : 'finished';
  if (ending.timedOut) return 'timeout';
  if (isOutOfMemory(ending)) return 'out-of-memory';
  return ending.signalName === null ? 'exited' : 'killed';
}

/** V8 prints this before it aborts, as a signal or, behind some launchers, as exit code 134. */
function isOutOfMemory({ output, signalName, exitCode }: Ending): boolean {
  const gaveUp = signalName !== null || exitCode === 134 || exitCode === 133;
  return (
    gaveUp &&
    /FATAL ERROR: .*(?:heap out of memory|Allocation failed|invalid table size|invalid array length)/i.test(
      output,
    )
  );
}
