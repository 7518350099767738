import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expectOneStandardInput, parseChoice } from '@perf-suite/command-line';
import { counted } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { STANDARD_INPUT } from '@perf-suite/schema/node';
import { type ImportFile, readImportFile } from '../import/import-file.js';
import type { ImportedRun, Importer } from '../import/importer.js';
import { AUTO, IMPORTERS, importerFor } from '../import/importers.js';
import { type ImportFacts, toHistoryRun } from '../import/to-history-run.js';
import { Units } from '../import/units.js';
import type { HistoryRun } from '../model/history-run.js';
import type { GuardedIo } from './io.js';
import { addingToStore, type StoreFlag, type StoreWhenNeeded } from './store-option.js';

/** The flags of `import`, as typed. */
export interface ImportFlags extends StoreFlag {
  readonly project: string;
  readonly env: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly date?: string;
  readonly better?: readonly string[];
  readonly root: string;
  readonly push: boolean;
  readonly quiet?: boolean;
}

interface Work {
  readonly importer: Importer | null;
  readonly units: Units;
  readonly flags: ImportFlags;
  readonly io: GuardedIo;
}

/**
 * Takes in the results of another tool. A file that cannot be used is named and skipped as a whole, and makes the
 * exit code 2.
 * @throws {PerfError} on bad flags, and when the history itself cannot be opened or written
 */
export async function importResults(
  format: string,
  paths: readonly string[],
  flags: ImportFlags,
  io: GuardedIo,
): Promise<ExitCode> {
  const name = parseChoice(format, 'FORMAT', [AUTO, ...IMPORTERS.map((one) => one.name)]);
  const work: Work = {
    importer: IMPORTERS.find((one) => one.name === name) ?? null,
    units: new Units(flags.better),
    flags,
    io,
  };
  refuseBadDate(flags.date);
  expectOneStandardInput(paths, {
    inputIsTerminal: process.stdin.isTTY === true,
    err: (text) => io.err(`perf-history: ${text}`),
  });
  let skippedCount = 0;
  await addingToStore(
    flags,
    io,
    async (storeWhenNeeded) => {
      for (const path of paths) {
        io.stop.throwIfAborted();
        if (!(await importFile(storeWhenNeeded, path, work))) skippedCount++;
      }
    },
    { push: flags.push },
  );
  return skippedCount > 0 ? EXIT_CODES.badInput : EXIT_CODES.done;
}

/** Returns whether the file could be used. */
async function importFile(storeWhenNeeded: StoreWhenNeeded, path: string, work: Work): Promise<boolean> {
  const { io, flags } = work;
  const read = await readRuns(path, work).catch((error: unknown) => {
    if (!(error instanceof PerfError)) throw error;
    return error;
  });
  if (read instanceof PerfError) {
    io.err(`perf-history: skipped: ${read.message}\n${read.hint === undefined ? '' : `  ${read.hint}\n`}`);
    return false;
  }
  const store = await storeWhenNeeded();
  let addedCount = 0;
  for (const run of read.runs) {
    io.stop.throwIfAborted();
    if ((await store.add(run, null)) === 'added') addedCount++;
  }
  if (!flags.quiet) io.err(`perf-history: ${summaryOf(read, addedCount)}\n`);
  return true;
}

interface ReadFile {
  readonly file: ImportFile;
  readonly importer: Importer;
  readonly runs: readonly HistoryRun[];
  /** Results left out by `--better skip`. */
  readonly skippedCount: number;
}

/** All runs are there before the first is added: a file is used as a whole, or not at all. */
async function readRuns(path: string, { importer: given, units, flags }: Work): Promise<ReadFile> {
  const file = await readImportFile(path);
  const importer = given ?? importerFor(file);
  const facts: ImportFacts = {
    project: flags.project,
    environment: flags.env,
    commit: flags.commit ?? null,
    branch: flags.branch ?? null,
    dateMs: await dateOf(path, flags.date),
  };
  const imported = await importer.read(file, { units, root: resolve(flags.root) });
  if (imported.length === 0) throw file.wrong('/', `runs of ${importer.tool}`, 'none');
  const kept = imported.map((run) => ({
    ...run,
    points: run.points.filter(({ better }) => better !== 'skip'),
  }));
  const runs = kept
    .filter(({ points }, i) => points.length > 0 || imported[i]?.points.length === 0)
    .map((run) => toHistoryRun(run, { file, importer, facts }));
  const countOf = (all: readonly ImportedRun[]) =>
    all.reduce((count, { points }) => count + points.length, 0);
  return { file, importer, runs, skippedCount: countOf(imported) - countOf(kept) };
}

const DATE_EXPECTED = '--date: expected an instant such as 2026-01-31T12:00:00Z, or file';

function refuseBadDate(date: string | undefined): void {
  if (date === undefined || date === 'file' || Date.parse(date) >= 0) return;
  throw new PerfError('bad-usage', `${DATE_EXPECTED}, found ${JSON.stringify(date)}`);
}

async function dateOf(path: string, date: string | undefined): Promise<number | null> {
  if (date === undefined) return null;
  if (date !== 'file') return Date.parse(date);
  if (path === STANDARD_INPUT) {
    throw new PerfError('bad-usage', `${DATE_EXPECTED}, found file with standard input`);
  }
  return Math.round((await stat(path)).mtimeMs);
}

/** Says what the runs can support besides how many there are, because a summary supports less than rounds do. */
function summaryOf({ file, importer, runs, skippedCount }: ReadFile, addedCount: number): string {
  const points = runs.flatMap((run) => run.points);
  const known = runs.length - addedCount;
  const hasRounds = runs.every(({ evidence }) => evidence === 'rounds');
  const withoutP95 = points.filter(({ p95 }) => p95 === null).length;
  return [
    `${file.name}: ${counted(addedCount, 'run')} of ${importer.tool} added${known > 0 ? `, ${known} known already` : ''}`,
    `${counted(points.length, 'result')}${skippedCount > 0 ? `, ${skippedCount} left out` : ''}`,
    hasRounds ? 'samples by round' : 'summaries only: a change must be larger to be found',
    ...(withoutP95 > 0 ? [withoutP95 === points.length ? 'no p95' : `no p95 of ${withoutP95}`] : []),
    ...(runs.some(({ commit }) => commit === null) ? ['no commit (--commit)'] : []),
    ...(runs.some(({ branch }) => branch === null) ? ['no branch (--branch)'] : []),
  ].join('; ');
}
