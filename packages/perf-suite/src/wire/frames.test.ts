import { describe, expect, it } from 'vitest';
import { BadFrameError, encodeFrame, type Frame, FrameReader } from './frames.js';
import { NO_TIMES } from './stage-clock.js';

const usage = { atMs: 0, cpuUserMs: 1, cpuSystemMs: 2, rssBytes: 3, heapUsedBytes: 4 };
const FRAMES: readonly Frame[] = [
  { type: 'enter', id: 'a#ü' },
  {
    type: 'samples',
    id: 'a#ü',
    head: Float64Array.of(1.5, 2, 1e15),
    base: Float64Array.of(0, 0.25, 2 ** 51),
    headFirst: Uint8Array.of(1, 0, 1),
    usage,
  },
  { type: 'samples', id: 'b', head: new Float64Array(0), base: null, headFirst: null, usage },
  { type: 'stage', stage: 'warmUp', replacedClocks: ['Date'] },
  { type: 'finished', usage, rssPeakBytes: 5, times: NO_TIMES },
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

  it('are put together from thousands of chunks without copying what is there for each', () => {
    const head = new Float64Array(6_000_000).fill(1.5);
    const bytes = encodeFrame({ type: 'samples', id: 'long', head, base: null, headFirst: null, usage });
    const reader = new FrameReader();
    const frames: Frame[] = [];
    for (let offset = 0; offset < bytes.length; offset += 512) {
      frames.push(...reader.push(Buffer.from(bytes.subarray(offset, offset + 512))));
    }
    expect(frames.map((frame) => frame.type === 'samples' && frame.head.length)).toEqual([head.length]);
  });

  it.each([
    ['text', Buffer.from('a line of text\n')],
    ['zeros', Buffer.alloc(8)],
    ['what is no JSON', Buffer.from([4, 0, 0, 0, 0, 0x6f, 0x68, 0x21])],
    ['what is no message', Buffer.from([5, 0, 0, 0, 0, ...Buffer.from('null')])],
    ['an unknown kind', Buffer.from([3, 0, 0, 0, 7, 1, 2])],
    ['samples cut short', Buffer.from([3, 0, 0, 0, 1, 1, 2])],
  ])('before %s come out, and that is refused', (_what, bad) => {
    const good = encodeFrame({ type: 'enter', id: 'a' });
    const frames: Frame[] = [];
    const read = () => {
      for (const frame of new FrameReader().push(Buffer.concat([good, bad]))) frames.push(frame);
    };
    expect(read).toThrow(BadFrameError);
    expect(frames).toEqual([{ type: 'enter', id: 'a' }]);
  });
});
