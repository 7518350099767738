import { WROTE_LAST } from '@perf-suite/schema/wrote-last';
import { CommandFailure, lastLines, type ProcessEnd } from '../command/command-failure.js';

/** When a service ended: it should have gone on until it is told to end. */
export type WhenEnded = 'before it was ready' | 'while it was warmed up' | 'while it was measured';

/** Signals that a program brings on itself. */
const CRASHES = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP']);

/** Returns the failure of a service that ended by itself. */
export function endedByItself(
  { exitCode, signalName }: ProcessEnd,
  when: WhenEnded,
  output: string,
): CommandFailure {
  const last = lastLines(output);
  if (signalName !== null) {
    const isCrash = CRASHES.has(signalName);
    return new CommandFailure(
      isCrash ? 'crashed' : 'killed',
      `the service was ended by ${signalName} ${when}${last}`,
      isCrash
        ? 'The program itself failed: start it by hand in the same folder, and send it the same requests.'
        : 'Find out what killed it: the kernel when memory runs out (dmesg), a container limit, or the service itself.',
    );
  }
  return new CommandFailure(
    'exited',
    `the service ended with exit code ${exitCode} ${when}${last}`,
    hintForExit(exitCode, output),
  );
}

function hintForExit(exitCode: number | null, output: string): string {
  if (output.includes('EADDRINUSE'))
    return 'The services of base and head run at the same time: let each port come from PORT, or from the system (0).';
  if (exitCode === 0) return 'Let it run until it is ended: in the foreground, not as a daemon.';
  return 'Start it by hand in the same folder, with a free port in the variable PORT.';
}

/** Lines, and characters, of what a service wrote last that a message repeats. */
const MOST_LINES = 10;
const MOST_CHARACTERS = 2000;

function wroteLast(output: string): string {
  const lines = output.trim().slice(-MOST_CHARACTERS).split('\n').slice(-MOST_LINES);
  return lines.join('') === '' ? '; it wrote nothing' : `${WROTE_LAST}${lines.join('\n')}`;
}

/** Where it listens instead is known on Linux. */
export function doesNotListen(
  port: number,
  { limitMs, otherPorts, output }: { limitMs: number; otherPorts: readonly number[]; output: string },
): CommandFailure {
  const elsewhere = otherPorts.length === 0 ? '' : `; it listens on ${otherPorts.join(', ')}`;
  return new CommandFailure(
    'setup',
    `the service did not listen on port ${port} within ${limitMs / 1000} s, which it was given in the variable PORT${elsewhere}${wroteLast(output)}`,
    'Let it listen on the port in PORT (in Node: process.env.PORT), or allow more time: startTimeout.',
  );
}

export function neverReady(
  path: string,
  { limitMs, answer, output }: { limitMs: number; answer: string; output: string },
): CommandFailure {
  return new CommandFailure(
    'setup',
    `the service was not ready within ${limitMs / 1000} s: GET ${path} gave ${answer}${wroteLast(output)}`,
    'Name a path that it answers with a status below 400 once it is ready (ready), or allow more time (startTimeout).',
  );
}

/** What no request of which was answered as it must be, in all that were sent. */
export interface Unanswered {
  readonly count: number;
  /** The most frequent failure. */
  readonly kind: string;
  readonly example: string;
}

/** Returns the failure of a service, or of one of its requests, that gave no good answer at all. */
export function onlyErrors(
  what: string,
  { count, kind, example }: Unanswered,
  output: string,
): CommandFailure {
  return new CommandFailure(
    'no-samples',
    `${what} answered none of ${count} requests as it must: ${kind === 'status' || kind === 'check' ? example : `${kind} (${example})`}${wroteLast(output)}`,
    HINTS[kind] ?? 'Start it by hand in the same folder, and send it the same request.',
  );
}

const HINTS: Readonly<Record<string, string>> = {
  timeout: 'Find out why it does not answer, or give requests more time (timeout), or send less.',
  status:
    'Ask for what the service has, or say which status is expected (check: { status: 404 }) with the request.',
  check: 'Compare the answer with the check of the request.',
  protocol: 'Give the version of HTTP that it speaks (http), and tls: true where it speaks TLS.',
  tls: 'Leave tls out where it speaks plain HTTP.',
};
