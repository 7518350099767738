import { describe, expect, it } from 'vitest';
import { encodeWriteRequest } from './write-request.js';

describe('encodeWriteRequest', () => {
  it('writes the bytes that Python’s protobuf writes for the same message', () => {
    // WriteRequest().SerializeToString().hex(), with the schema of the docstring, of: timeseries { labels { name: "__name__" value: "up" }
    //   labels { name: "job" value: "a" } samples { value: 1.5 timestamp: 1700000000123 } }
    const expected = [
      '0a2c',
      '0a0e',
      '0a085f5f6e616d655f5f',
      '12027570',
      '0a08',
      '0a036a6f62',
      '120161',
      '1210',
      '09000000000000f83f',
      '10fbd095ffbc31',
    ].join('');
    const bytes = encodeWriteRequest(
      [{ name: 'up', labels: { job: 'a', empty: '' }, value: 1.5 }],
      1_700_000_000_123,
    );
    expect(Buffer.from(bytes).toString('hex')).toBe(expected);
  });
});
