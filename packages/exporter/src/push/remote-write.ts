import { compress } from 'snappyjs';
import { VERSION } from '../tool.js';
import type { Sample } from './current-samples.js';
import type { MetricsSending as Sending } from './send-with-retries.js';
import { encodeWriteRequest } from './write-request.js';

const SERIES_IN_REQUEST = 2_000;

/** Returns the remote-write 1.0 requests that deliver the samples, all with one time. */
export function* remoteWriteRequests(
  url: string,
  samples: Iterable<Sample>,
  timestampMs: number,
): Generator<Pick<Sending, 'url' | 'method' | 'headers' | 'body'>> {
  for (const batch of batches(samples, SERIES_IN_REQUEST)) {
    yield {
      url,
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-protobuf',
        'Content-Encoding': 'snappy',
        'X-Prometheus-Remote-Write-Version': '0.1.0',
        'User-Agent': `perf-exporter/${VERSION}`,
      },
      body: compress(encodeWriteRequest(batch, timestampMs)),
    };
  }
}

function* batches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
