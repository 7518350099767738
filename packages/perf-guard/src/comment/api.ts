import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';

/** An answer that is no success, after all that repeating could do. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface ApiOptions {
  /** Without a slash at its end: `https://api.github.com`. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What no message may show. */
  readonly secret: string;
  /** The longest wait before a request is repeated. Default: a minute. */
  readonly longestWaitMs?: number;
}

const ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;
const TIMEOUT_MS = 30_000;
const MOST_SHOWN = 300;
/** A hundred comments, each of the longest. */
const MOST_READ_BYTES = 32 * 1024 * 1024;

/** Speaks JSON with a code host. Repeats what fails for a moment: no connection, 5xx, and rate limits as long as they say. */
export class Api {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** Returns the answer's JSON; null where it has none. @throws {ApiError}; {PerfError} `unreachable` */
  async request(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#try(method, path, body);
      if (answer instanceof Response && answer.ok) return readJson(answer);
      const waitMs = answer instanceof Response ? waitOf(answer, attempt) : waitBefore(attempt);
      const longestMs = this.#options.longestWaitMs ?? 60_000;
      if (waitMs === null || waitMs > longestMs || attempt >= ATTEMPTS) throw await this.#error(answer, path);
      await sleep(waitMs);
    }
  }

  async #try(method: string, path: string, body: object | undefined): Promise<Response | Error> {
    const { baseUrl, headers } = this.#options;
    try {
      return await fetch(`${baseUrl}${path}`, {
        method,
        headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // Followed, it would take the token along to who knows where.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      return error as Error;
    }
  }

  async #error(answer: Response | Error, path: string): Promise<Error> {
    const where = `${this.#options.baseUrl}${path.replace(/\?.*/, '')}`;
    const hide = (text: string): string => printable(text.replaceAll(this.#options.secret, '***'));
    if (answer instanceof Response) {
      const said = hide((await textOf(answer, MOST_SHOWN)).slice(0, MOST_SHOWN).trim());
      return new ApiError(answer.status, `${where} answered ${answer.status}: ${said}`);
    }
    const reason = (answer.cause as Error | undefined)?.message ?? answer.message;
    return new PerfError('unreachable', `${where}: no answer: ${hide(reason)}`, {
      hint: 'Check that this job may reach the server.',
    });
  }
}

function waitBefore(attempt: number): number {
  return FIRST_WAIT_MS * 2 ** (attempt - 1);
}

/** Returns how long to wait before asking again; null where asking again helps nothing. */
function waitOf({ status, headers }: Response, attempt: number): number | null {
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
  const limited = status === 429 || (status === 403 && isUsedUp(headers));
  if (limited && retryAfter >= 0) return retryAfter * 1000;
  if (limited) return Math.max(waitBefore(attempt), resetInMs(headers));
  return status >= 500 ? waitBefore(attempt) : null;
}

/** GitHub answers 403 where the limit of an hour is used up, or requests come too fast. */
function isUsedUp(headers: Headers): boolean {
  return headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0';
}

function resetInMs(headers: Headers): number {
  const resetAtS = Number(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset') ?? 0);
  return resetAtS === 0 ? 0 : Math.max(0, resetAtS * 1000 - Date.now());
}

async function readJson(response: Response): Promise<unknown> {
  const text = await textOf(response, MOST_READ_BYTES);
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    throw new ApiError(
      response.status,
      `${response.url.replace(/\?.*/, '')}: expected JSON, found something else`,
    );
  }
}

/** Who answers without end is not listened to. */
async function textOf(response: Response, mostBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    sizeBytes += piece.length;
    if (sizeBytes >= mostBytes) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}
