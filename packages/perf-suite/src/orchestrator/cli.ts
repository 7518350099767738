import { addCompletion, endedBy, hideSecrets, newProgram, printable } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import { CommanderError } from 'commander';
import type { CommandIo } from './command-io.js';
import { bisectCommand } from './commands/bisect.js';
import { doctorCommand } from './commands/doctor.js';
import { initCommand } from './commands/init.js';
import { loadCommand } from './commands/load.js';
import { reportCommand } from './commands/report.js';
import { addRunOptions } from './commands/run-flags.js';
import { DEFAULT_FILES_TEXT } from './plan/benchmark-file-patterns.js';
import { writeError } from './terminal/write-error.js';
import { TOOL } from './tool.js';

const EXIT_CODE_HELP = `
Exit codes: 0 done, 1 regression, 2 bad usage or input, 3 inconclusive (only with --fail-on),
4 a benchmark is missing, or nothing could be compared, 5 not comparable (another environment, or base
could not load it), 6 a benchmark failed, 7 over a budget, 70 an internal error, 130 interrupted.`;

const EXAMPLES = `
Examples:
  $ perf-suite run                              measures every benchmark file below here
  $ perf-suite run --against main               compares with main, both sides measured in pairs
  $ perf-suite run --live                       with a web page and /metrics to watch it on
  $ perf-suite bisect --good v1.4.0             finds the commit that made a benchmark slower
  $ perf-suite load http://127.0.0.1:3000/      sends load to a service, and shows its latencies
  $ perf-suite list                             shows what would run
  $ perf-suite doctor                           reports the smallest change that this machine can detect`;

const RUN_EXAMPLES = `
Examples:
  $ perf-suite run bench/parse.bench.ts         one file
  $ perf-suite run 'src/**/*.bench.ts' --filter 'parse|print'
  $ perf-suite run --against main --budget 2m   A/B against a branch, about two minutes at most
  $ perf-suite run --against npm:semver@7.5.1   A/B against another version of a library
  $ perf-suite run --baseline .perf/runs/old.run.json
  $ perf-suite run --command 'node dist/cli.js in.txt' --against main
  $ perf-suite run --watch                      while editing: again at each save
  $ perf-suite run --format json | jq .benchmarks[].head.p50Ns
${EXIT_CODE_HELP}`;

type RunCommand<Flags> = (files: readonly string[], flags: Flags, io: CommandIo) => Promise<ExitCode>;

/**
 * Runs a command line (without node and script) and returns the exit code. Results go to standard
 * output, all else to standard error; errors are reported, never thrown.
 */
export async function runCommandLine(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODES.done;
  const lazily =
    <Flags>(load: () => Promise<RunCommand<Flags>>) =>
    async (files: readonly string[], flags: Flags): Promise<void> => {
      const command = await load();
      exitCode = await command(files, flags, io);
    };
  const program = newProgram({
    ...TOOL,
    description: 'Runs benchmarks, alone or A/B against a git ref, and reports what got slower',
    examples: `${EXAMPLES}\n${EXIT_CODE_HELP}`,
    out: (text) => io.out.write(text),
    err: (text) => io.err.write(text),
  });
  const run = program.command('run').description('measures benchmarks, and compares them if asked');
  addRunOptions(run.argument('[files...]', FILES), 'run')
    .addHelpText('after', RUN_EXAMPLES)
    .action(lazily(async () => (await import('./commands/run.js')).run));
  const list = program.command('list').description('shows which benchmarks would run');
  addRunOptions(list.argument('[files...]', FILES), 'list')
    .addHelpText(
      'after',
      '\nExamples:\n  $ perf-suite list\n  $ perf-suite list bench --filter parse --format json',
    )
    .action(lazily(async () => (await import('./commands/list.js')).list));
  const exitWith = (code: ExitCode): void => {
    exitCode = code;
  };
  loadCommand(program, io, exitWith);
  bisectCommand(program, io, exitWith);
  initCommand(program, io, exitWith);
  doctorCommand(program, io, exitWith);
  reportCommand(program, io, exitWith);
  addCompletion(program, (text) => io.out.write(text));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    const ending = endedBy(error);
    if (ending.error !== null) writeError(ending.error, io, args);
    else if (isUnknownCommand(error)) hintToRun(args, io);
    return ending.exitCode;
  }
}

function isUnknownCommand(error: unknown): boolean {
  return error instanceof CommanderError && error.code === 'commander.unknownCommand';
}

/** A file in the place of a command was meant to be measured. */
function hintToRun(args: readonly string[], io: CommandIo): void {
  const file = args.find((arg) => /^[^-].*[./*]/.test(arg));
  if (file !== undefined) io.err.write(`  To measure it: perf-suite run ${hideSecrets(printable(file))}\n`);
}

const FILES = `benchmark files, folders or globs (default: ${DEFAULT_FILES_TEXT})`;
