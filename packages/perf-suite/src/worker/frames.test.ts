import { describe, expect, it } from 'vitest';
import { encodeFrame, type Frame, FrameReader } from './frames.js';

const usage = { cpuUserMs: 1, cpuSystemMs: 2, rssBytes: 3, heapUsedBytes: 4 };
const FRAMES: readonly Frame[] = [
  { type: 'enter', id: 'a#ü' },
  {
    type: 'samples',
    id: 'a#ü',
    head: Float64Array.of(1.5, 2, 1e300),
    base: Float64Array.of(0, 0.25, Number.MAX_VALUE),
    headFirst: Uint8Array.of(1, 0, 1),
    usage,
  },
  { type: 'samples', id: 'b', head: new Float64Array(0), base: null, headFirst: null, usage },
  { type: 'finished', usage, rssPeakBytes: 5 },
];

describe('frames', () => {
  it.each([1, 2, 3, 7, 64, 100_000])('come out as they went in, in chunks of %s bytes', (size) => {
    const bytes = Buffer.concat(FRAMES.map(encodeFrame));
    const reader = new FrameReader();
    const frames: Frame[] = [];
    for (let offset = 0; offset < bytes.length; offset += size) {
      frames.push(...reader.push(bytes.subarray(offset, offset + size)));
    }
    expect(frames).toEqual(FRAMES);
  });
});
