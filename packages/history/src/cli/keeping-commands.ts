import { choiceOption } from '@perf-suite/command-line';
import type { ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import type { AddFlags } from './add.js';
import type { CheckFlags } from './check.js';
import type { GcFlags } from './gc.js';
import type { GuardedIo } from './io.js';
import { withStoreOption } from './store-option.js';

const ADD_EXAMPLES = `
Examples:
  $ perf-history add
      all of .perf/runs, to .perf/history.db
  $ perf-history add main.run.json main.report.json --project parser
  $ perf-history add artifacts/ --raw stored
      keeps the whole run files in the history, compressed, so that they may be deleted
  $ perf-history add exported.jsonl.gz --store postgres://perf@db.example.org/perf

Exits with 2 if a file was skipped; all others are added.`;

/** Adds the commands that change a history. */
export function addKeepingCommands(program: Command, io: GuardedIo, finish: (code: ExitCode) => void): void {
  withStoreOption(
    program
      .command('add')
      .description('adds run files, reports and exported histories; what is there already stays as it is')
      .argument('[paths...]', 'files, and folders with their subfolders (default: .perf/runs)')
      .option('--project <name>', 'project that the runs belong to (default: default)'),
  )
    .addOption(
      choiceOption('--raw <how>', 'run files: where they are now, in the history, or not at all', [
        'path',
        'stored',
        'none',
      ]),
    )
    .option('--no-push', 'with --store git: commit to the local branch only')
    .option('-q, --quiet', 'print only what is wrong')
    .addHelpText('after', ADD_EXAMPLES)
    .action(async (paths: string[], flags: AddFlags) => {
      const { add } = await import('./add.js');
      finish(await add(paths, flags, io));
    });
  withStoreOption(
    program
      .command('gc')
      .description('removes old runs and run files, by the rules given')
      .option('--keep <duration>', 'runs not older than this, such as 365d')
      .option('--keep-other-branches <duration>', 'the same for runs on branches other than --branch')
      .option('--branch <name...>', 'branches whose runs --keep-other-branches leaves alone', [
        'main',
        'master',
      ])
      .option('--keep-raw <duration>', 'run files kept in the history of runs not older than this'),
  )
    .option('--dry-run', 'print what would be removed, and remove nothing')
    .option('-q, --quiet', 'print only what is wrong')
    .action(async (flags: GcFlags) => {
      const { gc } = await import('./gc.js');
      finish(await gc(flags, io));
    });
  withStoreOption(
    program
      .command('check')
      .description('checks that all runs can be read, and that the series hold what the runs say'),
  )
    .option('--repair', 'make the series again of the runs that can be read')
    .option('-q, --quiet', 'print only what is wrong')
    .action(async (flags: CheckFlags) => {
      const { check } = await import('./check.js');
      finish(await check(flags, io));
    });
}
