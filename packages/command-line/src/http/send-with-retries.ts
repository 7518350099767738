import { setTimeout as sleep } from 'node:timers/promises';
import { PerfError } from '@perf-suite/schema';
import { printable } from '../printable.js';

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
  /** Says what to do about a refusal. */
  readonly hintFor: (refusal: Refusal) => string;
  /** Whether a receiver that gives this answer will give it again: then repeating helps nothing. */
  readonly isPermanent?: (answer: string) => boolean;
}

export interface Refusal {
  readonly status: number;
  /** The start of what the receiver says. */
  readonly answer: string;
  /** Where it says the right place is; empty where it does not. */
  readonly location: string;
}

const MAX_READ_BYTES = 64 * 1024;
const MAX_SHOWN = 500;

/** A receiver that asks for longer is not waited for. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Sends a request, again after 0.5, 1, 2... s (or as long as the receiver asks for) where that can help: no
 * connection, 429, 5xx. Returns the start of the answer.
 * @throws {PerfError} `bad-usage` when the receiver refuses; `unreachable` when it stays away;
 *   `interrupted`
 */
export async function sendWithRetries(sending: Sending): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await sendOnce(sending);
    if ('answer' in outcome) return outcome.answer;
    if (outcome.worthRepeating && sending.stop.aborted) throw interrupted(sending);
    if (!outcome.worthRepeating || attempt >= sending.attempts) throw outcome.error;
    const waitMs = Math.max(250 * 2 ** attempt, outcome.waitMs);
    await sleep(Math.min(waitMs, LONGEST_WAIT_MS), undefined, { signal: sending.stop }).catch(
      () => undefined,
    );
  }
}

type Outcome =
  | { readonly answer: string }
  | { readonly error: PerfError; readonly worthRepeating: boolean; readonly waitMs: number };

async function sendOnce(sending: Sending): Promise<Outcome> {
  const { url, method, headers, body, timeoutMs, stop, redact, hintFor, isPermanent } = sending;
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
    if (response.ok) return { answer };
    const { status } = response;
    const busy = status === 429 || status >= 500;
    return {
      worthRepeating: busy && isPermanent?.(answer) !== true,
      waitMs: 1_000 * (Number(response.headers.get('retry-after')) || 0),
      error: new PerfError('bad-usage', `${where}: expected to be taken, found HTTP ${status}: ${answer}`, {
        hint: hintFor({
          status,
          answer,
          location: redact(withoutQuery(response.headers.get('location') ?? '')),
        }),
      }),
    };
  } catch (cause) {
    const reason =
      cause instanceof Error ? ((cause.cause as Error | undefined)?.message ?? cause.message) : String(cause);
    return {
      worthRepeating: true,
      waitMs: 0,
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

function withoutQuery(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
