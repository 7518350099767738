import { request } from 'node:https';
import { LOCALHOST_CERTIFICATE } from '@perf-suite/testing/localhost-certificate';
import { roundStarted, samples } from '@perf-suite/testing/sample-events';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type LiveStream, newHub, serveHub, startLiveStream } from './start-live-stream.js';
import { RawWatcher } from './testing/raw-watcher.js';

function statusOfPage({ pageUrl }: LiveStream): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(pageUrl, { ca: LOCALHOST_CERTIFICATE.cert }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });
}

describe('startLiveStream', () => {
  it('takes the next port when one is taken, and says which', async () => {
    const first = await startLiveStream({ port: 0 });
    const second = await startLiveStream({ port: first.port });
    expect(second.port).toBeGreaterThan(first.port);
    expect(second.url).toContain(`ws://127.0.0.1:${second.port}/live?token=`);
    expect(second.pageUrl).toBe(`http://127.0.0.1:${second.port}/?token=${second.token}`);
    await Promise.all([first.finish(), second.finish()]);
  });

  it('says which address it cannot listen on', async () => {
    await expect(startLiveStream({ host: '192.0.2.1', port: 0 })).rejects.toThrow(/192\.0\.2\.1/);
  });

  it('warns about an address beyond loopback without TLS, and only then', async () => {
    const open = await startLiveStream({ host: '0.0.0.0', port: 0 });
    const loopback = await startLiveStream({ port: 0 });
    const encrypted = await startLiveStream({ host: '0.0.0.0', port: 0, tls: LOCALHOST_CERTIFICATE });
    expect(open.warning).toContain('--tls-cert');
    expect([loopback.warning, encrypted.warning]).toEqual([null, null]);
    await Promise.all([open.finish(), loopback.finish(), encrypted.finish()]);
  });

  it('speaks TLS with a certificate', async () => {
    const stream = await startLiveStream({ port: 0, tls: LOCALHOST_CERTIFICATE });
    expect(stream.url).toMatch(/^wss:/);
    const watcher = new WebSocket(stream.url, 'perf-suite.live.v1', { ca: LOCALHOST_CERTIFICATE.cert });
    const hello = await new Promise((resolve, reject) => {
      watcher.once('message', (data) => resolve(JSON.parse(String(data))));
      watcher.once('error', reject);
    });
    expect(hello).toMatchObject({ type: 'hello', proto: 1 });
    expect(await statusOfPage(stream)).toBe(200);
    watcher.terminate();
    await stream.finish();
  });

  it('ends its connections whose TLS handshake is not done', async () => {
    // So patient that only its end can be what ends the connection.
    const limits = { handshakeWithinMs: 1_000_000 };
    const stream = await startLiveStream({ port: 0, tls: LOCALHOST_CERTIFICATE, limits });
    const silent = new RawWatcher(stream.port);
    // Connections are taken in turn: after this one, the server has the silent one.
    expect(await statusOfPage(stream)).toBe(200);
    await stream.finish();
    await silent.closed;
  });

  it('gives a TLS handshake no longer than a request', async () => {
    const limits = { handshakeWithinMs: 100 };
    const stream = await startLiveStream({ port: 0, tls: LOCALHOST_CERTIFICATE, limits });
    await new RawWatcher(stream.port).closed;
    await stream.finish();
  });

  it('serves the page under a policy that allows nothing but itself', async () => {
    const stream = await startLiveStream({ port: 0 });
    const page = await fetch(stream.pageUrl);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await fetch(stream.pageUrl, { method: 'POST' })).status).toBe(405);
    expect((await fetch(new URL('/../package.json', stream.pageUrl))).status).toBe(404);
    await stream.finish();
  });

  it('sends samples no more often than it says, unless a run message takes them along', async () => {
    const stream = await startLiveStream({ port: 0 });
    const watcher = new WebSocket(stream.url, 'perf-suite.live.v1');
    const came: { type: string; first: number; ns: number[]; cadenceMs: number }[] = [];
    const subscribed = new Promise((resolve) =>
      watcher.on('message', (data) => {
        const message = JSON.parse(String(data)) as (typeof came)[number];
        came.push(message);
        if (message.type === 'hello') watcher.send('{"type":"subscribe"}');
        else if (message.type === 'subscribed') resolve(0);
      }),
    );
    await subscribed;
    const publishedMs: number[] = [];
    for (let piece = 0; piece < 120; piece++) {
      publishedMs.push(performance.now());
      stream.publish(samples(0, piece, [1]));
      if (piece % 17 === 16) stream.publish(roundStarted(piece));
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    const closed = new Promise((resolve) => watcher.once('close', resolve));
    await stream.finish();
    await closed;
    const cadenceMs = came[0]?.cadenceMs ?? Number.NaN;
    let before: number | null = null;
    for (const [index, { type, first, ns }] of came.entries()) {
      if (type !== 'samples') continue;
      const end = first + ns.length;
      // It left after its last piece was published, and before the next one was.
      const atMostApartMs = (publishedMs[end] ?? Infinity) - (publishedMs[(before ?? 0) - 1] ?? -Infinity);
      if (came[index + 1]?.type !== 'round-started') expect(atMostApartMs).toBeGreaterThanOrEqual(cadenceMs);
      before = end;
    }
    expect(before).toBe(120);
  });

  it('lets no fault in serving a watcher reach the run', async () => {
    const stream = await startLiveStream({ port: 0 });
    const watcher = new WebSocket(stream.url, 'perf-suite.live.v1');
    // Expected here, so it is not printed.
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const closed = new Promise((resolve) => watcher.once('close', resolve));
    await new Promise((resolve) => watcher.once('open', resolve));
    watcher.send('{"type":"subscribe"}');
    await new Promise((resolve) =>
      watcher.on('message', (data) => String(data).includes('snapshot') && resolve(0)),
    );
    // Nothing of ours makes such an event; JSON cannot say it.
    stream.publish({ ...roundStarted(0), round: 1n } as unknown as ReturnType<typeof roundStarted>);
    expect(await closed).toBe(4500);
    expect(warn.mock.lastCall?.[0]).toContain('could not be served');
    warn.mockRestore();
    await stream.finish();
  });

  it('ends at once when nobody watches, and takes no more watchers', async () => {
    const stream = await startLiveStream({ port: 0 });
    stream.publish(roundStarted(0));
    await stream.finish();
    await expect(fetch(stream.pageUrl)).rejects.toThrow();
  });

  it('gives late watchers the run while it is kept', async () => {
    // Kept until it is told to stop, which is when the late one has something.
    const limits = { lingerMs: 60_000 };
    const served = await serveHub(newHub('e1', { limits }), { port: 0, keepMs: 600_000, limits });
    served.driver.publish(roundStarted(3));
    const stop = new AbortController();
    const finishing = served.finish(stop.signal);
    const watcher = new WebSocket(served.addresses.url, 'perf-suite.live.v1');
    watcher.once('open', () => watcher.send('{"type":"subscribe","from":"start"}'));
    const types: string[] = [];
    watcher.on('message', (data) => {
      types.push((JSON.parse(String(data)) as { type: string }).type);
      if (types.at(-1) === 'round-started') stop.abort();
    });
    const code = await new Promise((resolve) => watcher.once('close', resolve));
    expect(code).toBe(1000);
    expect(types).toEqual(['hello', 'subscribed', 'round-started']);
    await finishing;
  });
});
