import type { LoadThread, Outcome } from '@perf-suite/load';
import { PerfError } from '@perf-suite/schema';

/**
 * Sends one request, so that a service that is not there is told before the load begins.
 * @throws {PerfError} `unreachable` where it gets no answer at all
 */
export async function expectAnswer(
  thread: LoadThread,
  { origin, signal }: { readonly origin: string; readonly signal: AbortSignal },
): Promise<void> {
  let first: Outcome | null = null;
  await thread.run({
    model: { kind: 'closed', concurrency: 1 },
    // One request is sent at the start, whatever the time.
    timeMs: 1e-6,
    signal,
    onOutcomes: (outcomes) => {
      for (const outcome of outcomes) first ??= outcome;
    },
  });
  const failure = (first as Outcome | null)?.failure ?? null;
  if (failure === null || failure.kind === 'status' || failure.kind === 'check') return;
  throw new PerfError('unreachable', `${origin}: expected an answer, found: ${failure.message}`, {
    hint: HINTS[failure.kind] ?? 'Look into the log of the service.',
  });
}

const HINTS: Readonly<Record<string, string>> = {
  refused: 'Start the service, or give the port on which it listens.',
  unreachable: 'Check the name of the host, and that it can be reached from here.',
  tls: 'Give --insecure to take any certificate, or http:// where the service speaks no TLS.',
  protocol:
    'Give the version of HTTP that the service speaks (--http 1.1 or 2), and https:// where it speaks TLS.',
  timeout: 'Give it more time (--timeout), or find out why it does not answer.',
  'too-large': 'Ask for less in one request.',
};
