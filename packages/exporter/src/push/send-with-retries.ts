import { setTimeout as sleep } from 'node:timers/promises';
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
}

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
  const { url, method, headers, body, timeoutMs, stop } = sending;
  const where = withoutCredentials(url);
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }),
      redirect: 'error',
      signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
    });
    const answer = (await response.text()).trim().slice(0, 500);
    if (response.ok) return null;
    const busy = response.status === 429 || response.status >= 500;
    return {
      worthRepeating: busy && !PERMANENT.test(answer),
      error: new PerfError(
        'bad-usage',
        `${where}: expected to be taken, found HTTP ${response.status}: ${answer}`,
        {
          hint: hintFor(response.status, answer),
        },
      ),
    };
  } catch (cause) {
    const reason =
      cause instanceof Error ? ((cause.cause as Error | undefined)?.message ?? cause.message) : String(cause);
    return {
      worthRepeating: true,
      error: new PerfError('unreachable', `${where}: no answer: ${reason}`, {
        hint: 'Check that the server runs and that this machine may reach it.',
        cause,
      }),
    };
  }
}

function interrupted({ url }: Sending): PerfError {
  return new PerfError('interrupted', `${withoutCredentials(url)}: interrupted before it took what was sent`);
}

function hintFor(status: number, answer: string): string {
  if (PERMANENT.test(answer)) {
    return 'The receiver has newer samples: set storage.tsdb.out_of_order_time_window there, or use perf-exporter backfill.';
  }
  if (status === 401 || status === 403) return 'Give --token-file with a token that may write.';
  if (status === 404)
    return 'Check the path: Prometheus takes remote write at /api/v1/write, with --web.enable-remote-write-receiver.';
  return 'The answer above says what the receiver did not like.';
}

function withoutCredentials(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
