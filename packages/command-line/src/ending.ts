import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { CommanderError } from 'commander';
import { hideSecrets } from './hide-secrets.js';
import { printable } from './printable.js';

/** How a command ended that threw. */
export interface Ending {
  readonly exitCode: ExitCode;
  /** What went wrong and what to do, to be printed on standard error; null when that is done, or nothing went wrong. */
  readonly error: { readonly message: string; readonly hint: string | undefined } | null;
}

/** Returns how a thrown error ends a command; a mistake of the tool itself is reported with its stack. */
export function endedBy(error: unknown): Ending {
  if (error instanceof CommanderError) {
    // Commander has printed what was wrong; --help and --version end so too.
    return { exitCode: error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.badInput, error: null };
  }
  const hint = tooManyOpenFiles(error) ? TOO_MANY_OPEN_FILES : undefined;
  if (error instanceof PerfError) {
    // An error may hold the address that something failed at.
    const reported = {
      message: hideSecrets(error.message),
      hint: hint ?? (error.hint && hideSecrets(error.hint)),
    };
    return { exitCode: hint === undefined ? exitCodeOf(error) : EXIT_CODES.internalError, error: reported };
  }
  const message = hideSecrets(`internal error: ${error instanceof Error ? error.stack : String(error)}`);
  return { exitCode: EXIT_CODES.internalError, error: { message, hint } };
}

const TOO_MANY_OPEN_FILES =
  'This process may open too few files: raise the limit (ulimit -n 1024), then run it again.';

/** True where the system's limit of open files is behind an error, however deep. */
function tooManyOpenFiles(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EMFILE' || code === 'ENFILE' || tooManyOpenFiles(error.cause);
}

/** Prints a thrown error on standard error, and returns the exit code it earns. */
export function endWith(error: unknown, name: string, writeError: (text: string) => void): ExitCode {
  const { exitCode, error: reported } = endedBy(error);
  if (reported !== null) {
    const message = reported.message.split(/\r?\n/).map(printable).join('\n');
    writeError(
      `${name}: ${message}\n${reported.hint === undefined ? '' : `  ${printable(reported.hint)}\n`}`,
    );
  }
  return exitCode;
}

function exitCodeOf({ code }: PerfError): ExitCode {
  switch (code) {
    case 'interrupted':
      return EXIT_CODES.interrupted;
    case 'not-comparable':
      return EXIT_CODES.notComparable;
    case 'benchmark-failed':
    case 'worker-died':
      return EXIT_CODES.benchmarkFailed;
    case 'internal':
      return EXIT_CODES.internalError;
    default:
      return EXIT_CODES.badInput;
  }
}
