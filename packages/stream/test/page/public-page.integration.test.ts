import { request as ask } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { eventsOfRun } from '@perf-suite/schema';
import { CHROMIUM_PATH, launchChromium } from '@perf-suite/testing/chromium';
import { LOCALHOST_CERTIFICATE } from '@perf-suite/testing/localhost-certificate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLiveStream } from '../../src/server/start-live-stream.js';
import { exampleReport, exampleRun } from './example-run.js';

const run = exampleRun();

/** A proxy that ends TLS, takes `/base` off and passes on the name it was asked for. */
function startProxy(upstreamPort: () => number): Server {
  const server = createServer(LOCALHOST_CERTIFICATE, (request, response) => {
    const path = (request.url ?? '/').replace(/^\/base/, '');
    ask({ host: '127.0.0.1', port: upstreamPort(), path, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  });
  server.on('upgrade', (request, socket) => {
    const upstream = connect(upstreamPort(), '127.0.0.1');
    const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`);
    const path = (request.url ?? '/').replace(/^\/base/, '');
    upstream.write([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    upstream.pipe(socket).pipe(upstream);
    for (const end of [upstream, socket]) end.on('error', () => end.destroy());
  });
  return server.listen(0, '127.0.0.1');
}

describe.skipIf(CHROMIUM_PATH === null)('the live page behind a proxy with TLS', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it('loads and follows its stream at the public address', async () => {
    let port = 0;
    const proxy = startProxy(() => port);
    await new Promise((resolve) => proxy.once('listening', resolve));
    const publicUrl = `https://localhost:${(proxy.address() as AddressInfo).port}/base`;
    const stream = await startLiveStream({ port: 0, publicUrl });
    ({ port } = stream);
    try {
      for (const event of eventsOfRun(run, exampleReport(run))) stream.publish(event);
      const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
      const troubles: string[] = [];
      page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
      await page.goto(stream.pageUrl);
      await page.locator('.progress[data-phase="finished"]').waitFor({ timeout: 60_000 });
      expect(page.url()).toContain(`${publicUrl}/?token=`);
      expect(troubles).toEqual([]);
      await page.close();
    } finally {
      proxy.closeAllConnections();
      proxy.close();
      await stream.finish();
    }
  }, 120_000);
});
