import { sendWithRetries } from '../push/send-with-retries.js';
import { HEARTBEAT_MS, type LiveTarget, TARGETS_PATH } from './live-target.js';

export interface AnnounceOptions {
  /** Where the exporter is, such as `http://perf-exporter:8010`. */
  readonly exporter: string;
  readonly token: string | null;
  readonly run: string;
  readonly port: number;
  /** Null where it is the address that the exporter sees the connection come from. */
  readonly address: string | null;
  readonly scheme: LiveTarget['scheme'];
  /** Takes the secrets out of what is shown. */
  readonly redact: (text: string) => string;
  /** Called when the exporter does not take it, once until it does again. */
  readonly onProblem: (error: unknown) => void;
}

export interface Announcement {
  /** Tells the exporter that the run is over; waits two seconds at most. */
  end(): Promise<void>;
}

/** Announces a live run to an exporter on another machine, and again every few seconds. Never throws. */
export function announce(options: AnnounceOptions): Announcement {
  const { exporter, token, run, port, address, scheme, redact, onProblem } = options;
  const body = Buffer.from(JSON.stringify({ run, port, scheme, ...(address !== null && { address }) }));
  const stop = new AbortController();
  const send = (method: 'PUT' | 'DELETE', timeoutMs: number, signal: AbortSignal) =>
    sendWithRetries({
      url: `${exporter.replace(/\/+$/, '')}${TARGETS_PATH}`,
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(token !== null && { Authorization: `Bearer ${token}` }),
      },
      body,
      timeoutMs,
      attempts: 1,
      stop: signal,
      redact,
    });
  let failing = false;
  let isTelling = false;
  const tell = async (): Promise<void> => {
    isTelling = true;
    try {
      await send('PUT', HEARTBEAT_MS, stop.signal);
      failing = false;
    } catch (error) {
      if (!failing && !stop.signal.aborted) onProblem(error);
      failing = true;
    } finally {
      isTelling = false;
    }
  };
  let telling = tell();
  const timer = setInterval(() => {
    if (!isTelling) telling = tell();
  }, HEARTBEAT_MS).unref();
  return {
    async end() {
      clearInterval(timer);
      stop.abort();
      await telling;
      await send('DELETE', 2_000, new AbortController().signal).catch(() => undefined);
    },
  };
}
