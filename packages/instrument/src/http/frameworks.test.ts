import { createServer } from 'node:http';
import { serve } from '@hono/node-server';
import Router from '@koa/router';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import { instrument } from '../service-metrics.js';
import { listening } from '../testing/listening.js';
import { countedRequests, QUIET } from '../testing/scraped.js';

async function ask(address: string, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) await (await fetch(`${address}${path}`)).arrayBuffer();
}

describe('Fastify', () => {
  it('counts requests by route, of plugins too', async () => {
    const app = Fastify();
    const metrics = instrument(app, QUIET);
    app.get('/works/:id', async () => 'work');
    app.register(
      async (scope) => {
        scope.get('/posts/:post', async () => 'post');
        scope.get('/broken', async () => {
          throw new Error('broken');
        });
      },
      { prefix: '/users/:user' },
    );
    await app.ready();
    const address = await listening(app.server);
    await ask(
      address,
      '/works/1',
      '/works/2',
      '/users/1/posts/2',
      '/users/1/broken',
      '/nothing/1',
      '/nothing/2',
    );
    expect(await countedRequests(metrics)).toEqual([
      'GET /users/:user/broken 500 1',
      'GET /users/:user/posts/:post 200 1',
      'GET /works/:id 200 2',
      'GET unmatched 404 2',
    ]);
  });

  it('says what to do where the app listens already', async () => {
    const app = Fastify();
    await app.listen({ port: 0, host: '127.0.0.1' });
    await listening(app.server);
    expect(() => instrument(app, QUIET)).toThrow(
      'expected a Fastify app that is not ready yet: call instrument and serveEndpoints before app.listen',
    );
  });

  it('counts requests that are injected', async () => {
    const app = Fastify();
    const metrics = instrument(app, QUIET);
    app.get('/works/:id', async () => 'work');
    await app.inject('/works/1');
    expect(await countedRequests(metrics)).toEqual(['GET /works/:id 200 1']);
  });
});

describe('Hono', () => {
  function newApp() {
    const app = new Hono();
    const metrics = instrument(app, QUIET);
    const users = new Hono();
    users.use('/*', async (context, next) => {
      if (context.req.query('key') === 'wrong') return context.text('no', 401);
      return next();
    });
    users.get('/posts/:post', (context) => context.text('post'));
    app.get('/works/:id', (context) => context.text('work'));
    app.get('/broken', () => {
      throw new Error('broken');
    });
    app.route('/users/:user', users);
    app.onError((_error, context) => context.text('error', 500));
    return { app, metrics };
  }
  const paths = [
    '/works/1',
    '/works/2',
    '/users/1/posts/2',
    '/users/1/posts/2?key=wrong',
    '/broken',
    '/x/1',
    '/x/2',
  ];
  const expected = [
    'GET /broken 500 1',
    'GET /users/:user/posts/:post 200 1',
    'GET /users/:user/posts/:post 401 1',
    'GET /works/:id 200 2',
    'GET unmatched 404 2',
  ];

  it('counts requests by route on node:http', async () => {
    const { app, metrics } = newApp();
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    await ask(await listening(server as never), ...paths);
    expect(await countedRequests(metrics)).toEqual(expected);
  });

  it('counts requests by route without a server', async () => {
    const { app, metrics } = newApp();
    for (const path of paths) await app.request(path);
    expect(await countedRequests(metrics)).toEqual(expected);
  });

  it('refuses an app that has routes, since Hono would not ask what comes after them', () => {
    const app = new Hono();
    app.get('/', (context) => context.text(''));
    expect(() => instrument(app, QUIET)).toThrow('instrument it before the first one');
  });
});

describe('Koa', () => {
  it('counts requests by the route of @koa/router, also of nested routers', async () => {
    const app = new Koa();
    app.silent = true;
    const router = new Router();
    const posts = new Router();
    posts.get('/posts/:post', (context) => {
      context.body = 'post';
    });
    router.use('/users/:user', posts.routes());
    router.get('/works/:id', (context) => {
      context.body = 'work';
    });
    router.get('/broken', () => {
      throw new Error('broken');
    });
    app.use(router.routes());
    const server = createServer(app.callback());
    const metrics = instrument(app, QUIET);
    const address = await listening(server);
    await ask(address, '/works/1', '/works/2', '/users/1/posts/2', '/broken', '/x/1', '/x/2');
    expect(await countedRequests(metrics)).toEqual([
      'GET /broken 500 1',
      'GET /users/:user/posts/:post 200 1',
      'GET /works/:id 200 2',
      'GET unmatched 404 2',
    ]);
  });
});
