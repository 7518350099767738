import { printable } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';

export interface LivePushOptions {
  /** Grafana's address, without a slash at its end. */
  readonly grafana: string;
  /** The name that panels choose its channels by: `stream/<stream>/perf_run`. */
  readonly stream: string;
  /** Of a service account that may push; null where anybody may. */
  readonly token: string | null;
  readonly stop: AbortSignal;
}

const TIMEOUT_MS = 5_000;
const MAX_SHOWN = 200;

/**
 * Sends lines to Grafana Live (`POST /api/live/push/<stream>`), which shows them to whoever looks and keeps none.
 * @throws {PerfError} `bad-usage` when Grafana refuses them; `unreachable` when it does not answer, or not now
 */
export async function pushLive(
  body: string,
  { grafana, stream, token, stop }: LivePushOptions,
): Promise<void> {
  const url = `${grafana}/api/live/push/${stream}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      ...(token !== null && { Authorization: `Bearer ${token}` }),
    },
    body,
    // Followed, it would take the token along to who knows where.
    redirect: 'manual',
    signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
  }).catch((cause: unknown) => {
    throw unreachable(url, cause);
  });
  // Unread, the answer would keep its connection.
  const answer = await response.text().catch(() => '');
  if (response.ok) return;
  const { status } = response;
  const said = printable((token === null ? answer : answer.replaceAll(token, '***')).slice(0, MAX_SHOWN));
  const message = `${url}: expected to be taken, found HTTP ${status}: ${said}`;
  if (status === 429 || status >= 500) throw new PerfError('unreachable', message);
  throw new PerfError('bad-usage', message, { hint: hintFor(status) });
}

function unreachable(url: string, cause: unknown): PerfError {
  const { message } = ((cause as Error).cause as Error | undefined) ?? (cause as Error);
  return new PerfError('unreachable', `${url}: no answer: ${message}`, {
    hint: 'Check that Grafana runs and that this machine may reach it.',
    cause,
  });
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) {
    return 'Give --token-file with the token of a Grafana service account that has the role Editor, or the permission live:push.';
  }
  if (status === 404) return "Check that it is Grafana's own address, with the path that it is served below.";
  return 'The answer above says why Grafana refused it.';
}
