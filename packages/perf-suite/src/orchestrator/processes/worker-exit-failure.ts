import type { Failure } from '@perf-suite/schema';
import type { Stage } from '../../wire/stage-clock.js';
import type { Reached } from './worker-exit.js';

/** How a worker ended, as far as the reason matters here. */
export interface WorkerEnd {
  readonly kind: 'finished' | 'timeout' | 'garbled' | 'exited' | 'out-of-memory' | 'killed' | 'stopped';
  readonly exitCode: number | null;
  readonly signalName: string | null;
  /** What it printed last. */
  readonly output: string;
  readonly reached: Reached | null;
}

export interface EndContext {
  readonly round: number;
  readonly timeoutMs: number;
  /** Killed from outside before, in this same round. */
  readonly repeated: boolean;
}

/** Returns why the benchmark that a worker died on failed; null when the end is no failure. */
export function failureOf(end: WorkerEnd, { round, timeoutMs, repeated }: EndContext): Failure | null {
  const at = `in round ${round + 1}`;
  switch (end.kind) {
    case 'finished':
    case 'stopped':
      return null;
    case 'timeout':
      return {
        reason: 'timeout',
        round,
        message: `did not end within ${timeoutMs / 1000} s ${at}${stuckAt(end.reached)}; its process was ended`,
      };
    case 'garbled':
      return {
        reason: 'exited',
        round,
        message: `garbled its results ${at}: they go over file descriptor 3, which the code wrote to as well; its process was ended`,
      };
    case 'out-of-memory':
      return { reason: 'out-of-memory', round, message: `ran out of memory ${at}${said(end.output)}` };
    case 'exited':
      return {
        reason: 'exited',
        round,
        message: `ended its process with exit code ${end.exitCode ?? 'unknown'} ${at}${said(end.output)}`,
      };
    case 'killed': {
      const again = repeated ? ', twice' : '';
      if (CRASHES.has(end.signalName ?? '')) {
        const message = `its process crashed with ${end.signalName} ${at}${again}${said(end.output)}`;
        return { reason: 'crashed', round, message };
      }
      const message = `its process was killed from outside by ${end.signalName ?? 'a signal'} ${at}${again}`;
      return { reason: 'killed', round, message };
    }
  }
}

/** Begins the message of what happened before any benchmark was known. */
export const WHILE_LOADING = 'while loading, it ';

/** Where it stood, and what may well have kept it there: what waits for a clock that stands still never ends. */
function stuckAt(reached: Reached | null): string {
  const stage = STAGE_NAMES.get(reached?.stage ?? 'rest');
  const clocks = reached?.replacedClocks ?? [];
  return [
    stage === undefined ? '' : `, ${stage}`,
    clocks.length === 0
      ? ''
      : ` (time may be faked: ${clocks.join(', ')} ${clocks.length === 1 ? 'is' : 'are'} not Node's own)`,
  ].join('');
}

const STAGE_NAMES: ReadonlyMap<Stage, string> = new Map([
  ['setUp', 'still in its setup'],
  ['warmUp', 'still warming up'],
  ['measure', 'still being measured'],
]);

/** Signals that code brings on itself. */
const CRASHES = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP']);

/** Returns what a person can do about a failure; its message says how far it came. */
export function hintFor({ reason, message }: Pick<Failure, 'reason' | 'message'>): string {
  switch (reason) {
    case 'load':
      return 'Fix what keeps the file from loading.';
    case 'setup':
      return 'Fix that hook, or check what it needs (files, ports, variables).';
    case 'threw':
      return 'Fix the benchmark, or let it catch the errors that belong to its work.';
    case 'rejected':
      return 'Fix the promise that it returned or left behind, or catch its error inside.';
    case 'timeout':
      return `${timeoutRemedy(message)}, or allow more time with --timeout 5m.`;
    case 'exited':
      return 'Take the process.exit(), or what writes to file descriptor 3, out of the measured code.';
    case 'out-of-memory':
      return 'Keep less data between calls, or allow more memory with nodeFlags: ["--max-old-space-size=4096"] in the config.';
    case 'crashed':
      return 'A native addon or Node itself failed: take it out of the benchmark, or try another version of it.';
    case 'killed':
      return 'Find out what killed it: the kernel when memory runs out (dmesg), a container limit, or a CI time limit.';
    case 'no-samples':
      return 'Give it more time with --time 500ms.';
  }
}

function timeoutRemedy(message: string): string {
  if (message.startsWith(WHILE_LOADING))
    return 'Take what waits or takes long out of the top level of the file and of what it imports';
  if (message.includes(STAGE_NAMES.get('setUp') ?? '')) return 'Make its setup shorter';
  return 'Make one call (or its setup) shorter';
}

function said(output: string): string {
  const lines = output.trim().split('\n');
  // Below its reason V8 prints its own stack.
  const line = (lines.find((one) => one.startsWith('FATAL ERROR: ')) ?? lines.at(-1) ?? '').trim();
  return line === '' ? '' : `, saying: ${line.slice(0, 200)}`;
}
