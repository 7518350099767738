import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serveEndpoints } from '@perf-suite/instrument';
import express from 'express';
import { KINDS } from './catalogue.js';
import { simulation, spin } from './simulate.js';

const PAGE = readFileSync(new URL('page.html', import.meta.url), 'utf8');
const WEB_VITALS = readFileSync(fileURLToPath(import.meta.resolve('web-vitals')), 'utf8');
const CACHED_MS = 2_000;
const WRONG_TOKENS_A_MINUTE = 20;

/**
 * Returns the service's routes.
 * @param {{ path: string, ms: number } | null} slow a path whose requests take longer, to see how that is noticed
 */
export function createApp({ metrics, database, catalogue, tasks, token, simulate, slow }) {
  const app = express();
  metrics.instrument(app);
  // /metrics, /health, and where the page sends what the browser measures; the summary needs the token.
  serveEndpoints(app, metrics, {
    ...(token !== null && { token, protectMetrics: false }),
    health: { database: () => database.query('SELECT 1') },
    webVitals: { pages: ['/'] },
  });
  app.disable('x-powered-by');

  app.use((request, _response, next) => {
    // Who is active is known by a name that stays the same and says nothing: a login's id, a cookie.
    metrics.userActive(request.get('x-user') ?? request.ip);
    if (request.path === slow?.path) spin(slow.ms);
    next();
  });

  app.get('/', (_request, response) => response.type('html').send(PAGE));
  app.get('/web-vitals.js', (_request, response) => response.type('js').send(WEB_VITALS));

  const cache = new Map();
  app.get('/api/works', async (request, response) => {
    const kind = request.query.kind ?? KINDS[0];
    if (!KINDS.includes(kind))
      return response.status(400).json({ error: `kind: one of ${KINDS.join(', ')}` });
    const cached = cache.get(kind);
    if (cached !== undefined && performance.now() < cached.untilMs) {
      metrics.cacheHit('works');
      return response.json(cached.works);
    }
    metrics.cacheMiss('works');
    const works = await catalogue.works(kind);
    cache.set(kind, { works, untilMs: performance.now() + CACHED_MS });
    response.json(works);
  });

  app.post('/api/works', needsToken(metrics, token), express.json(), async (request, response) => {
    const { title, kind } = request.body ?? {};
    if (typeof title !== 'string' || title === '' || title.length > 200 || !KINDS.includes(kind)) {
      return response.status(400).json({ error: `expected a title and a kind: one of ${KINDS.join(', ')}` });
    }
    response.status(201).json({ id: await catalogue.addWork({ title, kind }) });
  });

  app.get('/api/releases/pending', async (_request, response) => {
    response.json(await catalogue.pending());
  });

  if (simulate) app.use('/api', simulation(tasks, database, cache));

  app.use((_request, response) => response.status(404).json({ error: 'not found' }));
  // Four parameters make it Express' error handler.
  app.use((error, _request, response, _next) => {
    const status = error.status ?? 500;
    // What broke inside is for the log, not for strangers.
    if (status === 500) console.error(error);
    response.status(status).json({ error: status === 500 ? 'internal error' : error.message });
  });
  return app;
}

/** Lets in who has the token; wrong ones only so often, from whomever. */
function needsToken(metrics, token) {
  let wrong = 0;
  setInterval(() => {
    wrong = 0;
  }, 60_000).unref();
  return (request, response, next) => {
    if (wrong >= WRONG_TOKENS_A_MINUTE) {
      metrics.rateLimitHit('wrong-tokens');
      return response.status(429).json({ error: 'too many wrong tokens: wait a minute' });
    }
    const given = /^Bearer (.+)$/.exec(request.get('authorization') ?? '')?.[1] ?? '';
    const ok = token !== null && timingSafeEqual(digest(given), digest(token));
    metrics.authAttempt('token', { ok });
    if (ok) return next();
    wrong++;
    response.status(401).json({ error: 'expected the service’s token as Authorization: Bearer TOKEN' });
  };
}

/** Of one length, as a comparison that reveals nothing needs it. */
function digest(text) {
  return createHash('sha256').update(text).digest();
}
