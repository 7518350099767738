import { networkInterfaces } from 'node:os';
import { runFinished, runStarted } from '@perf-suite/testing/sample-events';
import { afterEach, describe, expect, it } from 'vitest';
import { ended, start } from '../cli/testing/run-command.js';
import { ownHosts } from './server-address.js';
import { type LiveStream, startLiveStream } from './start-live-stream.js';

const HAS_IPV6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === '::1');

let stream: LiveStream | null = null;
afterEach(async () => {
  await stream?.finish();
  stream = null;
});

describe.skipIf(!HAS_IPV6)('an IPv6 address', () => {
  it.each(['::1', '[::1]'])('%s is listened on, printed in brackets, and watched at', async (host) => {
    stream = await startLiveStream({ host, port: 0, limits: { lingerMs: 60_000 } });
    expect(stream.url).toMatch(/^ws:\/\/\[::1\]:\d+\/live\?token=/);
    expect(stream.warning).toBeNull();
    stream.publish(runStarted(1));
    stream.publish(runFinished());
    expect((await fetch(stream.pageUrl)).status).toBe(200);
    const short = `ws://[::1]:${stream.port}?token=${stream.token}`;
    const watching = Promise.all([ended('watch', stream.url), ended('watch', short)]);
    while (stream.watcherCount < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await stream.finish();
    for (const { code } of await watching) expect(code).toBe(0);
  });

  it('is taken by relay', async () => {
    stream = await startLiveStream({ host: '::1', port: 0 });
    stream.publish(runStarted(1));
    const { io, code } = start('relay', stream.url, '--host', '[::1]', '--port', '0');
    const url = await io.untilOut(/ws:\S+/);
    expect(url).toMatch(/^ws:\/\/\[::1\]:\d+\//);
    io.interrupt();
    expect(await code).toBe(130);
  });
});

it('names are answered to with the own port, with another that was given, and IPv6 in brackets', () => {
  const listening = { host: '127.0.0.1', port: 8765, tls: false };
  const hosts = ownHosts(listening, [
    'perf.example.org',
    'perf.example.org:443',
    '[fd00::2]',
    'fd00::3',
    '[fd00::4]:1',
  ]);
  for (const host of [
    'perf.example.org:8765',
    'perf.example.org:443',
    '[fd00::2]:8765',
    '[fd00::3]:8765',
    '[fd00::4]:1',
    '[::1]:8765',
  ])
    expect(hosts).toContain(host);
});
