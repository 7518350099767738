import type { ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import { AUTO, IMPORTERS } from '../import/importers.js';
import type { ImportFlags } from './import-results.js';
import type { GuardedIo } from './io.js';
import { withStoreOption } from './store-option.js';

const IMPORT_EXAMPLES = `
Formats: ${AUTO} (looks at the file), ${IMPORTERS.map(({ name }) => name).join(', ')}

Examples:
  $ perf-history import github-action-benchmark data.js --branch main
      all runs that the action kept, with their commits and dates
  $ perf-history import vitest out.json --commit 1a2b3c4 --branch main
  $ perf-history import hyperfine out.json --date 2026-01-31T12:00:00Z
  $ perf-history import auto results/*.json --date file --better Percent=lower

Exits with 2 if a file was skipped; all others are added.`;

/** Adds the command that takes in the results of other tools. */
export function addImportCommand(program: Command, io: GuardedIo, finish: (code: ExitCode) => void): void {
  withStoreOption(
    program
      .command('import')
      .description('adds results of other tools; what is there already stays as it is')
      .argument('<format>', `which tool wrote the files, or ${AUTO}`)
      .argument('<files...>', 'files, - for standard input, or for criterion its folder')
      .option('--project <name>', 'project that the runs belong to', 'default')
      .option('--env <name>', 'environment that they were measured in', 'imported')
      .option('--commit <hash>', 'commit that was measured, where the files do not say')
      .option('--branch <name>', 'its branch, where the files do not say')
      .option('--date <when>', 'when it was measured, where the files do not say: an instant, or file')
      .option('--better <direction...>', 'lower, higher, skip or UNIT=lower, for units that do not say it')
      .option('--root <folder>', 'folder that paths in the files are told from', '.'),
  )
    .option('--no-push', 'with --store git: commit to the local branch only')
    .option('-q, --quiet', 'print only what is wrong')
    .addHelpText('after', IMPORT_EXAMPLES)
    .action(async (format: string, files: string[], flags: ImportFlags) => {
      const { importResults } = await import('./import-results.js');
      finish(await importResults(format, files, flags, io));
    });
}
