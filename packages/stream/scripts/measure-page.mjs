#!/usr/bin/env node
// Measures the live page under load:
// `node packages/stream/scripts/measure-page.mjs [samples/s] [seconds] [benchmark|overview] [benchmarks]`.
// Samples come from this process, the page runs in headless Chromium; prints frames per second and
// the page's memory for each ten seconds.
import { launchChromium } from '@perf-suite/testing/chromium';
import { runStarted } from '@perf-suite/testing/sample-events';
import { startLiveStream } from '../dist/index.js';

const [rate, seconds] = [Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 60)];
const view = process.argv[4] ?? 'benchmark';
const benchmarkCount = Number(process.argv[5] ?? 8);
const EVERY_MS = 50;

const ids = Array.from({ length: benchmarkCount }, (_, i) => `load.bench.ts#b${i}`);

const stream = await startLiveStream({ port: 0 });
const startedMs = performance.now();
stream.publish({ ...runStarted(ids), mode: 'paired', baseline: 'main' });

const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(
  view === 'overview' ? stream.pageUrl : `${stream.pageUrl}#/benchmark/${encodeURIComponent(ids[0])}`,
);
await page.evaluate(
  'window.frames_ = 0; (function count() { window.frames_++; requestAnimationFrame(count); })()',
);
const session = await page.context().newCDPSession(page);

const firsts = ids.map(() => ({ base: 0, head: 0 }));
let turn = 0;
let published = 0;
let random = 1;
const nextNs = () => {
  random = (random * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return 15_000 + (random / 2 ** 32) * 600 + (random % 97 === 0 ? 9_000 : 0);
};
const publishing = setInterval(() => {
  const due = Math.floor(((performance.now() - startedMs) / 1000) * rate) - published;
  const benchmark = view === 'overview' ? turn++ % benchmarkCount : 0;
  const first = firsts[benchmark];
  for (const variant of ['base', 'head']) {
    const ns = Array.from({ length: Math.floor(due / 2) }, nextNs);
    if (ns.length === 0) return;
    stream.publish({
      type: 'samples',
      t: performance.now() - startedMs,
      benchmark,
      round: 0,
      variant,
      first: first[variant],
      ns,
    });
    first[variant] += ns.length;
    published += ns.length;
  }
}, EVERY_MS);

const factOf = async (name) =>
  (await page.locator('.fact', { hasText: name }).locator('dd').allTextContents())[0] || '0';

console.log('seconds  samples received  frames/s  heap MiB  not received');
let frames = Number(await page.evaluate('window.frames_'));
let atMs = performance.now();
for (let second = 10; second <= seconds; second += 10) {
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const now = Number(await page.evaluate('window.frames_'));
  const perSecond = ((now - frames) / (performance.now() - atMs)) * 1000;
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage');
  const received = await factOf('Samples');
  const missed = await factOf('Not received');
  console.log(
    [second, received, perSecond.toFixed(1), ((usedSize + backingStorageSize) / 2 ** 20).toFixed(1), missed]
      .map((cell) => String(cell).padStart(9))
      .join('  '),
  );
  frames = Number(await page.evaluate('window.frames_'));
  atMs = performance.now();
}
clearInterval(publishing);
await browser.close();
await stream.finish();
