import { once } from 'node:events';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { counted } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import { refuseOverInputs, writeFileAtomically } from '@perf-suite/schema/node';
import { changeDocument, runDocument } from '../model/history-document.js';
import type { HistoryRun } from '../model/history-run.js';
import type { HistoryStore, RunQuery } from '../store/history-store.js';
import { type FilterFlags, queryOf } from './filters.js';
import type { GuardedIo } from './io.js';
import { type StoreFlag, storeAddress, usingStore } from './store-option.js';

/** The flags of `export`, as typed. */
export interface ExportFlags extends StoreFlag, FilterFlags {
  readonly out?: string;
  readonly format: 'jsonl' | 'csv';
}

/** Writes or prints runs with their verdicts, and change points. @throws {PerfError} on bad flags, or what cannot be read or written */
export async function exportHistory(flags: ExportFlags, io: GuardedIo): Promise<ExitCode> {
  const query = queryOf(flags, io);
  const { out } = flags;
  return usingStore(
    flags,
    io,
    async (store) => {
      const lines = flags.format === 'csv' ? csvLines(store, query) : jsonLines(store, query);
      if (out === undefined) {
        for await (const line of lines) {
          io.stop.throwIfAborted();
          io.out(line);
          // What reads slowly must not make this process hold the whole history.
          if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain').catch(() => undefined);
          // A reader that has seen enough (`| head`) closes the pipe.
          if (process.stdout.destroyed) break;
        }
        return EXIT_CODES.done;
      }
      const inputs = [{ what: 'the history', path: storeAddress(flags, io).replace(/^sqlite:/, '') }];
      await refuseOverInputs({ path: out, flag: `--out ${out}`, example: '--out history.jsonl.gz' }, inputs);
      let lineCount = 0;
      const counting = async function* (): AsyncIterable<string> {
        for await (const line of lines) {
          lineCount++;
          yield line;
        }
      };
      const content = out.endsWith('.gz') ? Readable.from(counting()).compose(createGzip()) : counting();
      await writeFileAtomically(out, content);
      io.err(`perf-history: ${counted(lineCount, 'line')} written to ${out}\n`);
      return EXIT_CODES.done;
    },
    { mustExist: true },
  );
}

async function* runsOf(store: HistoryStore, query: RunQuery): AsyncIterable<HistoryRun> {
  for (const { id } of await store.runs(query)) {
    const run = await store.run(id);
    if (run !== null) yield run;
  }
}

async function* jsonLines(store: HistoryStore, query: RunQuery): AsyncIterable<string> {
  for await (const run of runsOf(store, query)) yield `${JSON.stringify(runDocument(run))}\n`;
  for (const change of await store.changes(query)) yield `${JSON.stringify(changeDocument(change))}\n`;
}

const CSV_COLUMNS =
  'run,started,project,branch,commit,environment,fingerprint,benchmark,unit,better,p50,p95,verdict';

async function* csvLines(store: HistoryStore, query: RunQuery): AsyncIterable<string> {
  yield `${CSV_COLUMNS}\n`;
  for await (const run of runsOf(store, query)) {
    for (const point of run.points) {
      const fields = [
        run.id,
        new Date(run.startedAtMs).toISOString(),
        run.project,
        run.branch ?? '',
        run.commit ?? '',
        run.environment,
        point.fingerprint ?? run.fingerprint,
        point.benchmark,
        point.unit,
        point.better,
        point.p50,
        point.p95 ?? '',
        point.verdict?.verdict ?? '',
      ];
      yield `${fields.map(csvField).join(',')}\n`;
    }
  }
}

/** A text that begins as a formula would be one in a spreadsheet. */
function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
