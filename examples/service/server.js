import { startTracing } from '@perf-suite/instrument';
import { createApp } from './app.js';
import { Catalogue } from './catalogue.js';
import { openDatabase } from './database.js';
import { businessMetrics, createMetrics } from './service-metrics.js';
import { startFeed } from './simulated-feed.js';
import { Tasks } from './tasks.js';

// PORT, HOST       where it listens; 3001 on this machine only
// DATABASE         postgres://... or a file; in memory unless given
// FEED_URL         whom it asks for releases; a feed of its own unless given
// API_TOKEN        who may add works and read the summary; nobody unless given. At least 16 characters
// TRACES           where a collector takes OTLP, such as http://localhost:4318; no tracing unless given
// SIMULATE=off     leaves the endpoints out that make it fail and suffer
// SLOW=/path:ms    adds this much work to each request of a path
const { env } = process;
const port = Number(env.PORT ?? 3001);
const host = env.HOST ?? '127.0.0.1';

const tracing = env.TRACES ? await startTracing({ service: 'releases', endpoint: env.TRACES }) : null;
const metrics = createMetrics();
const database = await openDatabase(env.DATABASE ?? ':memory:', metrics).catch((error) => {
  // Without the address, which may hold a password.
  fail(`cannot open the database: ${error.message || error.code}; DATABASE: postgres://... or a file`);
});
const catalogue = new Catalogue(database);
await catalogue.seed();
const feed = env.FEED_URL ? null : await startFeed();
const tasks = new Tasks({
  metrics,
  business: businessMetrics(metrics, catalogue),
  catalogue,
  feedUrl: env.FEED_URL ?? feed.url,
});
const cleaning = setInterval(() => tasks.cleanUp().catch(console.error), 60_000);
await tasks.cleanUp();

if (env.API_TOKEN && env.API_TOKEN.length < 16) fail('API_TOKEN: expected at least 16 characters');
const app = createApp({
  metrics,
  database,
  catalogue,
  tasks,
  token: env.API_TOKEN || null,
  simulate: env.SIMULATE !== 'off',
  slow: slowPath(env.SLOW),
});
const server = app.listen(port, host, (error) => {
  if (error) fail(`cannot listen on ${host}:${port}: ${error.message}; set PORT to another one`);
  console.log(`http://${host}:${server.address().port}`);
});

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);

/** Answers what was asked already, then closes everything that it opened. */
function stop() {
  clearInterval(cleaning);
  server.close(async () => {
    feed?.close();
    await database.close();
    await tracing?.shutdown();
  });
  server.closeIdleConnections();
}

function slowPath(text) {
  if (!text) return null;
  const [, path, ms] = /^(\/.*):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (path !== undefined && Number(ms) <= 1_000) return { path, ms: Number(ms) };
  fail(`SLOW: expected /path:milliseconds (at most 1000), such as /api/works:5; found ${text}`);
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
