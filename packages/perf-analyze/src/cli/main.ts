import {
  addCompletion,
  choiceOption,
  endWith,
  newProgram,
  secretsOfArguments,
  withoutGiven,
} from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import { TOOL } from '../tool.js';
import type { ChangesFlags } from './changes.js';
import type { ForecastFlags } from './forecast.js';
import { withHistoryFlags, withStoreFlags } from './history-flags.js';
import type { CommandIo } from './io.js';
import type { MarkFlags } from './mark.js';
import type { SiteFlags } from './site.js';
import type { SloFlags } from './slo.js';
import type { TrendsFlags } from './trends.js';

const EXAMPLES = `
Examples:
  $ perf-analyze changes
      where and when each benchmark of .perf/history.db got slower, with the command that confirms it
  $ perf-analyze trends --format markdown
      the weekly summary: now against 7, 30 and 90 days, what costs most first
  $ perf-analyze ack 3f9c --note 'known, fixed in the next release'
  $ perf-analyze intend 3f9c --note 'checks the checksum now' --file
  $ perf-analyze forecast --budget 'p95 <= 10 ms' --filter '^api/'
  $ perf-analyze slo --objective 'p95 <= 10 ms in 99 % of runs in 30 days'
  $ perf-analyze changes --format json --out .perf/runs/changes.json
      for perf-exporter, which publishes it as metrics
  $ perf-analyze site --out site
      pages to look at in a browser, from disk or on any server: open site/index.html
  $ perf-analyze changes --store postgres://perf@db.example.org/perf --fail-on open

Exit codes: 0 done, 1 an open slowdown (only with changes --fail-on open), 2 bad usage or input, or no runs,
7 an objective of slo is broken, 70 an internal error.`;

const FORMATS = ['text', 'json', 'markdown'] as const;
const OUT = 'file to write to, instead of standard output';

/**
 * Runs the command line (without node and script) and returns the exit code. Results go to standard
 * output, all else to standard error; errors are reported, never thrown.
 */
export async function main(args: readonly string[], world: CommandIo): Promise<ExitCode> {
  const secrets = secretsOfArguments(args);
  secrets.addAddress(world.environment.PERF_HISTORY_STORE ?? '');
  const io: CommandIo = { ...world, ...withoutGiven(secrets, world) };
  let exitCode: ExitCode = EXIT_CODES.done;
  const program = commandLine(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return endWith(error, TOOL.name, io.err);
  }
}

function commandLine(io: CommandIo, finish: (code: ExitCode) => void): Command {
  const program = newProgram({
    ...TOOL,
    description: 'Reads benchmark history: change points, trends, forecasts and objectives',
    examples: EXAMPLES,
    out: io.out,
    err: io.err,
  });
  addChanges(program, io, finish);
  addMarks(program, io, finish);
  withHistoryFlags(
    program
      .command('trends')
      .description('shows each benchmark now against 7, 30 and 90 days before, what costs most first'),
  )
    .option('-n, --limit <number>', 'most benchmarks shown')
    .addOption(choiceOption('--format <name>', 'how to show them', FORMATS))
    .option('-o, --out <file>', OUT)
    .option('--no-color', 'no colours; NO_COLOR does the same')
    .action(async (flags: TrendsFlags) => finish(await (await import('./trends.js')).trends(flags, io)));
  withHistoryFlags(
    program
      .command('forecast')
      .description(
        'shows when benchmarks will exceed a budget if they go on as they do, or that it cannot tell',
      ),
  )
    .option('--budget <budget>', "largest value allowed, such as 'p95 <= 10 ms'")
    .addOption(choiceOption('--format <name>', 'how to show it', FORMATS))
    .option('-o, --out <file>', OUT)
    .action(async (flags: ForecastFlags) =>
      finish(await (await import('./forecast.js')).forecastAll(flags, io)),
    );
  withHistoryFlags(
    program
      .command('slo')
      .description('shows how objectives stand: error budget left, and how fast it goes')
      .option(
        '--objective <objective...>',
        "such as 'p95 <= 10 ms in 99 % of runs in 30 days'; for all benchmarks of that unit, or those of --filter",
      ),
  )
    .addOption(choiceOption('--format <name>', 'how to show it', FORMATS))
    .option('-o, --out <file>', OUT)
    .action(async (flags: SloFlags) => finish(await (await import('./slo.js')).slo(flags, io)));
  addSite(program, io, finish);
  addCompletion(program, io.out);
  return program;
}

function addSite(program: Command, io: CommandIo, finish: (code: ExitCode) => void): void {
  withStoreFlags(
    program
      .command('site')
      .description(
        'writes pages that show the history: static files for any server, or to be opened from disk',
      ),
  )
    .option('--out <folder>', 'folder to write; a site in it is replaced')
    .option('--title <text>', 'what the pages are called (default: the project, else Benchmarks)')
    .option(
      '--repository <url>',
      'where commits are linked to, such as https://github.com/org/name (default: that of the CI job)',
    )
    .option(
      '--report-url <url>',
      "where the report of a run is, such as 'https://example.org/reports/{run}.html'; also takes {commit}",
    )
    .option('--every <duration>', 'goes on, and writes the site anew when there are new runs, such as 5m')
    .action(async (flags: SiteFlags) => finish(await (await import('./site.js')).site(flags, io)));
}

function addChanges(program: Command, io: CommandIo, finish: (code: ExitCode) => void): void {
  withHistoryFlags(
    program
      .command('changes')
      .description('finds change points, keeps them in the store, and shows those that are not fixed'),
  )
    .option('--all', 'show fixed changes, too')
    .option('--min-effect <percent>', 'smallest change at p50 that counts (default: 2%); twice that at p95')
    .option('--fewest-runs <number>', 'fewest runs before and after a change (default: 4)')
    .option(
      '--reference <regexp>',
      'benchmarks that no change of the code can reach: what they do is the machine (default: what most benchmarks do together)',
    )
    .addOption(choiceOption('--fail-on <what>', 'what ends it with 1', ['none', 'open']))
    .addOption(choiceOption('--format <name>', 'how to show them', FORMATS))
    .option('-o, --out <file>', OUT)
    .option('--no-color', 'no colours; NO_COLOR does the same')
    .action(async (flags: ChangesFlags) => finish(await (await import('./changes.js')).changes(flags, io)));
}

const MARKS = [
  ['ack', 'acknowledged', 'somebody knows of a change and looks after it'],
  ['intend', 'intended', 'a change was made on purpose; needs --note'],
  ['fix', 'fixed', 'a change is gone'],
  ['reopen', 'open', 'a change counts again, until somebody says that it is fixed'],
] as const;

function addMarks(program: Command, io: CommandIo, finish: (code: ExitCode) => void): void {
  for (const [name, state, description] of MARKS) {
    program
      .command(name)
      .description(`says that ${description}`)
      .argument('<id>', 'id of the change, as changes shows it; its start is enough')
      .option('--note <text>', 'why; everybody who reads the change sees it')
      .option('--file', 'also write it to perf-changes.json, to be committed (done anyway where the file is)')
      .option('--store <address>', 'as for changes')
      .action(async (id: string, flags: MarkFlags) =>
        finish(await (await import('./mark.js')).mark(id, state, flags, io)),
      );
  }
}
