import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findProgram } from '@perf-suite/testing/real-server';
import { roundStarted, runStarted } from '@perf-suite/testing/sample-events';
import { afterEach, describe, expect, it } from 'vitest';
import { type LiveStream, startLiveStream } from '../../src/server/start-live-stream.js';
import { type ServerProcess, startServer } from './server-process.js';

/** Relays as processes, whose shared log goes away in the middle of a run. */

const program = fileURLToPath(new URL('../../bin/perf-stream.js', import.meta.url));
const redis = findProgram('redis-server', 'redis-server');
const nats = findProgram('nats-server', 'nats-server');
const processes: ChildProcess[] = [];

interface RelayProcess {
  readonly exit: Promise<unknown>;
  stderr: string;
  untilServing(): Promise<void>;
}

function startRelay(...args: string[]): RelayProcess {
  const child = spawn(process.execPath, [program, 'relay', '--port', '0', ...args], { stdio: 'pipe' });
  processes.push(child);
  const serving = once(child.stdout, 'data');
  const relay: RelayProcess = {
    exit: once(child, 'close').then(([code]) => code),
    stderr: '',
    untilServing: async () => {
      await serving;
    },
  };
  child.stderr.on('data', (text) => {
    relay.stderr += String(text);
  });
  return relay;
}

afterEach(() => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
});

async function expectBothEnd(server: ServerProcess, stream: LiveStream, via: string): Promise<void> {
  stream.publish(runStarted(1));
  const feeding = startRelay(stream.url, '--via', via);
  await feeding.untilServing();
  const following = startRelay('--via', via);
  await following.untilServing();
  await server.stop();
  stream.publish(roundStarted(1));
  expect(await Promise.all([feeding.exit, following.exit])).toEqual([2, 2]);
  expect(feeding.stderr).toContain('--via: expected the shared log to take the run, found: ');
  expect(following.stderr).toContain('--via: expected the shared log to give the run, found: ');
  for (const { stderr } of [feeding, following]) expect(stderr).not.toContain('internal error');
  await stream.finish();
}

describe('relays whose shared log goes away', () => {
  it.skipIf(redis === null)('end with 2 and say why: Redis', async () => {
    const server = await startServer(redis ?? '', ({ port }) => {
      return ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
    });
    const stream = await startLiveStream({ port: 0 });
    await expectBothEnd(server, stream, `redis://127.0.0.1:${server.port}/test`);
  });

  it.skipIf(nats === null)('end with 2 and say why: JetStream', async () => {
    const server = await startServer(nats ?? '', ({ port, folder }) => {
      return ['--jetstream', '--store_dir', folder, '-a', '127.0.0.1', '-p', String(port)];
    });
    const stream = await startLiveStream({ port: 0 });
    await expectBothEnd(server, stream, `nats://127.0.0.1:${server.port}/test`);
  });
});
