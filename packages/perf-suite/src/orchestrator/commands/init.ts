import { resolve } from 'node:path';
import { choiceOption } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import type { CommandIo } from '../command-io.js';

export interface InitFlags {
  readonly force?: boolean;
  readonly dryRun?: boolean;
  /** False with --no-history. */
  readonly history?: boolean;
  readonly format?: 'text' | 'json';
  readonly cwd?: string;
}

/** Adds `init` to the program and returns it. */
export function initCommand(
  program: Command,
  io: CommandIo,
  exitWith: (exitCode: ExitCode) => void,
): Command {
  return program
    .command('init')
    .description(
      'writes a config, an example benchmark and a CI workflow for GitHub or GitLab, without prompting',
    )
    .option('--force', 'replace files that are there')
    .option('--dry-run', 'print what would be written, and write nothing')
    .option(
      '--no-history',
      'write no CI job that keeps the runs of the default branch on the branch perf-history',
    )
    .option('--cwd <folder>', 'project folder (default: here)')
    .addOption(choiceOption('--format <name>', 'how to show what was done', ['text', 'json']))
    .addHelpText(
      'after',
      '\nExamples:\n  $ perf-suite init\n  $ perf-suite init --dry-run\n  $ perf-suite init --cwd packages/parser --force',
    )
    .action(async (flags: InitFlags) => exitWith(await init(flags, io)));
}

/**
 * Writes a config, an example benchmark and a CI workflow, and prints what to do next.
 * @throws {PerfError} `not-found` without a package.json; `not-writable`
 */
export async function init(flags: InitFlags, io: Pick<CommandIo, 'out' | 'cwd'>): Promise<ExitCode> {
  const { initProject } = await import('../init/init-project.js');
  const { outcomeText } = await import('../init/outcome-text.js');
  const isDryRun = flags.dryRun ?? false;
  const root = resolve(io.cwd, flags.cwd ?? '.');
  const outcome = await initProject(root, {
    force: flags.force ?? false,
    isDryRun,
    history: flags.history ?? true,
  });
  if (flags.format === 'json') {
    // What was written is there to be read.
    const files = outcome.files.map(({ content, ...file }) => (isDryRun ? { ...file, content } : file));
    io.out.write(`${JSON.stringify({ files }, null, 2)}\n`);
  } else io.out.write(outcomeText(outcome, { isDryRun }));
  return EXIT_CODES.done;
}
