import { findProgram } from '@perf-suite/testing/real-server';
import { roundStarted, runFinished, runStarted, samples } from '@perf-suite/testing/sample-events';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { RecordedIo } from '../../src/cli/testing/recorded-io.js';
import { type LiveStream, startLiveStream } from '../../src/server/start-live-stream.js';
import { type ServerProcess, startServer } from './server-process.js';

/** One run through a real NATS or Redis server, served by two relays, watched at all three. */

const WATCH = ['watch', '--format', 'json', '--give-up-after', '10s'];
const nats = findProgram('nats-server', 'nats-server');
const redis = findProgram('redis-server', 'redis-server');

function start(args: readonly string[]): { io: RecordedIo; code: Promise<number> } {
  const io = new RecordedIo();
  return { io, code: main(args, io) };
}

function publishSome(stream: LiveStream, from: number): void {
  for (let index = from; index < from + 50; index++) {
    stream.publish(
      samples(
        index % 2,
        Math.floor(index / 2) * 10,
        Array.from({ length: 10 }, (_, i) => index + i / 4),
      ),
    );
    if (index % 10 === 0) stream.publish(roundStarted(index));
  }
}

async function expectSameRunEverywhere(via: string): Promise<void> {
  const stream = await startLiveStream({ port: 0 });
  stream.publish(runStarted(2));
  publishSome(stream, 0);
  const feeding = start(['relay', stream.url, '--via', via, '--port', '0', '--quiet']);
  // Once it serves, the log holds this run: before, it may hold an earlier one, complete.
  const feedingUrl = await feeding.io.untilOut(/ws:\S+/);
  const following = start(['relay', '--via', via, '--port', '0', '--quiet']);
  const urls = [feedingUrl, await following.io.untilOut(/ws:\S+/)];
  const watching = [stream.url, ...urls].map((url) => start([...WATCH, url]));
  publishSome(stream, 50);
  // Each has the run's middle before its end begins: nobody joins too late.
  await Promise.all(watching.map(({ io }) => io.untilOut(/"round":90/)));
  stream.publish(runFinished());
  await stream.finish();
  expect(await Promise.all([...watching, feeding, following].map(({ code }) => code))).toEqual([
    0, 0, 0, 0, 0,
  ]);
  const [direct, ...relayed] = watching.map(({ io }) => io.stdout);
  for (const text of relayed) expect(text).toBe(direct);
  const sampleCount = watching[0]?.io.messages.reduce(
    (sum, { ns }) => sum + (Array.isArray(ns) ? ns.length : 0),
    0,
  );
  expect(sampleCount).toBe(1_000);

  // Whoever comes when all is over still gets the run from the shared log, twice fed or not.
  const late = start(['relay', '--via', via, '--port', '0', '--quiet', '--keep', '20s']);
  const lateWatch = start([...WATCH, await late.io.untilOut(/ws:\S+/)]);
  await lateWatch.io.untilOut(/run-finished/);
  late.io.interrupt();
  await Promise.all([late.code, lateWatch.code]);
  expect(lateWatch.io.stdout).toBe(direct);
}

async function withServer(server: ServerProcess, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await server.stop();
  }
}

describe('relays that share a run', () => {
  it.skipIf(nats === null)('give the same messages through JetStream', async () => {
    const args = ({ port, folder }: { port: number; folder: string }): string[] => {
      return ['--jetstream', '--store_dir', folder, '-a', '127.0.0.1', '-p', String(port)];
    };
    const server = await startServer(nats ?? '', args);
    await withServer(server, async () => {
      await expectSameRunEverywhere(`nats://127.0.0.1:${server.port}/test`);
      // Another run under the same name takes the place of the first.
      await expectSameRunEverywhere(`nats://127.0.0.1:${server.port}/test`);
    });
  });

  it.skipIf(redis === null)('give the same messages through Redis Streams', async () => {
    const args = ({ port }: { port: number }): string[] => {
      return ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
    };
    const server = await startServer(redis ?? '', args);
    await withServer(server, async () => {
      await expectSameRunEverywhere(`redis://127.0.0.1:${server.port}/test`);
      await expectSameRunEverywhere(`redis://127.0.0.1:${server.port}/test`);
    });
  });

  it.skipIf(nats === null)('say what to do where JetStream is not enabled', async () => {
    const server = await startServer(nats ?? '', ({ port }) => ['-a', '127.0.0.1', '-p', String(port)]);
    await withServer(server, async () => {
      const { io, code } = start(['relay', '--via', `nats://127.0.0.1:${server.port}/test`, '--port', '0']);
      expect(await code).toBe(2);
      expect(io.stderr).toContain('nats-server --jetstream');
    });
  });

  it.skipIf(redis === null)('end, and say why, when the server they share goes away', async () => {
    const server = await startServer(redis ?? '', ({ port }) => ['--port', String(port), '--save', '']);
    const stream = await startLiveStream({ port: 0 });
    const via = `redis://127.0.0.1:${server.port}/test`;
    const { io, code } = start(['relay', stream.url, '--via', via, '--port', '0']);
    stream.publish(runStarted(2));
    await io.untilOut(/ws:/);
    await server.stop();
    publishSome(stream, 0);
    expect(await code).toBe(2);
    expect(io.stderr).toContain('expected the shared log to take the run');
    await stream.finish();
  });

  it.each(['nats://127.0.0.1:1/x', 'redis://127.0.0.1:1/x'])(
    'say what to do where nothing answers: %s',
    async (via) => {
      const { io, code } = start(['relay', '--via', via, '--port', '0']);
      expect(await code).toBe(2);
      expect(io.stderr).toMatch(/expected a (NATS|Redis) server at 127\.0\.0\.1:1/);
    },
  );
});
