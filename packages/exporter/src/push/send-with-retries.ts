import { type Refusal, type Sending, sendWithRetries as send } from '@perf-suite/command-line/http';

/** A receiver that says this will say it again: repeating helps nothing. */
const PERMANENT = /too old sample|out of bounds|out of order|duplicate sample/i;

export type MetricsSending = Omit<Sending, 'hintFor' | 'isPermanent'>;

/** Sends metrics to a Pushgateway or by remote write. @throws {PerfError} see `sendWithRetries` of command-line */
export async function sendWithRetries(sending: MetricsSending): Promise<void> {
  await send({ ...sending, hintFor, isPermanent: (answer) => PERMANENT.test(answer) });
}

function hintFor({ status, answer, location }: Refusal): string {
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
