import {
  addCompletion,
  endWith,
  newProgram,
  secretsOfArguments,
  withoutGiven,
} from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import { VERSION } from '../tool.js';
import { addImportCommand } from './import-command.js';
import type { CommandIo, GuardedIo } from './io.js';
import { addKeepingCommands } from './keeping-commands.js';
import { addNetworkCommands } from './network-commands.js';
import { addReadingCommands } from './reading-commands.js';

const EXAMPLES = `
Examples:
  $ perf-history add
      adds all runs and reports of .perf/runs to .perf/history.db; what is there already stays as it is
  $ perf-history list
  $ perf-history show 'parse.bench.ts#json > small'
  $ perf-history add .perf/runs --store postgres://perf@db.example.org/perf
  $ perf-history add .perf/runs --store git
      keeps runs on the branch perf-history of this repository, and pushes it: no server is needed`;

/**
 * Runs the command line (without node and script) and returns the exit code. Errors are printed on
 * standard error, never thrown.
 */
export async function main(args: readonly string[], world: CommandIo): Promise<ExitCode> {
  const secrets = secretsOfArguments(args);
  const { nowMs, environment, stop } = world;
  secrets.addAddress(environment.PERF_HISTORY_STORE ?? '');
  const io: GuardedIo = { ...withoutGiven(secrets, world), nowMs, environment, stop, secrets };
  let exitCode: ExitCode = EXIT_CODES.done;
  const program = commandLine(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (stop.aborted) return EXIT_CODES.interrupted;
    return endWith(error, 'perf-history', io.err);
  }
}

function commandLine(io: GuardedIo, finish: (code: ExitCode) => void): Command {
  const program = newProgram({
    name: 'perf-history',
    version: VERSION,
    description: 'Keeps benchmark runs and their verdicts, in a file, a database or a git branch',
    examples: EXAMPLES,
    out: io.out,
    err: io.err,
  });
  addKeepingCommands(program, io, finish);
  addImportCommand(program, io, finish);
  addReadingCommands(program, io, finish);
  addNetworkCommands(program, io, finish);
  addCompletion(program, io.out);
  return program;
}
