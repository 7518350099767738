import type { Sample } from './current-samples.js';

/**
 * Returns a Prometheus remote-write 1.0 `WriteRequest` in protobuf: one sample for each series.
 *
 *     message WriteRequest { repeated TimeSeries timeseries = 1; }
 *     message TimeSeries   { repeated Label labels = 1; repeated Sample samples = 2; }
 *     message Label        { string name = 1; string value = 2; }
 *     message Sample       { double value = 1; int64 timestamp = 2; }  // milliseconds
 *
 * Source: https://prometheus.io/docs/specs/prw/remote_write_spec/
 */
export function encodeWriteRequest(samples: Iterable<Sample>, timestampMs: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const sample of samples) parts.push(...lengthDelimited(1, encodeTimeSeries(sample, timestampMs)));
  return Buffer.concat(parts);
}

function encodeTimeSeries({ name, labels, value }: Sample, timestampMs: number): Uint8Array {
  // Receivers want labels in byte order and without empty values.
  const pairs = Object.entries({ ...labels, __name__: name })
    .filter(([, text]) => text !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const encoded = pairs.flatMap(([label, text]) =>
    lengthDelimited(1, Buffer.concat([...stringField(1, label), ...stringField(2, text)])),
  );
  return Buffer.concat([...encoded, ...lengthDelimited(2, encodeSample(value, timestampMs))]);
}

function encodeSample(value: number, timestampMs: number): Uint8Array {
  const double = Buffer.alloc(9);
  double[0] = (1 << 3) | 1;
  double.writeDoubleLE(value, 1);
  return Buffer.concat([double, Uint8Array.of((2 << 3) | 0), varint(Math.trunc(timestampMs))]);
}

function stringField(field: number, text: string): Uint8Array[] {
  return lengthDelimited(field, Buffer.from(text, 'utf8'));
}

function lengthDelimited(field: number, content: Uint8Array): Uint8Array[] {
  return [Uint8Array.of((field << 3) | 2), varint(content.length), content];
}

/** Base-128, lowest group first; for whole numbers from 0 to 2^53. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
