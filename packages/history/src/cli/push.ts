import { parseDuration, parseWhole } from '@perf-suite/command-line';
import { type Refusal, sendWithRetries } from '@perf-suite/command-line/http';
import { counted } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { historyFiles } from '../files/history-files.js';
import { readHistoryFile } from '../files/read-history-file.js';
import { incomingDocument, isIncoming } from '../model/incoming-document.js';
import { PushQueue, type QueuedDocument } from '../push/push-queue.js';
import { compressJson } from '../store/compressed-json.js';
import type { GuardedIo } from './io.js';
import { tokenFrom } from './read-secret.js';

/** The flags of `push`, as typed. */
export interface PushFlags {
  readonly server?: string;
  readonly tokenFile?: string;
  readonly project?: string;
  readonly raw: 'none' | 'stored';
  readonly queue: string;
  readonly timeout: string;
  readonly attempts: string;
  readonly quiet?: boolean;
}

/** A refusal that is about the document, and not about who sends it or when. */
const ABOUT_THE_DOCUMENT = new Set([400, 413, 415, 422]);

/**
 * Sends what the files hold to a server, and what earlier calls could not. What the server has not accepted stays in
 * the queue on disk, and makes the exit code 2.
 * @throws {PerfError} on bad flags, or a queue that cannot be written
 */
export async function push(paths: readonly string[], flags: PushFlags, io: GuardedIo): Promise<ExitCode> {
  const send = await senderTo(flags, io);
  const queue = new PushQueue(flags.queue);
  const skippedCount = await enqueue(paths, queue, { flags, io });
  const { sent, refused, waiting } = await sendAll(queue, send, io);
  if (!flags.quiet || waiting > 0 || refused > 0) {
    const rest = [
      ...(refused > 0 ? [`${refused} refused`] : []),
      ...(waiting > 0 ? [`${waiting} waiting in ${flags.queue}: the next push sends them`] : []),
    ];
    io.err(
      `perf-history: pushed ${counted(sent, 'document')}${rest.length > 0 ? `; ${rest.join('; ')}` : ''}\n`,
    );
  }
  if (io.stop.aborted) return EXIT_CODES.interrupted;
  return skippedCount + refused + waiting > 0 ? EXIT_CODES.badInput : EXIT_CODES.done;
}

/** Puts what the files hold into the queue; returns how many could not be used. */
async function enqueue(
  paths: readonly string[],
  queue: PushQueue,
  { flags, io }: { readonly flags: PushFlags; readonly io: GuardedIo },
): Promise<number> {
  let skippedCount = 0;
  const skip = (error: PerfError) => {
    skippedCount++;
    io.err(`perf-history: skipped: ${error.message}\n${error.hint === undefined ? '' : `  ${error.hint}\n`}`);
  };
  for (const { path, isNamed } of await historyFiles(paths)) {
    try {
      for await (const found of readHistoryFile(path)) {
        if ('error' in found) skip(found.error);
        else if (isNamed || isIncoming(found.value)) {
          await queue.put(queuedDocument(found.value, found.source, flags), io.nowMs());
        }
      }
    } catch (error) {
      if (!(error instanceof PerfError) || error.code === 'not-writable') throw error;
      skip(error);
    }
  }
  return skippedCount;
}

/** @throws {PerfError} `bad-file`, `future-version` */
function queuedDocument(value: unknown, source: string, { project, raw }: PushFlags): QueuedDocument {
  const document = incomingDocument(value, source, project);
  const isRunFile = document.kind === 'history-run' && (value as { kind?: unknown }).kind === 'run';
  if (raw === 'none' || !isRunFile) return { query: '', body: document };
  const query = new URLSearchParams({ raw: 'stored', ...(project !== undefined && { project }) });
  return { query: query.toString(), body: value };
}

type Outcome = 'sent' | 'refused' | 'waiting';
type Sender = (
  document: QueuedDocument,
) => Promise<{ readonly outcome: Outcome; readonly error?: PerfError }>;

async function sendAll(queue: PushQueue, send: Sender, io: GuardedIo): Promise<Record<Outcome, number>> {
  const counts = { sent: 0, refused: 0, waiting: 0 };
  for (const name of await queue.names()) {
    const document = await queue.read(name);
    if (document === null) continue;
    const { outcome, error } = await send(document);
    counts[outcome]++;
    if (error !== undefined)
      io.err(`perf-history: ${error.message}\n${error.hint === undefined ? '' : `  ${error.hint}\n`}`);
    if (outcome === 'sent') await queue.remove(name);
    if (outcome === 'refused') io.err(`perf-history: put aside as ${await queue.putAside(name)}\n`);
    if (outcome !== 'waiting') continue;
    counts.waiting = (await queue.names()).length;
    break;
  }
  return counts;
}

async function senderTo(flags: PushFlags, io: GuardedIo): Promise<Sender> {
  const server = serverOf(flags, io);
  const token = await tokenFrom(
    { path: flags.tokenFile, flag: '--token-file', variable: 'PERF_HISTORY_TOKEN' },
    io,
  );
  const timeoutMs = parseDuration(flags.timeout, '--timeout');
  const attempts = parseWhole(flags.attempts, '--attempts', { least: 1, most: 20 });
  return async ({ query, body }) => {
    let status = 0;
    const hintFor = (refusal: Refusal): string => {
      status = refusal.status;
      return hintOf(refusal);
    };
    try {
      await sendWithRetries({
        url: `${server}/api/v1/documents${query === '' ? '' : `?${query}`}`,
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Content-Encoding': 'gzip',
          ...(token !== null && { Authorization: `Bearer ${token}` }),
        },
        body: compressJson(body),
        timeoutMs,
        attempts,
        stop: io.stop,
        redact: (text) => io.secrets.redact(text),
        hintFor,
      });
      return { outcome: 'sent' };
    } catch (error) {
      if (!(error instanceof PerfError)) throw error;
      return { outcome: ABOUT_THE_DOCUMENT.has(status) ? 'refused' : 'waiting', error };
    }
  };
}

function serverOf(flags: PushFlags, { environment }: GuardedIo): string {
  const given = flags.server ?? environment.PERF_HISTORY_SERVER ?? '';
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) {
    throw new PerfError('bad-usage', `--server: expected an address, found ${JSON.stringify(given)}`, {
      hint: 'Such as --server https://perf.example.org, or the variable PERF_HISTORY_SERVER.',
    });
  }
  return given.replace(/\/+$/, '');
}

function hintOf({ status, location }: Refusal): string {
  if (status >= 300 && status < 400)
    return `It is at another address: ${location || 'the answer does not say which'}.`;
  if (status === 401 || status === 403) return 'Give --token-file with a token that may write.';
  if (status === 404 || status === 405) return 'Check the address: is perf-history serve there?';
  if (status === 429 || status >= 500) return 'The server was busy, also after some more attempts.';
  return 'The answer above says why the server refused it.';
}
