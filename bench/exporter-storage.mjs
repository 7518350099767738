// What a month of scrapes takes on disk, in Prometheus and in VictoriaMetrics, from blocks that real ones make.
// Usage: node bench/exporter-storage.mjs   (needs Debian's prometheus and victoria-metrics)
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runStarted } from '@perf-suite/testing/sample-events';

const dist = new URL('../packages/exporter/dist/', import.meta.url);
const load = (path) => import(new URL(path, dist).href);
const { MetricStore } = await load('store/metric-store.js');
const { viewsOf } = await load('exposition/views.js');
const { StoreRegistry } = await load('exposition/store-registry.js');
const { RunMetrics } = await load('run-metrics/run-metrics.js');

// Debian's package of the same name; promtool comes with prometheus.
const VICTORIA_METRICS = '/usr/bin/victoria-metrics';
const PORT = 18_428;
/** Two distinguish a benchmark's share from the run's, and are quickly written. */
const BENCHMARKS = 2;
/** Of each series: VictoriaMetrics' own overhead would count too much with fewer. */
const SAMPLES = 7_200;
const RUN_EVERY_SECONDS = 600;
const MONTH_SECONDS = 30 * 86_400;
const SUITE = 100;
const ALL = { compatibility: true, isKept: () => true };

console.log(`${SUITE} benchmarks, a run each ${RUN_EVERY_SECONDS / 60} minutes, 30 days\n`);
const COLUMNS = ['scrape', 'what', 'series', 'bytes a sample', 'GB a month', 'in VictoriaMetrics'];
console.log(`| ${COLUMNS.join(' | ')} |\n| --- | --- | ---: | ---: | ---: | ---: |`);
for (const everySeconds of [1, 5, 15, 60]) {
  print(`${everySeconds} s`, 'all', [await measure(everySeconds, ALL)]);
  const without = { ...ALL, compatibility: false };
  print(`${everySeconds} s`, 'no compatibility names', [await measure(everySeconds, without)]);
}
const isSlow = slowMetrics();
const fast = await measure(5, { ...ALL, isKept: (name) => !isSlow(name) });
const slow = await measure(60, { ...ALL, isKept: isSlow });
print('5 s', 'what can fall', [fast]);
print('60 s', 'what only grows', [slow]);
print('5 s, 60 s', 'both: monitoring/prometheus/prometheus.yml', [fast, slow]);
const slowWithout = await measure(60, { compatibility: false, isKept: isSlow });
const fastWithout = await measure(5, { compatibility: false, isKept: (name) => !isSlow(name) });
print('5 s, 60 s', 'both, no compatibility names', [fastWithout, slowWithout]);

function print(scrape, what, parts) {
  const sum = (read) => parts.reduce((total, part) => total + read(part), 0);
  const series = sum((part) => part.series);
  const perSample = sum((part) => part.monthBytes) / sum((part) => part.monthSamples);
  const gb = [sum((part) => part.monthBytes), sum((part) => part.monthVictoriaBytes)];
  const cells = [scrape, what, series, perSample.toFixed(2), ...gb.map((bytes) => (bytes / 1e9).toFixed(2))];
  console.log(`| ${cells.join(' | ')} |`);
}

/** Reports which metrics the committed configuration scrapes less often. */
function slowMetrics() {
  const config = readFileSync(new URL('../monitoring/prometheus/prometheus.yml', import.meta.url), 'utf8');
  const pattern = new RegExp(`^(${/regex: (.+)/.exec(config)[1]})$`);
  return (name) => pattern.test(name) || pattern.test(`${name}_bucket`);
}

/** Returns what a month of the whole suite takes, reckoned from a few hours of a small one. */
async function measure(everySeconds, choice) {
  const { bytes, victoriaBytes, samples } = await measureSample(everySeconds, choice);
  const seriesOf = (count) => seriesCount(stateAfterRun(count), choice);
  const series = seriesOf(1) + (SUITE - 1) * (seriesOf(2) - seriesOf(1));
  const monthSamples = (series * MONTH_SECONDS) / everySeconds;
  return {
    series,
    monthSamples,
    monthBytes: (bytes / samples) * monthSamples,
    monthVictoriaBytes: (victoriaBytes / samples) * monthSamples,
  };
}

function stateAfterRun(benchmarks) {
  const state = newState(benchmarks);
  finishRun(state, 0);
  return state;
}

function newState(benchmarks) {
  const store = new MetricStore({ seriesCap: 1_000_000 });
  const runMetrics = new RunMetrics({ store, iterationLabel: false, pipeline: {} });
  const ids = Array.from({ length: benchmarks }, (_, i) => `bench/some-file.bench.ts#group > benchmark ${i}`);
  return { store, runMetrics, ids };
}

function viewsKept({ store }, { compatibility, isKept }) {
  return viewsOf(store, { compatibility }).filter(({ name }) => isKept(name));
}

function seriesCount(state, choice) {
  const linesOf = ({ family: { definition }, bounds }) => {
    if (definition.type === 'histogram') return bounds.length + 3;
    return definition.type === 'summary' ? definition.quantiles.length + 2 : 1;
  };
  return viewsKept(state, choice).reduce((sum, view) => sum + view.family.series.size * linesOf(view), 0);
}

/** Writes scrapes as OpenMetrics, has both databases take them in, and returns what they need. */
async function measureSample(everySeconds, choice) {
  const folder = mkdtempSync(join(tmpdir(), 'perf-bench-storage-'));
  try {
    const file = join(folder, 'history.om');
    const samples = await writeScrapes(file, everySeconds, choice);
    execFileSync(
      'promtool',
      ['tsdb', 'create-blocks-from', '--max-block-duration=54h', 'openmetrics', file, join(folder, 'data')],
      { stdio: 'pipe' },
    );
    const bytes = sizeOf(join(folder, 'data'));
    return { bytes, victoriaBytes: await inVictoriaMetrics(file, folder), samples };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writeScrapes(file, everySeconds, choice) {
  const state = newState(BENCHMARKS);
  const sections = new Map();
  const headers = new StoreRegistry('openmetrics');
  const texts = new StoreRegistry('text');
  // At the start of a block as Prometheus cuts them once it has compacted: up to 54 hours.
  const blockSeconds = 54 * 3_600;
  const start = (Math.floor(Date.now() / 1_000 / blockSeconds) - 1) * blockSeconds + 60;
  let samples = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const at = i * everySeconds;
    if (at % RUN_EVERY_SECONDS < everySeconds) finishRun(state, at);
    for (const view of viewsKept(state, choice)) {
      const section = sections.get(view.name) ?? [await headers.header(view)];
      sections.set(view.name, section);
      for (const one of view.family.series.values()) {
        const lines = (await texts.lines(view, [one])).split('\n');
        samples += lines.length - 1;
        section.push(lines.join(` ${start + at}\n`));
      }
    }
  }
  const stream = createWriteStream(file);
  for (const section of sections.values()) if (!stream.write(section.join(''))) await once(stream, 'drain');
  stream.end('# EOF\n');
  await once(stream, 'finish');
  return samples;
}

/** Bytes that the same samples take in a VictoriaMetrics, after it has merged them. */
async function inVictoriaMetrics(file, folder) {
  const data = join(folder, 'victoria');
  const flags = [`-storageDataPath=${data}`, `-httpListenAddr=127.0.0.1:${PORT}`, '-retentionPeriod=13'];
  const server = spawn(VICTORIA_METRICS, flags, { stdio: 'ignore' });
  const url = `http://127.0.0.1:${PORT}`;
  try {
    while (!(await fetch(`${url}/health`).catch(() => null))?.ok) await sleep(100);
    // It takes milliseconds where OpenMetrics has seconds.
    const text = readFileSync(file, 'utf8')
      .replaceAll(/^#.*\n/gm, '')
      .replaceAll(/ (\d+)$/gm, ' $1000');
    for (const body of inParts(text)) {
      const answer = await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body });
      if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    }
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

/** It refuses more than 32 MB at once. */
function* inParts(text) {
  const most = 16 * 1024 * 1024;
  for (let at = 0; at < text.length; ) {
    const end = text.length - at <= most ? text.length : text.lastIndexOf('\n', at + most) + 1;
    yield text.slice(at, end);
    at = end;
  }
}

function finishRun({ runMetrics, ids }, t) {
  runMetrics.record({ ...runStarted(ids), startedAt: new Date().toISOString() });
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
  const memory = {
    gcCount: 3,
    gcMs: 1.7,
    heapUsedBeforeBytes: 4e6,
    heapUsedAfterBytes: 4.3e6 + t,
    measuredMs: 90,
    cpuMs: 91,
    rssPeakBytes: 80e6 + t,
  };
  for (const benchmark of ids.keys()) {
    const ns = 1e4 * (1 + Math.random() / 100);
    for (let round = 0; round < 8; round++) {
      runMetrics.record({
        type: 'samples',
        t,
        benchmark,
        round,
        variant: 'head',
        first: 0,
        ns: Array.from({ length: 100 }, () => ns * (1 + Math.random() / 3)),
      });
      runMetrics.record({
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
    runMetrics.record({
      type: 'benchmark-finished',
      t,
      benchmark,
      rounds: 8,
      head: statistics(ns),
      base: null,
      failure: null,
    });
    const estimate = { point: 1 + Math.random() / 100, lower: 0.99, upper: 1.02, confidence: 0.95 };
    runMetrics.record({
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
