import { createServer } from 'node:http';
import express from 'express';
// @ts-expect-error: only the types of the newest version are installed
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { instrument } from '../service-metrics.js';
import { listening } from '../testing/listening.js';
import { countedRequests, QUIET } from '../testing/scraped.js';

/** Answers a request by its path, and is done when it was counted. */
async function ask(address: string, path: string, method = 'GET'): Promise<void> {
  const response = await fetch(`${address}${path}`, { method });
  await response.arrayBuffer();
}

describe.each([
  ['Express 5', express],
  ['Express 4', express4 as unknown as typeof express],
] as const)('%s', (_, framework) => {
  it('counts requests by the whole pattern of their route, also those of routers in routers', async () => {
    const app = framework();
    const users = framework.Router({ mergeParams: true });
    const posts = framework.Router();
    posts.get('/:post', (_request, response) => void response.send('post'));
    users.get('/', (_request, response) => void response.send('user'));
    users.use('/posts/:year', posts);
    app.use('/users/:user', users);
    app.get('/works', (_request, response) => void response.send('works'));
    // After the routes: it makes no difference.
    const metrics = instrument(app, QUIET);
    const address = await listening(createServer(app));
    for (const path of ['/works', '/works?page=2', '/users/7', '/users/8/', '/users/7/posts/2026/9']) {
      await ask(address, path);
    }
    expect(await countedRequests(metrics)).toEqual([
      'GET /users/:user 200 2',
      'GET /users/:user/posts/:year/:post 200 1',
      'GET /works 200 2',
    ]);
  });

  it('names a route that is a regular expression as it is written', async () => {
    const app = framework();
    app.get(/^\/re\/(\d+)/, (_request, response) => void response.send('number'));
    const metrics = instrument(app, QUIET);
    await ask(await listening(createServer(app)), '/re/12');
    expect(await countedRequests(metrics)).toEqual([String.raw`GET /^\\/re\\/(\\d+)/ 200 1`]);
  });

  it('counts a request in all metrics that watch the app or the server below it, in each once', async () => {
    const app = framework();
    app.get('/works/:id', (_request, response) => void response.send('work'));
    const first = instrument(app, QUIET);
    const second = instrument(app, QUIET);
    instrument(app, { metrics: first });
    const server = createServer(app);
    const below = instrument(server, QUIET);
    const address = await listening(server);
    await ask(address, '/works/7');
    await ask(address, '/none');
    for (const metrics of [first, second, below]) {
      expect(await countedRequests(metrics)).toEqual(['GET /works/:id 200 1', 'GET unmatched 404 1']);
    }
  });

  it('knows the routes where only the server below the app is instrumented', async () => {
    const app = framework();
    const router = framework.Router();
    router.get('/:id', (_request, response) => void response.send('work'));
    app.use('/works', router);
    const server = createServer(app);
    const metrics = instrument(server, QUIET);
    const address = await listening(server);
    for (const path of ['/works/1', '/works/2', '/none']) await ask(address, path);
    expect(await countedRequests(metrics)).toEqual(['GET /works/:id 200 2', 'GET unmatched 404 1']);
  });

  it('tells the two places of a router that is mounted twice apart', async () => {
    const app = framework();
    const shared = framework.Router();
    shared.get('/list', (_request, response) => void response.send('list'));
    app.use('/a/:id', shared);
    app.use('/b', shared);
    const metrics = instrument(app, QUIET);
    const address = await listening(createServer(app));
    for (const path of ['/a/1/list', '/b/list', '/a/2/list']) await ask(address, path);
    expect(await countedRequests(metrics)).toEqual(['GET /a/:id/list 200 2', 'GET /b/list 200 1']);
  });

  it('knows the routes of an app that is mounted in another', async () => {
    const app = framework();
    const inner = framework();
    const router = framework.Router();
    router.get('/:id', (_request, response) => void response.send('inner'));
    inner.use('/things', router);
    app.use('/tenants/:tenant', inner);
    const metrics = instrument(app, QUIET);
    const address = await listening(createServer(app));
    for (const path of ['/tenants/a/things/1', '/tenants/b/things/2']) await ask(address, path);
    expect(await countedRequests(metrics)).toEqual(['GET /tenants/:tenant/things/:id 200 2']);
  });

  it('puts what no route answers under one label, whatever the path', async () => {
    const app = framework();
    app.use(framework.static('no-such-folder'));
    const metrics = instrument(app, QUIET);
    const address = await listening(createServer(app));
    for (let i = 0; i < 20; i++) await ask(address, `/wp-admin/${i}/%00%ff?x=${i}`);
    const counted = await countedRequests(metrics);
    expect(counted.every((line) => line.startsWith('GET unmatched 4'))).toBe(true);
    expect(counted.length).toBeLessThanOrEqual(2);
  });

  it('counts a handler that throws as its route’s error', async () => {
    const app = framework();
    app.set('env', 'test');
    app.get('/broken/:id', () => {
      throw new Error('broken');
    });
    const metrics = instrument(app, QUIET);
    const address = await listening(createServer(app));
    await ask(address, '/broken/1');
    expect(await countedRequests(metrics)).toEqual(['GET /broken/:id 500 1']);
  });
});
