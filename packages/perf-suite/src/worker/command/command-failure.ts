import { WROTE_LAST } from '@perf-suite/schema/wrote-last';
import type { BenchmarkFailedMessage } from '../../wire/protocol.js';

/** Lines, and characters, of what a command wrote last that a message on its failure repeats. */
const MOST_LINES = 10;
const MOST_CHARACTERS = 2000;

/** An execution of a command did not end as it should. */
export class CommandFailure extends Error {
  readonly reason: BenchmarkFailedMessage['reason'];
  readonly hint: string;

  constructor(reason: BenchmarkFailedMessage['reason'], message: string, hint: string) {
    super(message);
    this.reason = reason;
    this.hint = hint;
  }
}

/** How a process ended. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signalName: NodeJS.Signals | null;
}

/** Signals that a program brings on itself. */
const CRASHES = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP']);

/** Returns the failure of an execution that ended in another way than with the exit code expected. */
export function failedEnd(
  { exitCode, signalName }: ProcessEnd,
  expected: number,
  output: string,
): CommandFailure {
  const last = lastLines(output);
  if (signalName !== null) {
    const isCrash = CRASHES.has(signalName);
    return new CommandFailure(
      isCrash ? 'crashed' : 'killed',
      `the command was ended by ${signalName}${last}`,
      isCrash
        ? 'The program itself failed: start it by hand in the same folder.'
        : 'Find out what killed it: the kernel when memory runs out (dmesg), a container limit, or the command itself.',
    );
  }
  const wanted = expected === 0 ? '' : `, expected ${expected}`;
  return new CommandFailure(
    'exited',
    `the command ended with exit code ${exitCode}${wanted}${last}`,
    'Start it by hand in the same folder. Where that exit code is no failure, name it: exitCode in the benchmark file.',
  );
}

/** What could not be started, in messages. */
type Started = 'command' | 'service';

export function noFolder(cwd: string, what: Started = 'command'): CommandFailure {
  return new CommandFailure(
    'setup',
    `the ${what} could not be started: there is no folder ${cwd}`,
    'Commit that folder, so that each side has it, or name another one: cwd in the benchmark file.',
  );
}

export function noProgram(program: string, cwd: string, what: Started = 'command'): CommandFailure {
  return new CommandFailure(
    'setup',
    `the ${what} could not be started in ${cwd}: there is no program "${program}" that may be executed`,
    'Install it, or name its file. Pipes, wildcards and built-ins of the shell need shell: true (--shell).',
  );
}

/** Returns the failure of what the system did not start. */
export function notStarted({ message }: Error, cwd: string, what: Started = 'command'): CommandFailure {
  return new CommandFailure(
    'setup',
    `the ${what} could not be started in ${cwd}: ${message}`,
    'See that the machine has memory, processes and open files left.',
  );
}

/** Names an error, in most languages. */
const ERROR = /^\s*(uncaught\s+)?[\w.]*(error|exception|fatal|panic)\b/i;
/** What Node writes after an error. */
const AFTER_ERROR = /^\s*(at .*|Node\.js v[\d.]+|\}?)\s*$/;

/** The line that tells what happened, then, where there are more, the last few; to follow what happened. */
export function lastLines(output: string): string {
  const text = output.trim().slice(-MOST_CHARACTERS);
  if (text === '') return ', and wrote nothing';
  const lines = text.split('\n');
  const telling =
    lines.findLast((line) => ERROR.test(line)) ?? lines.findLast((line) => !AFTER_ERROR.test(line));
  const told = (telling ?? (lines.at(-1) as string)).trim();
  return lines.length === 1 ? `: ${told}` : `: ${told}${WROTE_LAST}${lines.slice(-MOST_LINES).join('\n')}`;
}
