import { resolve } from 'node:path';
import { choiceOption, parseRatio } from '@perf-suite/command-line';
import type { ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { SETTINGS_TABLE, type SettingKey } from '../config/settings-table.js';
import { optionOf, type RunFlags, settingsFromFlags } from './run-flags.js';

interface BisectFlags extends RunFlags {
  readonly good: string;
  readonly bad: string;
  readonly intoMerges?: boolean;
  readonly errorRate?: string;
  readonly restart?: boolean;
  readonly format?: 'text' | 'json';
}

/** The settings of a run that mean the same for each of a search's comparisons. */
const SETTINGS: readonly SettingKey[] = [
  'minimumEffect',
  'percentile',
  'time',
  'warmup',
  'timeout',
  'isolation',
  'nodeFlags',
  'baseSetup',
];

const DEFAULT_ERROR_RATE = 0.01;

const HELP = `
Examples:
  $ perf-suite bisect --good v1.4.0              what has got slower since, and in which commit
  $ perf-suite bisect --good v1.4.0 --bad main "parse a list"
  $ perf-suite bisect --good HEAD~40 --base-setup 'npm ci && npm run build'

Run the same command again to go on with a search that was interrupted.

Exit codes: 0 all of the slowdown was traced to single commits, 2 bad usage or input, 3 it was traced to a range of
commits, or could not be told, 4 bad is not slower than good, 5 good or bad cannot run the benchmark, 70 an internal
error, 130 interrupted.`;

/** Adds `bisect` to the program and returns it. */
export function bisectCommand(
  program: Command,
  io: CommandIo,
  exitWith: (exitCode: ExitCode) => void,
): Command {
  const command = program
    .command('bisect')
    .description('finds the commit that made a benchmark slower')
    .argument('[benchmark]', 'name of a benchmark, or a part of it (default: the one slowed most)')
    .requiredOption('--good <ref>', 'commit that is still fast')
    .option('--bad <ref>', 'commit that is slow', 'HEAD')
    .option('--into-merges', 'where a merge is found, search what it brought in')
    .option(
      '--error-rate <percent>',
      'chance of a wrong answer that the whole search is held to (default: 1%)',
    )
    .option('--restart', 'begin anew instead of going on with an earlier search of the same');
  for (const key of SETTINGS) command.addOption(optionOf(SETTINGS_TABLE[key]));
  return command
    .option('--cwd <folder>', 'project folder (default: here)')
    .addOption(choiceOption('--format <name>', 'how to show the result', ['text', 'json']))
    .option('-q, --quiet', 'no progress')
    .option('-v, --verbose', 'show each step of preparing a commit')
    .option('--no-color', 'no colours; NO_COLOR does the same')
    .addHelpText('after', HELP)
    .action(async (benchmark: string | undefined, flags: BisectFlags) =>
      exitWith(await bisect(benchmark ?? null, flags, io)),
    );
}

/**
 * Searches the commits between two for those that made a benchmark slower, and prints them.
 * @throws {PerfError} `bad-usage` for what cannot be searched; `interrupted`; see `CommitComparer`
 */
async function bisect(asked: string | null, flags: BisectFlags, io: CommandIo): Promise<ExitCode> {
  const { good, bad, errorRate, intoMerges, restart } = flags;
  const request = {
    root: resolve(io.cwd, flags.cwd ?? '.'),
    ends: { good, bad },
    asked,
    settings: settingsFromFlags([], flags),
    errorRate: errorRate === undefined ? DEFAULT_ERROR_RATE : parseRatio(errorRate, '--error-rate'),
    intoMerges: intoMerges === true,
    restart: restart === true,
  };
  const { searchHistory } = await import('../bisect/search-history.js');
  const { exitCodeOf } = await import('../bisect/result-kind.js');
  const result = await searchHistory(request, flags, io);
  const exitCode = exitCodeOf(result.outcome);
  const { resultJson } = await import('../bisect/result-json.js');
  const { resultText } = await import('../bisect/result-text.js');
  io.out.write(flags.format === 'json' ? resultJson(result, exitCode) : resultText(result));
  return exitCode;
}
