import { createServer } from 'node:http';
import { serve } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { SignJWT } from 'jose';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import { instrument } from '../service-metrics.js';
import { listening } from '../testing/listening.js';
import { countedRequests, QUIET } from '../testing/scraped.js';
import { type EndpointOptions, serveEndpoints } from './serve-endpoints.js';

const token = 'a-token-of-the-test';
const secret = 'a secret of the test that is long enough';

async function served(options: EndpointOptions = {}) {
  const server = createServer((_request, response) => void response.end('own'));
  const metrics = instrument(server, { ...QUIET, routes: ['/own'] });
  serveEndpoints(server, metrics, options);
  return { metrics, address: await listening(server) };
}

describe('serveEndpoints', () => {
  const frameworks: Readonly<Record<string, (options: EndpointOptions) => Promise<string>>> = {
    'node:http': async (options) => (await served(options)).address,
    Express: async (options) => {
      const app = express();
      app.use(express.json());
      app.get('/own', (_request, response) => void response.send('own'));
      serveEndpoints(app, instrument(app, QUIET), options);
      return listening(createServer(app));
    },
    Fastify: async (options) => {
      const app = Fastify();
      serveEndpoints(app, instrument(app, QUIET), options);
      app.get('/own', async () => 'own');
      await app.ready();
      return listening(app.server);
    },
    Koa: async (options) => {
      const app = new Koa();
      app.use((context) => {
        context.body = 'own';
      });
      serveEndpoints(app, instrument(app, QUIET), options);
      return listening(createServer(app.callback()));
    },
    Hono: async (options) => {
      const app = new Hono();
      serveEndpoints(app, instrument(app, QUIET), options);
      app.get('/own', (context) => context.text('own'));
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
      await new Promise((resolve) => server.once('listening', resolve));
      return listening(server as never);
    },
  };

  it.each(Object.keys(frameworks))('answers them on %s, and leaves the rest to the app', async (name) => {
    const address = await frameworks[name]!({ token, webVitals: {}, health: { database: () => true } });
    const headers = { authorization: `Bearer ${token}` };
    for (let round = 0; round < 2; round++) {
      expect(await (await fetch(`${address}/own`)).text()).toBe('own');
      const metrics = await fetch(`${address}/metrics`, { headers });
      expect(metrics.headers.get('content-type')).toContain('text/plain; version=0.0.4');
      expect(await metrics.text()).toContain('# TYPE http_server_request_duration_seconds histogram');
      const health = await fetch(`${address}/health`);
      expect(await health.json()).toMatchObject({ status: 'ok', checks: { database: 'ok' } });
      const summary = await (await fetch(`${address}/api/metrics/summary?x=1`, { headers })).json();
      expect(summary).toMatchObject({ requests: { count: round + 1, errorRatio: 0, inFlight: 0 } });
      const vitals = await fetch(`${address}/api/metrics/web-vitals`, {
        method: 'POST',
        headers: { origin: address, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'LCP', value: 1_200, id: `v5-${round}` }),
      });
      expect(vitals.status).toBe(204);
    }
    const text = await (await fetch(`${address}/metrics`, { headers })).text();
    expect(text).toContain('web_vitals_ratings_total{metric="LCP",rating="good",page="other"} 2');
  });

  it('does not count requests to them', async () => {
    const { address, metrics } = await served();
    for (const path of ['/metrics', '/health', '/own']) await (await fetch(address + path)).text();
    expect(await countedRequests(metrics)).toEqual(['GET /own 200 1']);
    expect((await metrics.scrape()).body).toContain(
      'http_server_active_requests{http_request_method="GET"} 0',
    );
  });

  it('gives the summary and the metrics to whoever has the token or a valid JWT, and to nobody else', async () => {
    const { address } = await served({ token, jwt: { secret, issuer: 'test', audience: 'metrics' } });
    const jwt = (claims: { iss?: string; aud?: string; exp?: string; key?: string }) => {
      const { iss = 'test', aud = 'metrics', exp = '5m', key = secret } = claims;
      const token = new SignJWT({ sub: 'someone' }).setProtectedHeader({ alg: 'HS256' });
      token.setIssuer(iss).setAudience(aud);
      if (exp !== '') token.setExpirationTime(exp);
      return token.sign(new TextEncoder().encode(key));
    };
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"iss":"test","aud":"metrics","exp":9999999999}').toString('base64url')}.`;
    const statusOf = async (path: string, authorization?: string) =>
      (await fetch(address + path, authorization === undefined ? {} : { headers: { authorization } })).status;
    for (const path of ['/metrics', '/api/metrics/summary']) {
      expect(await statusOf(path, `Bearer ${token}`)).toBe(200);
      expect(await statusOf(path, `Bearer ${await jwt({})}`)).toBe(200);
      const wrong = [
        undefined,
        'Bearer wrong',
        `Basic ${token}`,
        `Bearer ${unsigned}`,
        `Bearer ${await jwt({ iss: 'other' })}`,
        `Bearer ${await jwt({ aud: 'other' })}`,
        `Bearer ${await jwt({ exp: '-5m' })}`,
        `Bearer ${await jwt({ exp: '' })}`,
        `Bearer ${await jwt({ key: 'another secret that is long enough too' })}`,
      ];
      for (const one of wrong) expect(await statusOf(path, one)).toBe(401);
    }
  });

  it('does not let anybody guess tokens fast, and still answers the right one', async () => {
    const { address } = await served({ token });
    const statuses = new Set<number>();
    for (let i = 0; i < 30; i++) {
      statuses.add((await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${i}` } })).status);
    }
    expect([...statuses]).toEqual([401, 429]);
    expect(
      (await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(200);
  });

  it('does not serve the summary where anybody could read it', async () => {
    const { address } = await served();
    expect(await (await fetch(`${address}/api/metrics/summary`)).text()).toBe('own');
    expect((await fetch(`${address}/metrics`)).status).toBe(200);
  });

  it('says what is not well, without telling what went wrong, and shows it in the metrics', async () => {
    const { address, metrics } = await served({
      health: {
        database: () => Promise.reject(new Error('password of the database')),
        disk: () => false,
        queue: () => 'anything',
      },
    });
    const answer = await fetch(`${address}/health`);
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      status: 'failing',
      checks: { database: 'failing', disk: 'failing', queue: 'ok' },
    });
    expect(text).not.toContain('password');
    expect((await metrics.scrape()).body).toContain('health_check_status{check="database"} 0');
  });

  it('refuses other methods, and answers HEAD without a body', async () => {
    const { address } = await served();
    const answer = await fetch(`${address}/metrics`, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await (await fetch(`${address}/health`, { method: 'HEAD' })).text()).toBe('');
  });

  it('moves endpoints, and leaves them out', async () => {
    const { address } = await served({ paths: { metrics: '/internal/metrics', health: null } });
    expect(await (await fetch(`${address}/health`)).text()).toBe('own');
    expect(await (await fetch(`${address}/metrics`)).text()).toBe('own');
    expect(await (await fetch(`${address}/internal/metrics`)).text()).toContain('# TYPE');
  });

  it.each([
    [{ token: 'short' }, 'token: expected at least 16 characters, found 5'],
    [{ jwt: {} }, 'jwt: expected exactly one of'],
    [{ jwt: { secret: 'short' } }, 'jwt.secret: expected at least 32 bytes'],
    [{ jwt: { publicKey: 'no key' } }, 'jwt.publicKey: expected a public key as PEM'],
    [{ jwt: { jwksUrl: 'no address' } }, 'jwt.jwksUrl: expected an address'],
    [{ webVitals: { origins: ['example.org/page'] } }, 'webVitals.origins: expected origins'],
    [{ webVitals: { pages: ['works'] } }, 'expected patterns such as'],
  ] satisfies readonly (readonly [EndpointOptions, string])[])('refuses %j', (options, message) => {
    const server = createServer();
    expect(() => serveEndpoints(server, instrument(server, QUIET), options)).toThrow(message);
  });
});
