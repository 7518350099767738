import { join } from 'node:path';
import type { HistoryRun } from '@perf-suite/history';
import { ImportFile, readImportFile } from '../../src/import/import-file.js';
import { IMPORTERS, importerFor } from '../../src/import/importers.js';
import { toHistoryRun } from '../../src/import/to-history-run.js';
import { Units } from '../../src/import/units.js';

export const FIXTURES = join(import.meta.dirname, 'fixtures');

interface Options {
  /** Detected where it is left out. */
  readonly format?: string;
  readonly better?: readonly string[];
}

/** Returns the runs of a fixture. */
export async function importedFixture(name: string, options: Options = {}): Promise<HistoryRun[]> {
  return importedFile(await readImportFile(join(FIXTURES, name)), options);
}

/** Returns the runs of a text that stands for a file. */
export async function importedText(text: string, options: Options = {}): Promise<HistoryRun[]> {
  return importedFile(new ImportFile('results.json', text), options);
}

async function importedFile(file: ImportFile, { format, better = [] }: Options): Promise<HistoryRun[]> {
  const importer = IMPORTERS.find(({ name }) => name === format) ?? importerFor(file);
  const facts = {
    project: 'default',
    environment: 'imported',
    commit: null,
    branch: 'main',
    dateMs: Date.UTC(2026, 0, 31),
  };
  const runs = await importer.read(file, { units: new Units(better), root: '/project' });
  return runs.map((run) => toHistoryRun(run, { file, importer, facts }));
}
