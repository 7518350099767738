import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { serveEndpoints } from '../endpoints/serve-endpoints.js';
import { instrument } from '../service-metrics.js';
import { listening } from '../testing/listening.js';
import { QUIET, scraped } from '../testing/scraped.js';
import type { WebVitalsOptions } from './web-vitals.js';

async function served(webVitals: WebVitalsOptions = {}) {
  const server = createServer((_request, response) => void response.end());
  const metrics = instrument(server, QUIET);
  serveEndpoints(server, metrics, { webVitals });
  const address = await listening(server);
  const send = async (body: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${address}/api/metrics/web-vitals`, {
      method: 'POST',
      headers: { origin: address, ...headers },
      body,
    });
    return { status: response.status, text: (await response.text()).trim() };
  };
  return { address, metrics, send };
}

const report = (values: object) => JSON.stringify({ name: 'LCP', value: 1_000, id: 'v5-1', ...values });

describe('POST /api/metrics/web-vitals', () => {
  it('counts each metric once by page and rating', async () => {
    const { send, metrics } = await served({ pages: ['/', '/works/:id'] });
    const list = [
      { name: 'LCP', value: 5_000, id: 'a', page: '/works/1', rating: 'good' },
      { name: 'CLS', value: 0.05, id: 'b', page: '/works/2?x' },
      { name: 'INP', value: 300, id: 'c', page: '/' },
      { name: 'TTFB', value: 10, id: 'd', page: '/secret/of/someone' },
    ];
    expect((await send(JSON.stringify(list))).status).toBe(204);
    expect((await send(JSON.stringify(list))).status).toBe(204);
    const ratings = await scraped(metrics, 'web_vitals_ratings_total');
    expect(ratings.filter((line) => !line.endsWith(' 0'))).toEqual([
      'web_vitals_ratings_total{metric="LCP",rating="poor",page="/works/:id"} 1',
      'web_vitals_ratings_total{metric="CLS",rating="good",page="/works/:id"} 1',
      'web_vitals_ratings_total{metric="INP",rating="needs-improvement",page="/"} 1',
      'web_vitals_ratings_total{metric="TTFB",rating="good",page="other"} 1',
    ]);
    expect(await scraped(metrics, 'web_vitals_layout_shift_sum')).toEqual([
      'web_vitals_layout_shift_sum{page="/works/:id"} 0.05',
    ]);
    expect(await scraped(metrics, 'web_vitals_refused_total')).toEqual([
      'web_vitals_refused_total{reason="duplicate"} 4',
    ]);
  });

  it.each([
    ['', 'expected JSON'],
    ['{"name"', 'expected JSON'],
    ['null', 'expected a report as an object'],
    ['[]', 'expected 1 to 20 reports, found 0'],
    [JSON.stringify(Array(21).fill({})), 'expected 1 to 20 reports, found 21'],
    [report({ name: 'FID' }), 'name: expected one of LCP, INP, FCP, TTFB, CLS'],
    [report({ name: '__proto__' }), 'name: expected one of'],
    [report({ name: 'constructor' }), 'name: expected one of'],
    [report({ value: -1 }), 'value: expected a number from 0 to 600000'],
    [report({ value: 1e9 }), 'value: expected a number'],
    [report({ value: '5' }), 'value: expected a number'],
    [report({ value: null }), 'value: expected a number'],
    [report({ id: 'x'.repeat(101) }), 'id: expected at most 100 characters'],
    [report({ page: 7 }), 'page: expected a path'],
  ])('refuses %j', async (body, message) => {
    const { send, metrics } = await served();
    expect(await send(body)).toEqual({ status: 400, text: expect.stringContaining(message) });
    expect(await scraped(metrics, 'web_vitals_ratings_total')).toEqual([]);
  });

  it('refuses pages of other origins, and what names none', async () => {
    const { send, address } = await served();
    for (const origin of ['https://evil.example', 'null', `${address}.evil.example`, 'http://127.0.0.1:1']) {
      expect((await send(report({}), { origin })).status).toBe(403);
    }
    const none = await fetch(`${address}/api/metrics/web-vitals`, { method: 'POST', body: report({}) });
    expect(none.status).toBe(403);
    expect(await none.text()).toBe('expected an Origin header, as browsers send it, found none\n');
  });

  it('lets pages of the origins given send, with the preflight that browsers make', async () => {
    const { send, address } = await served({ origins: ['https://example.org'] });
    expect((await send(report({}), { origin: 'https://example.org' })).status).toBe(204);
    expect((await send(report({}))).status).toBe(403);
    const preflight = await fetch(`${address}/api/metrics/web-vitals`, {
      method: 'OPTIONS',
      headers: { origin: 'https://example.org', 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://example.org');
  });

  it('refuses large bodies, whether they say so or not, and keeps answering', async () => {
    const { send } = await served();
    expect((await send('x'.repeat(20_000))).status).toBe(413);
    expect((await send(report({}))).status).toBe(204);
  });

  it('limits how often an address may send', async () => {
    const { send, metrics } = await served({ burst: 3, perSecond: 0.001 });
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await send(report({ id: `${i}` }))).status);
    expect(statuses).toEqual([204, 204, 204, 429, 429]);
    expect(await scraped(metrics, 'web_vitals_refused_total')).toEqual([
      'web_vitals_refused_total{reason="rate-limit"} 2',
    ]);
  });
});
