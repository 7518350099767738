import { roundStarted, runStarted, samples } from '@perf-suite/testing/sample-events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type LiveStream, startLiveStream } from './start-live-stream.js';
import { admittedTo, maskedFrame, type RawWatcher } from './testing/raw-watcher.js';

const SUBSCRIBE = '{"type":"subscribe","from":"start"}';

/** A watcher that has subscribed, and reads nothing from then on. */
async function stalledWatcherOf(stream: LiveStream): Promise<RawWatcher> {
  const stalled = await admittedTo(stream);
  stalled.write(maskedFrame(Buffer.from(SUBSCRIBE), { opcode: 1, final: true }));
  await stalled.until(/"type":"subscribed"/);
  stalled.socket.pause();
  return stalled;
}

describe('a watcher that does not read', () => {
  it('costs bounded memory while samples pour, and nothing of what others get', async () => {
    const stream = await startLiveStream({ port: 0, limits: { lingerMs: 300 } });
    const stalled = await stalledWatcherOf(stream);
    const decent = new WebSocket(stream.url, 'perf-suite.live.v1');
    decent.on('open', () => decent.send('{"type":"subscribe"}'));
    let received = 0;
    let gapCount = 0;
    await new Promise<void>((resolve) =>
      decent.on('message', (data) => {
        const message = JSON.parse(String(data)) as { type: string; ns?: number[] };
        if (message.type === 'samples') received += message.ns?.length ?? 0;
        if (message.type === 'gap') gapCount += 1;
        if (message.type === 'subscribed') resolve();
      }),
    );
    stream.publish(runStarted(1));
    // 40 MB of JSON: more than any kernel's socket buffers swallow.
    const ns = Array.from({ length: 5_000 }, (_, index) => 1_000.123456789 + index / 7);
    let published = 0;
    for (let count = 0; count < 400; count++) {
      stream.publish(samples(0, published, ns));
      published += ns.length;
      // However slow this machine is: the decent watcher is one that keeps up.
      do await new Promise((resolve) => setTimeout(resolve, 1));
      while (received < published - 5 * ns.length && gapCount === 0);
    }
    stream.publish(roundStarted(1));
    while (received < published && gapCount === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect([received, gapCount]).toEqual([published, 0]);
    expect(stream.statistics().historyBytes).toBeLessThanOrEqual(8 * 1024 * 1024);
    decent.terminate();
    stalled.socket.destroy();
    await stream.finish();
  });
});

describe('the end of a run', () => {
  it('does not wait for a watcher that reads nothing', async () => {
    // It is never called slow here, so nothing else than the end can close it.
    const limits = { lingerMs: 300, slowAfterMs: 1_000_000, closeAfterMs: 1_000_000 };
    const stream = await startLiveStream({ port: 0, limits });
    const stalled = await stalledWatcherOf(stream);
    const ns = Array.from({ length: 5_000 }, (_, index) => 1_000.123456789 + index / 7);
    for (let count = 0; count < 100; count++) stream.publish(samples(0, count * 5_000, ns));
    expect(stream.watcherCount).toBe(1);
    await stream.finish();
    while (stream.watcherCount > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stalled.socket.destroy();
  });

  it('gives a watcher that reads everything there is, then closes it with 1000', async () => {
    const stream = await startLiveStream({ port: 0, limits: { lingerMs: 60_000 } });
    const watcher = new WebSocket(stream.url, 'perf-suite.live.v1');
    const types: string[] = [];
    watcher.on('message', (data) => types.push((JSON.parse(String(data)) as { type: string }).type));
    await new Promise((resolve) => watcher.once('open', resolve));
    watcher.send(SUBSCRIBE);
    while (types.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const code = new Promise((resolve) => watcher.once('close', resolve));
    stream.publish(samples(0, 0, [1, 2]));
    stream.publish(samples(0, 2, [3]));
    stream.publish(roundStarted(1));
    await stream.finish();
    expect(await code).toBe(1000);
    expect(types).toEqual(['hello', 'subscribed', 'samples', 'samples', 'round-started']);
  });
});
