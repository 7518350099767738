import { createServer } from 'node:net';
import { roundStarted, runFinished, runStarted, samples } from '@perf-suite/testing/sample-events';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startLiveStream } from '../server/start-live-stream.js';
import { watchLive } from './node.js';
import type { WatcherStatus } from './watch-options.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Connections of which the latest can be killed, wherever it is on its way. */
function killable() {
  const sockets: WebSocket[] = [];
  class Killable extends WebSocket {
    constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
      super(...parameters);
      sockets.push(this);
    }
  }
  return { webSocket: Killable, killLatest: () => sockets.at(-1)?.terminate() };
}

describe('a watcher of a real stream', () => {
  it.each([false, true])(
    'gets each sample once through many broken connections (binary: %s)',
    async (binary) => {
      const stream = await startLiveStream({ port: 0 });
      const { webSocket, killLatest } = killable();
      const received: number[] = [];
      const rounds: number[] = [];
      let isLive = false;
      let liveCount = 0;
      const watcher = watchLive(stream.url, {
        from: 'start',
        binary,
        webSocket,
        random: () => 0,
        onMessage: (message) => {
          if (message.type === 'samples') received.push(...message.ns);
          if (message.type === 'round-started') rounds.push(message.round);
        },
        onStatus: ({ state }) => {
          isLive = state === 'live';
          if (isLive) liveCount += 1;
        },
      });
      stream.publish(runStarted(1));
      let published = 0;
      for (let kill = 0; kill < 15; kill++) {
        for (let count = 0; count < 20; count++) {
          stream.publish(samples(0, published, [published + 0.25, published + 1.25, published + 2.25]));
          published += 3;
          if (count % 5 === 0) stream.publish(roundStarted(published));
          await pause(2);
        }
        // Every other time once it is back, else wherever it is on its way.
        while (kill % 2 === 0 && !isLive) await pause(1);
        killLatest();
      }
      // Came after the last kill: who has it is back, and will hear of the end.
      stream.publish(samples(0, published, [published + 0.25]));
      published += 1;
      while (received.length < published) await pause(10);
      stream.publish(runFinished());
      await stream.finish();
      expect(await watcher.ended).toMatchObject({ code: 1000, complete: true });
      expect(received).toEqual(Array.from({ length: published }, (_, index) => index + 0.25));
      expect(rounds).toEqual([...new Set(rounds)].sort((a, b) => a - b));
      expect(rounds.length).toBe(60);
      expect(liveCount).toBeGreaterThanOrEqual(8);
    },
  );

  it('goes on where an earlier one left, in another process or later', async () => {
    const stream = await startLiveStream({ port: 0 });
    const seen: number[] = [];
    const take = (message: { type: string; ns?: readonly number[] }): void => {
      seen.push(...(message.ns ?? []));
    };
    const first = watchLive(stream.url, { from: 'start', onMessage: take });
    stream.publish(samples(0, 0, [0, 1]));
    while (seen.length < 2) await pause(5);
    const { resume } = first;
    first.close();
    stream.publish(samples(0, 2, [2]));
    const second = watchLive(stream.url, { ...(resume === null ? {} : { resume }), onMessage: take });
    stream.publish(samples(0, 3, [3]));
    while (seen.length < 4) await pause(5);
    await stream.finish();
    await second.ended;
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('comes back to a run of so many benchmarks that not all positions fit into one message', async () => {
    const benchmarkCount = 3_000;
    const stream = await startLiveStream({ port: 0 });
    const { webSocket, killLatest } = killable();
    const received: number[] = [];
    const watcher = watchLive(stream.url, {
      from: 'start',
      webSocket,
      random: () => 0,
      onMessage: (message) => {
        if (message.type === 'samples') received.push(message.benchmark);
      },
    });
    stream.publish(runStarted(benchmarkCount));
    for (let index = 0; index < benchmarkCount; index++) stream.publish(samples(index, 0, [index]));
    while (received.length < benchmarkCount) await pause(5);
    killLatest();
    for (let index = 0; index < benchmarkCount; index++) stream.publish(samples(index, 1, [index]));
    while (received.length < 2 * benchmarkCount) await pause(5);
    await stream.finish();
    expect(await watcher.ended).toMatchObject({ code: 1000, complete: true });
    const each = Array.from({ length: benchmarkCount }, (_, index) => index);
    expect(received).toEqual([...each, ...each]);
  });

  it('ends at once when it is refused, and says why', async () => {
    const stream = await startLiveStream({ port: 0 });
    const end = await watchLive(`ws://127.0.0.1:${stream.port}/live?token=wrong`).ended;
    expect(end).toMatchObject({
      complete: false,
      refusedWith: 401,
      reason: 'expected the token of this run, as printed with its address',
    });
    await stream.finish();
  });

  it('gives up where nobody answers, after the time it was given', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => free.once('listening', resolve));
    const address = free.address();
    await new Promise((resolve) => free.close(resolve));
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const states: string[] = [];
    const onStatus = ({ state }: WatcherStatus): void => {
      states.push(state);
    };
    const end = await watchLive(`ws://127.0.0.1:${port}/live`, { giveUpAfterMs: 300, onStatus }).ended;
    expect(end.reason).toContain('gave up');
    expect(states.filter((state) => state === 'waiting').length).toBeGreaterThan(0);
  });

  it('finds the server again after it was killed and started anew, and starts over', async () => {
    const first = await startLiveStream({ port: 0, token: 'the-same-token-as-before' });
    const epochs: string[] = [];
    const rounds: number[] = [];
    const watcher = watchLive(first.url, {
      from: 'start',
      random: () => 0,
      onSnapshot: ({ epoch }) => epochs.push(epoch),
      onMessage: (message) => {
        if (message.type === 'round-started') rounds.push(message.round);
      },
    });
    first.publish(roundStarted(1));
    while (rounds.length < 1) await pause(5);
    // Half an end: connections break as those of a killed process do.
    const { port } = first;
    await killConnections(first);
    const second = await startLiveStream({ port, token: 'the-same-token-as-before' });
    expect(second.port).toBe(port);
    second.publish(roundStarted(2));
    while (rounds.length < 2) await pause(5);
    watcher.close();
    await second.finish();
    expect(rounds).toEqual([1, 2]);
    expect(new Set(epochs).size).toBe(2);
  });
});

/** Ends a stream without notifying its watchers that the run is over. */
async function killConnections(stream: Awaited<ReturnType<typeof startLiveStream>>): Promise<void> {
  const terminate = vi.spyOn(WebSocket.prototype, 'close').mockImplementation(function (this: WebSocket) {
    this.terminate();
  });
  await stream.finish();
  terminate.mockRestore();
}
