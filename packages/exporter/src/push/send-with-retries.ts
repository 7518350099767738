import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';

export interface Sending {
  readonly url: string;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly timeoutMs: number;
  /** Tries in all, where the receiver is away or busy. */
  readonly attempts: number;
  readonly stop: AbortSignal;
  /** Takes the secrets out of what the receiver and the network say. */
  readonly redact: (text: string) => string;
}

const MAX_READ_BYTES = 64 * 1024;
const MAX_SHOWN = 500;

/** A receiver that says this will say it again: repeating helps nothing. */
const PERMANENT = /too old sample|out of bounds|out of order|duplicate sample/i;

/**
 * Sends a request, again after 0.5, 1, 2... s where that can help: no connection, 429, 5xx.
 * @throws {PerfError} `bad-usage` when the receiver refuses; `unreachable` when it stays away;
 *   `interrupted`
 */
export async function sendWithRetries(sending: Sending): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await sendOnce(sending);
    if (outcome === null) return;
    if (outcome.worthRepeating && sending.stop.aborted) throw interrupted(sending);
    if (!outcome.worthRepeating || attempt >= sending.attempts) throw outcome.error;
    await sleep(250 * 2 ** attempt, undefined, { signal: sending.stop }).catch(() => undefined);
  }
}

async function sendOnce(sending: Sending): Promise<{ error: PerfError; worthRepeating: boolean } | null> {
  const { url, method, headers, body, timeoutMs, stop, redact } = sending;
  const where = redact(withoutQuery(url));
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }),
      // Followed, it would take the login along to who knows where.
      redirect: 'manual',
      signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
    });
    // Redacted before it is cut, which might leave a part of a secret.
    const answer = printable(
      redact(await startOf(response))
        .slice(0, MAX_SHOWN)
        .trim(),
    );
    if (response.ok) return null;
    const { status } = response;
    const busy = status === 429 || status >= 500;
    return {
      worthRepeating: busy && !PERMANENT.test(answer),
      error: new PerfError('bad-usage', `${where}: expected to be taken, found HTTP ${status}: ${answer}`, {
        hint: hintFor(status, answer, redact(withoutQuery(response.headers.get('location') ?? ''))),
      }),
    };
  } catch (cause) {
    const reason =
      cause instanceof Error ? ((cause.cause as Error | undefined)?.message ?? cause.message) : String(cause);
    return {
      worthRepeating: true,
      error: new PerfError('unreachable', `${where}: no answer: ${redact(reason)}`, {
        hint: 'Check that the server runs and that this machine may reach it.',
      }),
    };
  }
}

/** Returns the start of an answer's text; who answers without end is not listened to. */
async function startOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    sizeBytes += piece.length;
    // Leaving the loop ends the answer.
    if (sizeBytes >= MAX_READ_BYTES) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}

function interrupted({ url }: Sending): PerfError {
  return new PerfError('interrupted', `${withoutQuery(url)}: interrupted before it took what was sent`);
}

function hintFor(status: number, answer: string, location: string): string {
  if (status >= 300 && status < 400)
    return `It is at another address: ${location || 'the answer does not say which'}.`;
  if (PERMANENT.test(answer)) {
    return 'The receiver has newer samples: set storage.tsdb.out_of_order_time_window there, or use perf-exporter backfill.';
  }
  if (status === 401 || status === 403)
    return 'Give --token-file or --credentials-file with a login that may write.';
  if (status === 404)
    return 'Check the path: Prometheus takes remote write at /api/v1/write, with --web.enable-remote-write-receiver.';
  return 'The answer above says why the receiver refused it.';
}

function withoutQuery(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
