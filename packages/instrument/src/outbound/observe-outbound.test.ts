import { createServer } from 'node:http';
import { request as undiciRequest } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { ServiceMetrics } from '../service-metrics.js';
import { listening } from '../testing/listening.js';
import { QUIET, scraped } from '../testing/scraped.js';

it('measures what fetch and undici send, to the end of the body, and why nothing came', async () => {
  const address = await listening(
    createServer((request, response) => {
      if (request.url === '/broken') request.socket.destroy();
      else if (request.url === '/half') response.write('half', () => request.socket.destroy());
      else if (request.url !== '/never')
        response.writeHead(request.url === '/missing' ? 404 : 200).end('x'.repeat(100_000));
    }),
  );
  const metrics = new ServiceMetrics(QUIET);
  onTestFinished(metrics.observeOutbound());
  await (await fetch(`${address}/works/1?secret`)).text();
  await (await fetch(`${address}/missing`, { method: 'POST', body: 'a' })).text();
  await (await undiciRequest(`${address}/works/2`)).body.text();
  await expect(fetch(`${address}/broken`)).rejects.toThrow();
  await expect(fetch(`${address}/half`).then((response) => response.text())).rejects.toThrow();
  await expect(fetch('http://127.0.0.1:9/')).rejects.toThrow();
  const aborted = fetch(`${address}/never`, { signal: AbortSignal.timeout(50) });
  await expect(aborted).rejects.toThrow();

  const host = address.slice('http://'.length);
  const counts = (await scraped(metrics, 'http_client_request_duration_seconds_count')).map((line) =>
    line
      .replace(
        /.*method="(\w+)",server_address="([^"]*)",http_response_status_code="(\d*)",error_type="(\w*)"} /,
        '$1 $2 $3 $4 ',
      )
      .replace(host, 'host'),
  );
  expect(counts).toContain('GET host 200  2');
  expect(counts).toContain('POST host 404  1');
  expect(counts).toContain('GET host  UND_ERR_SOCKET 1');
  expect(counts.filter((line) => /^GET host 200 \w+ 1$/.test(line))).toHaveLength(1);
  expect((await scraped(metrics, 'http_client')).join('')).not.toContain('secret');
});

it('counts a request once, however often it was asked to', async () => {
  const address = await listening(createServer((_request, response) => void response.end()));
  const metrics = new ServiceMetrics(QUIET);
  onTestFinished(metrics.observeOutbound());
  onTestFinished(metrics.observeOutbound());
  await (await fetch(address)).text();
  const [line] = await scraped(metrics, 'http_client_request_duration_seconds_count');
  expect(line).toMatch(/ 1$/);
});

it('measures nothing after it was stopped', async () => {
  const address = await listening(createServer((_request, response) => void response.end()));
  const metrics = new ServiceMetrics(QUIET);
  metrics.observeOutbound()();
  await (await fetch(address)).text();
  expect(await scraped(metrics, 'http_client_request_duration_seconds_count')).toEqual([]);
});
