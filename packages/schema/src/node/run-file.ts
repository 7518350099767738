import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { parseReport, parseRunFile } from '../parse.js';
import type { Report } from '../report.js';
import type { RunFile } from '../run-file.js';
import { readJsonFile } from './read-json-file.js';
import { inputName } from './standard-input.js';
import { writeFileAtomically } from './write-file-atomically.js';

const gzipAsync = promisify(gzip);

/** Returns the run stored in a file. @throws {PerfError} see `readJsonFile` and `parseRunFile` */
export async function readRunFile(path: string): Promise<RunFile> {
  return parseRunFile(await readJsonFile(path), inputName(path));
}

/** Returns the report stored in a file. @throws {PerfError} see `readJsonFile` and `parseReport` */
export async function readReportFile(path: string): Promise<Report> {
  return parseReport(await readJsonFile(path), inputName(path));
}

/** Writes a run file atomically, compressed if its name ends in .gz. @throws {PerfError} `not-writable` */
export async function writeRunFile(path: string, run: RunFile): Promise<void> {
  await writeJson(path, run);
}

/** Writes a report file atomically, compressed if its name ends in .gz. @throws {PerfError} `not-writable` */
export async function writeReportFile(path: string, report: Report): Promise<void> {
  await writeJson(path, report);
}

async function writeJson(path: string, value: RunFile | Report): Promise<void> {
  const text = `${JSON.stringify(value)}\n`;
  await writeFileAtomically(path, path.endsWith('.gz') ? await gzipAsync(text) : text);
}
