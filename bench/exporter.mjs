// What a scrape costs, cold and from memory, beside plain prom-client and its successor @prometheus-io/client; and how
// fast samples are taken in. What they take on disk: bench/exporter-storage.mjs. Usage: node bench/exporter.mjs
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runStarted } from '@perf-suite/testing/sample-events';
import * as prometheusClient from '@prometheus-io/client';
import * as promClient from 'prom-client';
import { median } from 'simple-statistics';

const dist = new URL('../packages/exporter/dist/', import.meta.url);
const load = (path) => import(new URL(path, dist).href);
const { MetricStore } = await load('store/metric-store.js');
const { Exposition } = await load('exposition/exposition.js');
const { RunMetrics } = await load('run-metrics/run-metrics.js');
const { BENCHMARK_METRICS } = await load('catalogue/index.js');

const { executionTime } = BENCHMARK_METRICS;
const LINES_PER_BENCHMARK = executionTime.bounds.length + 3;
const idOf = (i) => `bench/some-file.bench.ts#group > benchmark ${i}`;
const nowMs = () => performance.now();

const SCRAPES = 25;
// So that what is reachable can be distinguished from what is not collected yet.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

await scrapes();
await intake();

async function scrapes() {
  console.log(
    `Scrape, in milliseconds: medians of ${SCRAPES}, the candidates in turns. "cpu": of a cold scrape;`,
  );
  console.log('"block": longest pause of the event loop meanwhile; "MB": memory that the candidate keeps\n');
  console.log(
    '| series | | cold | cpu | block | unchanged | MB |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: |',
  );
  for (const count of [1_000, 10_000, 100_000]) {
    const benchmarks = Math.round(count / LINES_PER_BENCHMARK);
    const candidates = [];
    for (const [name, make] of [
      ['perf-exporter', () => ours(benchmarks, false)],
      ['perf-exporter, gzip', () => ours(benchmarks, true)],
      ['prom-client 15.1.3 in one go', () => theirs(promClient, benchmarks)],
      ['@prometheus-io/client 0.16.1 in one go', () => theirs(prometheusClient, benchmarks)],
    ]) {
      candidates.push(await measured(name, make));
    }
    for (let i = 0; i < SCRAPES; i++) for (const candidate of candidates) await scrapeTwice(candidate);
    for (const candidate of candidates) report(benchmarks * LINES_PER_BENCHMARK, candidate);
  }
}

/** Makes a candidate and has it answer once, which shows what it keeps. */
async function measured(name, make) {
  const before = await keptBytes();
  const candidate = make();
  await candidate.scrape();
  const bytes = (await keptBytes()) - before;
  return { name, ...candidate, bytes, cold: [], cpu: [], blocks: [], unchanged: [] };
}

/** Typed arrays and buffers stand outside of the heap. */
async function keptBytes() {
  collectGarbage();
  await sleep(100);
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function ours(benchmarks, gzip) {
  const results = new MetricStore({ seriesCap: 1_000_000 });
  const own = new MetricStore({ seriesCap: 10 });
  const change = (i) =>
    results.observe(executionTime, { benchmark_name: idOf(i), environment: 'ci', branch: 'main' }, [1e3 + i]);
  for (let i = 0; i < benchmarks; i++) change(i);
  const exposition = new Exposition({ results, own, compatibility: false, nowMs });
  return { change: () => change(0), scrape: () => exposition.body('text', { gzip }) };
}

function theirs({ Registry, Histogram }, benchmarks) {
  const registry = new Registry();
  const histogram = new Histogram({
    name: executionTime.name,
    help: executionTime.help,
    labelNames: ['benchmark_name', 'environment', 'branch'],
    buckets: executionTime.bounds.map((ns) => ns / 1e9),
    registers: [registry],
  });
  const change = (i) =>
    histogram.observe({ benchmark_name: idOf(i), environment: 'ci', branch: 'main' }, (1e3 + i) / 1e9);
  for (let i = 0; i < benchmarks; i++) change(i);
  return { change: () => change(0), scrape: () => registry.metrics() };
}

async function scrapeTwice({ change, scrape, cold, cpu, blocks, unchanged }) {
  change();
  const pauses = watchPauses();
  const startCpu = process.cpuUsage();
  cold.push(await timed(scrape));
  const { user, system } = process.cpuUsage(startCpu);
  cpu.push((user + system) / 1_000);
  blocks.push(await pauses.stop());
  unchanged.push(await timed(scrape));
}

function report(series, { name, cold, cpu, blocks, unchanged, bytes }) {
  const cells = [cold, cpu, blocks, unchanged].map(median).map((ms) => ms.toFixed(ms < 1 ? 3 : 1));
  const row = [series.toLocaleString('en'), name, ...cells, (bytes / 1e6).toFixed(1)];
  console.log(`| ${row.join(' | ')} |`);
}

async function timed(task) {
  const start = nowMs();
  await task();
  return nowMs() - start;
}

function watchPauses() {
  let longest = 0;
  let last = nowMs();
  let watching = true;
  const look = () => {
    const now = nowMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (watching) setImmediate(look);
  };
  setImmediate(look);
  return {
    stop: async () => {
      await sleep(1);
      watching = false;
      return longest;
    },
  };
}

async function intake() {
  const store = new MetricStore({ seriesCap: 100_000 });
  const runMetrics = new RunMetrics({ store, iterationLabel: false, pipeline: {} });
  runMetrics.record({ ...runStarted(['parse']), startedAt: new Date().toISOString() });
  const ns = Float64Array.from({ length: 4_096 }, (_, i) => 900 + ((i * 7_919) % 211));
  const event = { type: 'samples', t: 1, benchmark: 0, round: 0, variant: 'head', first: 0, ns };
  for (let i = 0; i < 200; i++) runMetrics.record(event);
  const batches = 2_000;
  const ms = await timed(async () => {
    for (let i = 0; i < batches; i++) runMetrics.record(event);
  });
  const count = batches * ns.length;
  console.log(
    `\nTaken in: ${(count / ms / 1_000).toFixed(1)} million samples/s (${((ms * 1e6) / count).toFixed(0)} ns each);`,
  );
  for (const [name, { Registry, Histogram }] of [
    ['prom-client', promClient],
    ['@prometheus-io/client', prometheusClient],
  ]) {
    const histogram = new Histogram({
      name: 'x',
      help: 'x',
      labelNames: ['b'],
      buckets: executionTime.bounds,
      registers: [new Registry()],
    });
    const single = await timed(async () => {
      for (let i = 0; i < 100; i++) for (const value of ns) histogram.observe({ b: 'parse' }, value);
    });
    console.log(`${name}, observe() for each: ${((single * 1e6) / (100 * ns.length)).toFixed(0)} ns each`);
  }
}
