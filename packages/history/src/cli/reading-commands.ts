import { choiceOption } from '@perf-suite/command-line';
import type { ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import type { ExportFlags } from './export.js';
import type { GuardedIo } from './io.js';
import type { ListFlags } from './list.js';
import type { ShowFlags } from './show.js';
import { withStoreOption } from './store-option.js';

/** Adds the commands that only read a history. */
export function addReadingCommands(program: Command, io: GuardedIo, finish: (code: ExitCode) => void): void {
  withFilters(
    program
      .command('list')
      .description('lists the newest runs, or the benchmarks')
      .option('--benchmarks', 'list benchmarks instead of runs')
      .option('-n, --limit <number>', 'most runs listed', '20'),
  )
    .addOption(choiceOption('--format <name>', 'output format', ['text', 'json']))
    .action(async (flags: ListFlags) => {
      const { list } = await import('./list.js');
      finish(await list(flags, io));
    });
  withFilters(
    program
      .command('show')
      .description('shows a run, or the history of a benchmark')
      .argument('<id>', 'id of a run (its start is enough) or of a benchmark (a part is enough)')
      .option('-n, --limit <number>', 'most runs of a benchmark shown', '20'),
  )
    .addOption(choiceOption('--format <name>', 'output format', ['text', 'json']))
    .action(async (id: string, flags: ShowFlags) => {
      const { show } = await import('./show.js');
      finish(await show(id, flags, io));
    });
  withFilters(
    program
      .command('export')
      .description('writes all runs, as lines of JSON that add takes, or their numbers as CSV')
      .option('--out <file>', 'file to write, compressed if its name ends in .gz (default: standard output)'),
  )
    .addOption(choiceOption('--format <name>', 'output format', ['jsonl', 'csv']))
    .action(async (flags: ExportFlags) => {
      const { exportHistory } = await import('./export.js');
      finish(await exportHistory(flags, io));
    });
}

function withFilters(command: Command): Command {
  return withStoreOption(command)
    .option('--project <name>', 'only runs of this project')
    .option('--branch <name>', 'only runs of this branch')
    .option('--env <name>', 'only runs of this environment')
    .option('--since <duration>', 'only runs that started in this time before now, such as 90d');
}
