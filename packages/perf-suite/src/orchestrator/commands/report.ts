import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { expectOneStandardInput, ListOption, looksLikeRunFile } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode, PerfError, type Report, type RunFile } from '@perf-suite/schema';
import {
  inputName,
  inputPath,
  readReportFile,
  readRunFile,
  refuseOverInputs,
  replacedBy,
  STANDARD_INPUT,
  writeFileAtomically,
} from '@perf-suite/schema/node';
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
    .argument('[run]', 'run file; - reads standard input (default: the newest under .perf/runs)')
    .option('-o, --out <file>', 'file to write (default: <run>.html next to the run file)')
    .option('--report <file>', 'verdicts to show, as perf-guard --out wrote them (default: judged anew)')
    .addOption(
      new ListOption('--baseline <files...>', 'earlier run files to judge it against', looksLikeRunFile),
    )
    .option('--cwd <folder>', 'project folder (default: here)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ perf-suite report\n  $ perf-suite report .perf/runs/head.run.json --out report.html',
    )
    .action(async (run: string | undefined, flags: ReportFlags) => exitWith(await report(run, flags, io)));
}

/**
 * Writes a run and its verdicts as one self-contained HTML file and prints its path.
 * @throws {PerfError} `not-found`, `bad-file`, `future-version`, `not-writable`; `bad-usage` when it would
 * replace what it reads, or what is no HTML; `bad-file` for a report on another run
 */
export async function report(
  runFile: string | undefined,
  flags: ReportFlags,
  io: CommandIo,
): Promise<ExitCode> {
  const root = resolve(io.cwd, flags.cwd ?? '.');
  if (runFile === undefined && (flags.baseline?.length ?? 0) > 1) throw runNotNamed(flags.baseline ?? []);
  if (runFile === STANDARD_INPUT && flags.out === undefined) throw noNameForReport();
  expectOneStandardInput([runFile, flags.report, ...(flags.baseline ?? [])], {
    inputIsTerminal: process.stdin.isTTY === true,
    err: (text) => io.err.write(`perf-suite: ${text}`),
  });
  const path =
    runFile === undefined ? await newestRun(join(root, '.perf', 'runs')) : inputPath(root, runFile);
  const run = await readRunFile(path);
  const out = resolve(root, flags.out ?? htmlNameOf(path));
  await refuseOut(out, path, { flags, root });
  const { renderReportHtml } = await import('@perf-suite/stream');
  const html = await renderReportHtml(run, await verdictsOn(run, path, { flags, root }));
  await writeFileAtomically(out, html);
  const shown = relative(io.cwd, out);
  io.out.write(`${shown.startsWith('..') ? out : shown}\n`);
  return EXIT_CODES.done;
}

/** With several baselines and no run named, the last of them may have been meant as the run. */
function runNotNamed(baselines: readonly string[]): PerfError {
  return new PerfError(
    'bad-usage',
    `report: expected a run file before --baseline, which takes ${baselines.join(', ')}; found none`,
    { hint: `Name the run first: perf-suite report ${baselines.at(-1)} --baseline ${baselines[0]}` },
  );
}

function noNameForReport(): PerfError {
  return new PerfError('bad-usage', 'report -: expected --out with it, found none', {
    hint: 'Standard input has no name to make one of: perf-suite report - --out report.html',
  });
}

function htmlNameOf(runFile: string): string {
  return `${runFile.replace(/(\.run)?\.json(\.gz)?$/, '')}.html`;
}

/** What somebody wrote is never replaced: neither what is read, nor what is no HTML. */
async function refuseOut(
  out: string,
  runFile: string,
  { flags, root }: { readonly flags: ReportFlags; readonly root: string },
): Promise<void> {
  const example = '--out report.html';
  await refuseOverInputs({ path: out, flag: `--out ${flags.out ?? out}`, example }, [
    { what: 'the run file', path: runFile },
    ...(flags.report === undefined
      ? []
      : [{ what: `the report ${flags.report}`, path: inputPath(root, flags.report) }]),
    ...(flags.baseline ?? []).map((file) => ({
      what: `the baseline ${file}`,
      path: inputPath(root, file),
    })),
  ]);
  const replaced = await replacedBy(out);
  if (replaced === 'nothing' || replaced === 'html' || (replaced === 'other' && /\.html?$/i.test(out)))
    return;
  const found = replaced === 'other' ? 'another kind of file' : `a ${replaced} file`;
  throw new PerfError(
    'bad-usage',
    `--out ${flags.out ?? out}: expected nothing there or an HTML file, found ${found}`,
    { hint: `It would be replaced. Name another one, such as: ${example}` },
  );
}

/** Returns the given report, or judges the run; null for a run of one variant without a baseline. */
async function verdictsOn(
  run: RunFile,
  runFile: string,
  { flags, root }: { readonly flags: ReportFlags; readonly root: string },
): Promise<Report | null> {
  if (flags.report !== undefined)
    return reportOn(run, await readReportFile(inputPath(root, flags.report)), flags.report);
  if (run.mode === 'single' && flags.baseline === undefined) return null;
  const baselines = await Promise.all(
    (flags.baseline ?? []).map(async (file) => ({
      run: await readRunFile(inputPath(root, file)),
      file: inputName(file),
    })),
  );
  const { judgeRun } = await import('@perf-suite/perf-guard');
  return judgeRun(run, { baselines, createdAt: new Date().toISOString(), runFile: inputName(runFile) });
}

/** Verdicts beside numbers of another run would be believed. */
function reportOn(run: RunFile, given: Report, file: string): Report {
  if (given.run.id === run.id) return given;
  throw new PerfError(
    'bad-file',
    `--report ${file}: expected the verdicts on run ${run.id}, found those on run ${given.run.id}`,
    { hint: 'Name the report on this run, or leave --report out: the run is then judged anew.' },
  );
}

/**
 * Returns the path of the run file of a folder that was written last. A name may begin with the time, or be
 * one that a user chose. What an audit measured belongs to its run, and is none of its own.
 */
async function newestRun(folder: string): Promise<string> {
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => /\.run\.json(\.gz)?$/.test(name) && !/\.audit\.run\.json(\.gz)?$/.test(name),
  );
  const files = await Promise.all(
    names.map(async (name) => ({ name, found: await stat(join(folder, name)).catch(() => null) })),
  );
  const [newest] = files
    .flatMap(({ name, found }) => (found?.isFile() ? [{ name, writtenMs: found.mtimeMs }] : []))
    .sort((a, b) => b.writtenMs - a.writtenMs);
  if (newest !== undefined) return join(folder, newest.name);
  throw new PerfError('not-found', `${folder}: expected a run file, found none`, {
    hint: 'Measure first with perf-suite run, or name a run file.',
  });
}
