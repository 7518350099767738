import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { EXIT_CODES, type ExitCode, PerfError, type Report, type RunFile } from '@perf-suite/schema';
import { readReportFile, readRunFile, writeFileAtomically } from '@perf-suite/schema/node';
import type { Command } from 'commander';
import type { CommandIo } from '../command-io.js';

export interface ReportFlags {
  readonly out?: string;
  readonly report?: string;
  readonly baseline?: readonly string[];
  readonly cwd?: string;
}

/** Adds `report` to the program and returns it. */
export function reportCommand(
  program: Command,
  io: CommandIo,
  exitWith: (exitCode: ExitCode) => void,
): Command {
  return program
    .command('report')
    .description('writes a run as one HTML file: the live page with the data in it, to share or attach')
    .argument('[run]', 'run file (default: the newest under .perf/runs)')
    .option('-o, --out <file>', 'file to write (default: <run>.html)')
    .option('--report <file>', 'verdicts to show, as perf-guard --out wrote them (default: judged anew)')
    .option('--baseline <files...>', 'earlier run files to judge it against')
    .option('--cwd <folder>', 'project folder (default: here)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ perf-suite report\n  $ perf-suite report .perf/runs/head.run.json --out report.html',
    )
    .action(async (run: string | undefined, flags: ReportFlags) => exitWith(await report(run, flags, io)));
}

/**
 * Writes a run and its verdicts as one self-contained HTML file and prints its path.
 * @throws {PerfError} `not-found`, `bad-file`, `future-version`, `not-writable`
 */
export async function report(
  runFile: string | undefined,
  flags: ReportFlags,
  io: CommandIo,
): Promise<ExitCode> {
  const root = resolve(io.cwd, flags.cwd ?? '.');
  const path = runFile === undefined ? await newestRun(join(root, '.perf', 'runs')) : resolve(root, runFile);
  const run = await readRunFile(path);
  const { renderReportHtml } = await import('@perf-suite/stream');
  const html = await renderReportHtml(run, await verdictsOn(run, path, { flags, root }));
  const out = resolve(root, flags.out ?? path.replace(/(\.run)?\.json(\.gz)?$/, '.html'));
  await writeFileAtomically(out, html);
  const shown = relative(io.cwd, out);
  io.out.write(`${shown.startsWith('..') ? out : shown}\n`);
  return EXIT_CODES.done;
}

/** Returns the given report, or judges the run; null for a run of one variant without a baseline. */
async function verdictsOn(
  run: RunFile,
  runFile: string,
  { flags, root }: { readonly flags: ReportFlags; readonly root: string },
): Promise<Report | null> {
  if (flags.report !== undefined) return readReportFile(resolve(root, flags.report));
  if (run.mode === 'single' && flags.baseline === undefined) return null;
  const baselines = await Promise.all(
    (flags.baseline ?? []).map(async (file) => ({ run: await readRunFile(resolve(root, file)), file })),
  );
  const { judgeRun } = await import('@perf-suite/perf-guard');
  return judgeRun(run, { baselines, createdAt: new Date().toISOString(), runFile });
}

/** Returns the path of the newest run file of a folder; their names begin with the time. */
async function newestRun(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const newest = names
    .filter((name) => /\.run\.json(\.gz)?$/.test(name))
    .sort()
    .at(-1);
  if (newest !== undefined) return join(folder, newest);
  throw new PerfError('not-found', `${folder}: expected a run file, found none`, {
    hint: 'Measure first with perf-suite run, or name a run file.',
  });
}
