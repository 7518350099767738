// What a scrape costs, cold and from memory, beside plain prom-client; how fast samples are taken in; and what
// a month of scrapes takes on Prometheus' disk. Usage: node bench/exporter.mjs
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Histogram, Registry } from 'prom-client';

const dist = new URL('../packages/exporter/dist/', import.meta.url);
const load = (path) => import(new URL(path, dist).href);
const { MetricStore } = await load('store/metric-store.js');
const { Exposition } = await load('exposition/exposition.js');
const { viewsOf } = await load('exposition/views.js');
const { StoreRegistry } = await load('exposition/store-registry.js');
const { RunRecorder } = await load('recording/run-recorder.js');
const { BENCHMARK_METRICS } = await load('catalogue/index.js');

const { executionTime } = BENCHMARK_METRICS;
// Debian's package of the same name; promtool comes with prometheus.
const VICTORIA_METRICS = '/usr/bin/victoria-metrics';
const LINES_PER_BENCHMARK = executionTime.bounds.length + 3;
const idOf = (i) => `bench/some-file.bench.ts#group > benchmark ${i}`;
const nowMs = () => performance.now();

await scrapes();
await intake();
await storage();

async function scrapes() {
  console.log('Scrape, in milliseconds (medians of 9; "block": longest pause of the event loop meanwhile)\n');
  console.log(
    '| series | | cold | block | unchanged | heap MB |\n| ---: | --- | ---: | ---: | ---: | ---: |',
  );
  for (const count of [1_000, 10_000, 100_000]) {
    const benchmarks = Math.round(count / LINES_PER_BENCHMARK);
    await report(benchmarks * LINES_PER_BENCHMARK, 'perf-exporter', ours(benchmarks, false));
    await report(benchmarks * LINES_PER_BENCHMARK, 'perf-exporter, gzip', ours(benchmarks, true));
    await report(benchmarks * LINES_PER_BENCHMARK, 'prom-client in one go', theirs(benchmarks));
  }
}

function ours(benchmarks, gzip) {
  const results = new MetricStore({ seriesCap: 1_000_000 });
  const own = new MetricStore({ seriesCap: 10 });
  const change = (i) =>
    results.observe(executionTime, { benchmark_name: idOf(i), environment: 'ci' }, [1e3 + i]);
  for (let i = 0; i < benchmarks; i++) change(i);
  const exposition = new Exposition({ results, own, compatibility: false, nowMs });
  return { change: () => change(0), scrape: () => exposition.body('text', { gzip }) };
}

function theirs(benchmarks) {
  const registry = new Registry();
  const histogram = new Histogram({
    name: executionTime.name,
    help: executionTime.help,
    labelNames: ['benchmark_name', 'environment'],
    buckets: executionTime.bounds.map((ns) => ns / 1e9),
    registers: [registry],
  });
  const change = (i) => histogram.observe({ benchmark_name: idOf(i), environment: 'ci' }, (1e3 + i) / 1e9);
  for (let i = 0; i < benchmarks; i++) change(i);
  return { change: () => change(0), scrape: () => registry.metrics() };
}

async function report(series, name, { change, scrape }) {
  await scrape();
  const cold = [];
  const unchanged = [];
  const blocks = [];
  for (let i = 0; i < 9; i++) {
    change();
    const pauses = watchPauses();
    cold.push(await timed(scrape));
    blocks.push(await pauses.stop());
    unchanged.push(await timed(scrape));
  }
  const heap = process.memoryUsage().heapUsed / 1e6;
  const cells = [median(cold), median(blocks), median(unchanged)].map((ms) => ms.toFixed(ms < 1 ? 3 : 1));
  console.log(`| ${series.toLocaleString('en')} | ${name} | ${cells.join(' | ')} | ${heap.toFixed(0)} |`);
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

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function intake() {
  const store = new MetricStore({ seriesCap: 100_000 });
  const recorder = new RunRecorder({ store, iterationLabel: false, pipeline: {} });
  recorder.record(runStarted(['parse']));
  const ns = Float64Array.from({ length: 4_096 }, (_, i) => 900 + ((i * 7_919) % 211));
  const event = { type: 'samples', t: 1, benchmark: 0, round: 0, variant: 'head', first: 0, ns };
  for (let i = 0; i < 200; i++) recorder.record(event);
  const batches = 2_000;
  const ms = await timed(async () => {
    for (let i = 0; i < batches; i++) recorder.record(event);
  });
  const count = batches * ns.length;
  const registry = new Registry();
  const histogram = new Histogram({
    name: 'x',
    help: 'x',
    labelNames: ['b'],
    buckets: executionTime.bounds,
    registers: [registry],
  });
  const single = await timed(async () => {
    for (let i = 0; i < 100; i++) for (const value of ns) histogram.observe({ b: 'parse' }, value);
  });
  console.log(
    `\nTaken in: ${(count / ms / 1_000).toFixed(1)} million samples/s (${((ms * 1e6) / count).toFixed(0)} ns each);`,
  );
  console.log(`prom-client, observe() for each: ${((single * 1e6) / (100 * ns.length)).toFixed(0)} ns each`);
}

function runStarted(ids) {
  return {
    type: 'run-started',
    run: 'r',
    startedAt: new Date().toISOString(),
    mode: 'single',
    git: { commit: 'abc', branch: 'main', dirty: false },
    environment: {
      name: 'ci',
      fingerprint: 'f',
      cpu: { model: 'x', logicalCores: 2, availableCores: 2, governor: null, turbo: null },
      memory: { totalBytes: 1, limitBytes: null },
      os: { platform: 'linux', release: '6', arch: 'x64' },
      container: null,
      ci: null,
      loadAtStart: 0,
      runtime: { node: '20', v8: '11', flags: [] },
    },
    baseline: 'main@0',
    plannedRounds: 1,
    benchmarks: ids.map((id) => ({ id, file: 'a', group: [], name: id, minimumEffect: 0.025 })),
  };
}

/** Nearly two hours of scrapes with a run each 10 minutes, as blocks that a real promtool makes; then times a month. */
async function storage() {
  const seconds = 7_000;
  const benchmarks = 2;
  console.log(
    `\nStorage: ${benchmarks} benchmarks for ${Math.round(seconds / 60)} min through promtool, reckoned up to 100 benchmarks and 30 days`,
  );
  console.log(
    '\n| scrape | names | series for each benchmark | bytes a sample | GB a month | in VictoriaMetrics |\n| --- | --- | ---: | ---: | ---: | ---: |',
  );
  for (const compatibility of [true, false]) {
    for (const everySeconds of [1, 5, 15]) {
      const { bytes, victoriaBytes, samples, series } = await blocksOf({
        seconds,
        benchmarks,
        everySeconds,
        compatibility,
      });
      const monthSamples = (series / benchmarks) * 100 * ((30 * 86_400) / everySeconds);
      const perSample = bytes / samples;
      const names = compatibility ? 'with compatibility' : 'without';
      console.log(
        `| ${everySeconds} s | ${names} | ${(series / benchmarks).toFixed(0)} | ${perSample.toFixed(2)} | ${((monthSamples * perSample) / 1e9).toFixed(2)} | ${((monthSamples * victoriaBytes) / samples / 1e9).toFixed(2)} |`,
      );
    }
  }
}

async function blocksOf({ seconds, benchmarks, everySeconds, compatibility }) {
  const folder = mkdtempSync(join(tmpdir(), 'perf-bench-exporter-'));
  const file = join(folder, 'history.om');
  const store = new MetricStore({ seriesCap: 1_000_000 });
  const recorder = new RunRecorder({ store, iterationLabel: false, pipeline: {} });
  const ids = Array.from({ length: benchmarks }, (_, i) => idOf(i));
  const sections = new Map();
  const headers = new StoreRegistry('openmetrics');
  const texts = new StoreRegistry('text');
  // In the middle of a block of two hours, so that there is one block.
  const start = Math.floor(Date.now() / 7_200_000) * 7_200 - 86_400 + 60;
  let samples = 0;
  let series = 0;
  for (let at = 0; at < seconds; at += everySeconds) {
    if (at % 600 < everySeconds) finishRun(recorder, ids, at);
    series = 0;
    for (const view of viewsOf(store, { compatibility })) {
      const section = sections.get(view.name) ?? [await headers.header(view)];
      sections.set(view.name, section);
      for (const one of view.family.series.values()) {
        const lines = (await texts.lines(view, [one])).split('\n');
        const count = lines.length - 1;
        samples += count;
        series += count;
        section.push(lines.join(` ${start + at}\n`));
      }
    }
  }
  const stream = createWriteStream(file);
  for (const section of sections.values()) if (!stream.write(section.join(''))) await once(stream, 'drain');
  stream.end('# EOF\n');
  await once(stream, 'finish');
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, join(folder, 'data')], {
    stdio: 'pipe',
  });
  const bytes = sizeOf(join(folder, 'data'));
  const victoriaBytes = await inVictoriaMetrics(file, folder);
  rmSync(folder, { recursive: true });
  return { bytes, victoriaBytes, samples, series };
}

/** Bytes that the same samples take in a VictoriaMetrics, after it has merged them. */
async function inVictoriaMetrics(file, folder) {
  const port = 18_428;
  const server = spawn(
    VICTORIA_METRICS,
    [
      `-storageDataPath=${join(folder, 'victoria')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-retentionPeriod=13',
    ],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  try {
    while (!(await fetch(`${url}/health`).catch(() => null))?.ok) await sleep(100);
    // It takes milliseconds where OpenMetrics has seconds.
    const text = readFileSync(file, 'utf8')
      .replaceAll(/^#.*\n/gm, '')
      .replaceAll(/ (\d+)$/gm, ' $1000');
    await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body: text });
    await fetch(`${url}/internal/force_flush`);
    await fetch(`${url}/internal/force_merge`);
    await sleep(3_000);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return [...metrics.matchAll(/^vm_data_size_bytes\{[^}]*\} (\d+)/gm)].reduce(
      (sum, [, bytes]) => sum + Number(bytes),
      0,
    );
  } finally {
    server.kill();
    await once(server, 'exit');
  }
}

function finishRun(recorder, ids, t) {
  recorder.record(runStarted(ids));
  const statistics = (ns) => ({
    count: 9,
    minNs: ns,
    p50Ns: ns,
    p95Ns: ns * 1.1,
    p99Ns: ns * 1.2,
    maxNs: ns * 2,
    meanNs: ns,
    spreadRatio: 0.1,
  });
  const memory = { gcCount: 3, gcMs: 1.7, heapUsedBeforeBytes: 4e6, heapUsedAfterBytes: 4.3e6 + t };
  for (const benchmark of ids.keys()) {
    const ns = 1e4 * (1 + Math.random() / 100);
    for (let round = 0; round < 8; round++) {
      recorder.record({
        type: 'samples',
        t,
        benchmark,
        round,
        variant: 'head',
        first: 0,
        ns: Array.from({ length: 100 }, () => ns * (1 + Math.random() / 3)),
      });
      recorder.record({
        type: 'benchmark-measured',
        t,
        benchmark,
        round,
        head: statistics(ns * (1 + Math.random() / 50)),
        base: null,
        memory,
        noiseRatio: 0.02,
      });
    }
    recorder.record({
      type: 'benchmark-finished',
      t,
      benchmark,
      rounds: 8,
      head: statistics(ns),
      base: null,
      failure: null,
    });
    const estimate = { point: 1 + Math.random() / 100, lower: 0.99, upper: 1.02, confidence: 0.95 };
    recorder.record({
      type: 'verdict',
      t,
      benchmark,
      verdict: 'unchanged',
      severity: null,
      speedup: { p50: estimate, p95: estimate },
      baseline: 'main@0',
      summary: '',
    });
  }
}

function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((bytes, entry) => {
    const path = join(folder, entry.name);
    return bytes + (entry.isDirectory() ? sizeOf(path) : statSync(path).size);
  }, 0);
}
