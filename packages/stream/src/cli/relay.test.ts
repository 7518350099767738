import { roundStarted, runFinished, runStarted, samples } from '@perf-suite/testing/sample-events';
import { describe, expect, it } from 'vitest';
import { newHub, type ServedHub, serveHub, startLiveStream } from '../server/start-live-stream.js';
import { ended, start } from './testing/run-command.js';

const TOKEN = 'token-of-an-upstream-that-moves';

/** A stream that can go away with its run still going on, and come back at the same address. */
async function upstream(epoch: string, port = 0): Promise<ServedHub> {
  return serveHub(newHub(epoch, {}), { port, token: TOKEN });
}

describe('perf-stream relay', () => {
  it('serves the same stream, and watchers go from one to the other without loss', async () => {
    const stream = await startLiveStream({ port: 0 });
    stream.publish(runStarted(1));
    stream.publish(samples(0, 0, [1, 2]));
    const relaying = start('relay', stream.url, '--port', '0');
    const relayUrl = await relaying.io.untilOut(/ws:\S+/);
    const direct = start('watch', stream.url, '--format', 'json');
    const relayed = start('watch', relayUrl, '--format', 'json');
    for (let index = 0; index < 20; index++) stream.publish(samples(0, 2 + index, [index]));
    for (const { io } of [direct, relayed]) await io.untilOut(/"ch":"s\/0"/);
    stream.publish(runFinished());
    await stream.finish();
    expect(await Promise.all([direct.code, relayed.code, relaying.code])).toEqual([0, 0, 0]);
    expect(relayed.io.stdout).toBe(direct.io.stdout);
  });

  it('ends with 2 when its upstream cannot be reached', async () => {
    const address = 'ws://127.0.0.1:1/live';
    const { io, code } = await ended('relay', address, '--port', '0', '--give-up-after', '1ms');
    expect(code).toBe(2);
    expect(io.stderr).toContain('gave up');
    expect(io.stdout).toBe('');
  });

  it('ends with 2 at once, and serves nothing, when its upstream refuses it', async () => {
    const stream = await startLiveStream({ port: 0 });
    const { io, code } = await ended('relay', `ws://127.0.0.1:${stream.port}/live?token=no`, '--port', '0');
    expect(code).toBe(2);
    expect(io.stderr).toContain('401');
    expect(io.stdout).toBe('');
    await stream.finish();
  });

  it('ends at once with what is wrong when it cannot listen, with the run still going on', async () => {
    const stream = await startLiveStream({ port: 0 });
    stream.publish(runStarted(1));
    // An address of nobody: it is reserved for documentation.
    const { io, code } = await ended('relay', stream.url, '--host', '192.0.2.1', '--port', '0');
    expect(code).toBe(2);
    expect(io.stderr).toContain('192.0.2.1:0 cannot be listened on');
    expect(io.stderr).not.toContain('the stream ended');
    while (stream.watcherCount > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await stream.finish();
  });

  it('keeps its watchers while its upstream is gone, and sends them away when there is no way back', async () => {
    const up = await upstream('e1');
    up.driver.publish(runStarted(1));
    up.driver.publish(samples(0, 0, [1, 2]));
    const relaying = start('relay', up.addresses.url, '--port', '0', '--give-up-after', '10m');
    const relayUrl = await relaying.io.untilOut(/ws:\S+/);
    const early = start('watch', relayUrl, '--format', 'json', '--give-up-after', '1ms');
    await early.io.untilOut(/"ch":"s\/0"/);
    await up.goAway();
    // Who comes now still gets what there was.
    const late = start('watch', relayUrl, '--format', 'json', '--give-up-after', '1ms');
    await late.io.untilOut(/"ch":"s\/0"/);
    // Another run has the address now, with a token of its own.
    const other = await startLiveStream({ port: up.addresses.port });
    expect(other.port).toBe(up.addresses.port);
    expect(await relaying.code).toBe(2);
    await other.finish();
    expect(relaying.io.stderr).toContain('upstream: the server is shutting down; trying again');
    expect(relaying.io.stderr).toContain('401');
    // No watcher is notified that the run is over.
    expect(await Promise.all([early.code, late.code])).toEqual([2, 2]);
    expect(early.io.messages.map(({ type }) => type)).toEqual(['snapshot', 'run-started', 'samples']);
    expect(late.io.stdout).toBe(early.io.stdout);
    expect(early.io.stderr).toContain('gave up');
  });

  it('makes its watchers begin anew when its upstream comes back with another epoch', async () => {
    const before = await upstream('e1');
    before.driver.publish(runStarted(2));
    before.driver.publish(roundStarted(0));
    const relaying = start('relay', before.addresses.url, '--port', '0');
    const relayUrl = await relaying.io.untilOut(/ws:\S+/);
    const watching = start('watch', relayUrl, '--format', 'json');
    await watching.io.untilOut(/"type":"round-started"/);
    await before.goAway();
    const after = await upstream('e2', before.addresses.port);
    after.driver.publish({ ...runStarted(1), run: 'r2' });
    after.driver.publish(samples(0, 0, [7]));
    await watching.io.untilOut(/"ns":\[7\]/);
    after.driver.publish(runFinished());
    await after.finish();
    expect(await Promise.all([watching.code, relaying.code])).toEqual([0, 0]);
    const received = watching.io.messages.map(({ type, epoch, seq, run }) => [type, epoch ?? seq, run]);
    expect(received).toEqual([
      ['snapshot', 'e1', undefined],
      ['run-started', 1, 'r1'],
      ['round-started', 2, undefined],
      // What was known is void: the numbers begin anew.
      ['snapshot', 'e2', undefined],
      ['run-started', 1, 'r2'],
      ['samples', 1, undefined],
      ['run-finished', 2, undefined],
    ]);
  });
});
