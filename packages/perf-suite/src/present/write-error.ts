import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import type { CommandIo } from '../command-io.js';
import { TOOL } from '../tool.js';
import { lookFor } from './terminal-look.js';

/** Returns the exit code that an error earns. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (!(error instanceof PerfError)) return EXIT_CODES.badInput;
  switch (error.code) {
    case 'interrupted':
      return EXIT_CODES.interrupted;
    case 'not-comparable':
      return EXIT_CODES.notComparable;
    case 'benchmark-failed':
    case 'timeout':
    case 'worker-died':
      return EXIT_CODES.benchmarkFailed;
    default:
      return EXIT_CODES.badInput;
  }
}

/** Writes what went wrong and what to do; for a mistake of this tool itself the whole stack. */
export function writeError(error: unknown, { err, variables }: CommandIo, args: readonly string[]): void {
  const { colors } = lookFor(err, { color: !args.includes('--no-color') }, variables);
  const name = colors.bold(colors.red(TOOL.name));
  if (error instanceof PerfError) {
    err.write(
      `${name}: ${error.message}\n${error.hint === undefined ? '' : `  ${colors.dim(error.hint)}\n`}`,
    );
    return;
  }
  err.write(`${name}: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
}
