import { choiceOption, endedBy, ListOption, looksLikeRunFile, newProgram } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import type { CommandIo } from './command-io.js';
import { doctorCommand } from './commands/doctor.js';
import { initCommand } from './commands/init.js';
import { reportCommand } from './commands/report.js';
import type { RunFlags } from './commands/run-flags.js';
import { writeError } from './terminal/write-error.js';
import { TOOL } from './tool.js';

const EXIT_CODE_HELP = `
Exit codes: 0 done, 1 regression, 2 bad usage or input, 3 inconclusive (only with --fail-on),
4 a benchmark is missing, 5 not comparable (another environment, or base could not load it),
6 a benchmark failed, 70 an internal error, 130 interrupted.`;

const EXAMPLES = `
Examples:
  $ perf-suite run                              measures every *.bench.{ts,mts,js,mjs} below here
  $ perf-suite run --against main               compares with main, both sides measured in pairs
  $ perf-suite run --live                       with a web page and /metrics to watch it on
  $ perf-suite list                             shows what would run
  $ perf-suite doctor                           says how small a change this machine can show`;

const RUN_EXAMPLES = `
Examples:
  $ perf-suite run bench/parse.bench.ts         one file
  $ perf-suite run 'src/**/*.bench.ts' --filter 'parse|print'
  $ perf-suite run --against main --budget 2m   A/B against a branch, about two minutes at most
  $ perf-suite run --against npm:semver@7.5.1   A/B against another version of a library
  $ perf-suite run --baseline .perf/runs/old.run.json
  $ perf-suite run --format json | jq .benchmarks[].head.p50Ns
${EXIT_CODE_HELP}`;

type RunCommand = (files: readonly string[], flags: RunFlags, io: CommandIo) => Promise<ExitCode>;

/**
 * Runs a command line (without node and script) and returns the exit code. Results go to standard
 * output, all else to standard error; errors are told, never thrown.
 */
export async function runCommandLine(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODES.done;
  const lazily =
    (load: () => Promise<RunCommand>) =>
    async (files: readonly string[], flags: RunFlags): Promise<void> => {
      const command = await load();
      exitCode = await command(files, flags, io);
    };
  const program = newProgram({
    ...TOOL,
    description: 'Runs benchmarks, alone or A/B against a git ref, and tells whether something got slower',
    examples: `${EXAMPLES}\n${EXIT_CODE_HELP}`,
    out: (text) => io.out.write(text),
    err: (text) => io.err.write(text),
  }).configureHelp({ showGlobalOptions: true });
  runOptions(program.command('run').description('measures benchmarks, and compares them if asked'))
    .addHelpText('after', RUN_EXAMPLES)
    .action(lazily(async () => (await import('./commands/run.js')).run));
  sharedOptions(program.command('list').description('shows which benchmarks would run'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ perf-suite list\n  $ perf-suite list bench --filter parse --format json',
    )
    .action(lazily(async () => (await import('./commands/list.js')).list));
  const exitWith = (code: ExitCode): void => {
    exitCode = code;
  };
  initCommand(program, io, exitWith);
  doctorCommand(program, io, exitWith);
  reportCommand(program, io, exitWith);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    const ending = endedBy(error);
    if (ending.error !== null) writeError(ending.error, io, args);
    return ending.exitCode;
  }
}

/** What to look at, and how to show it: the same for every command that reads benchmark files. */
function sharedOptions(command: Command): Command {
  return command
    .argument('[files...]', 'benchmark files, folders or globs (default: **/*.bench.{ts,mts,js,mjs})')
    .option('-f, --filter <regexp>', 'only benchmarks whose id (file#group > name) matches')
    .option('--cwd <folder>', 'project folder (default: here)')
    .option('--timeout <duration>', 'longest that one benchmark may take in a round (default: 60s)')
    .option('--node-flags <flags>', 'flags for the processes that measure, in quotes')
    .addOption(choiceOption('--format <name>', 'how to show results', ['pretty', 'json']))
    .option('-q, --quiet', 'no progress')
    .option('-v, --verbose', 'each measurement, where rounds spent their time, whole stacks, all warnings')
    .option('--no-color', 'no colours; NO_COLOR does the same');
}

function runOptions(command: Command): Command {
  return sharedOptions(command)
    .option('--against <what>', 'A/B against a git ref, a folder or npm:name@version')
    .option(
      '--against-tip',
      'with a branch: its newest commit (default: where this one left it, the merge base)',
    )
    .option('--base-setup <command>', 'installs and builds the base (default: what its lockfile tells)')
    .addOption(
      new ListOption(
        '--baseline <files...>',
        'compare with earlier run files of the same environment (- is standard input)',
        looksLikeRunFile,
      ),
    )
    .option('-o, --out <file>', 'run file to write (default: .perf/runs/<time>-<commit>.run.json)')
    .option('--rounds <count>', 'fresh processes for each file (default: 10; with --against: auto)')
    .option('--time <duration>', 'measuring time for each benchmark and round (default: 90ms)')
    .option('--sample-cap <count>', 'samples kept of each benchmark and round (default: 1000)')
    .option('--budget <duration>', 'longest that measuring may take (default: no limit)')
    .option('--seed <number>', 'seed of shuffles and coins (default: a new one, noted in the run file)')
    .option('--env <name>', "name of this environment (default: the CI system's, else local)")
    .option(
      '--isolation <kind>',
      'file or task: a process for each; process: with --against, one for each side (default: file)',
    )
    .option('--audit', 'A/B a second time in variant processes, to warn where they disagree')
    .option('--min-effect <percent>', 'smallest change at p50 worth acting on (default: 2.5%)')
    .option(
      '--percentile <names>',
      'percentiles that decide verdicts; the other only warns (default: p50,p95)',
    )
    .option(
      '--fail-on <findings>',
      'of regressed,failed,missing,incomparable,inconclusive; or none (default: the first four)',
    )
    .option('--live', 'serve a web page, a WebSocket stream and /metrics while it runs')
    .option('--live-keep <duration>', 'with --live: keep serving after the run (Ctrl-C ends it)')
    .option('--host <address>', 'address for --live (default: 127.0.0.1)')
    .option('--port <port>', 'port of page and stream (default: 8765, or the next free)')
    .option('--metrics-port <port>', 'port of /metrics (default: 8000, or the next free)')
    .option('--public-url <url>', 'with --live: address behind a proxy (https://perf.example.org/base)')
    .option('--tls-cert <file>', 'PEM certificate; with --tls-key, --live speaks TLS')
    .option('--tls-key <file>', 'PEM private key')
    .option('--metrics-file <file>', 'metrics.yaml that declares the metrics that benchmarks set');
}
