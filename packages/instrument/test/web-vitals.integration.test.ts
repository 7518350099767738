import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CHROMIUM_PATH, launchChromium } from '@perf-suite/testing/chromium';
import { eventually } from '@perf-suite/testing/real-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { instrument, serveEndpoints } from '../src/index.js';
import { listening } from '../src/testing/listening.js';
import { scraped } from '../src/testing/scraped.js';

if (CHROMIUM_PATH === null) console.warn('SKIPPED: no Chromium; apt-get install chromium');

const script = readFileSync(
  join(dirname(createRequire(import.meta.url).resolve('web-vitals')), 'web-vitals.iife.js'),
);

const page = `<!doctype html><title>Works</title>
<h1 style="font-size: 80px">Works</h1><button>Sort</button><div id="later"></div><p>below</p>
<script src="/web-vitals.js"></script>
<script>
  const send = ({ name, value, id }) =>
    navigator.sendBeacon('/api/metrics/web-vitals', JSON.stringify({ name, value, id, page: location.pathname }));
  for (const on of ['onCLS', 'onFCP', 'onINP', 'onLCP', 'onTTFB']) webVitals[on](send);
  setTimeout(() => { document.getElementById('later').style.height = '300px'; }, 300);
  document.querySelector('button').addEventListener('click', () => {
    const endMs = performance.now() + 60;
    while (performance.now() < endMs);
    document.title = 'sorted';
  });
</script>`;

describe.skipIf(CHROMIUM_PATH === null)('a page in a real browser', () => {
  it('sends all five Web Vitals with the web-vitals package', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/web-vitals.js') response.setHeader('Content-Type', 'text/javascript').end(script);
      else response.setHeader('Content-Type', 'text/html').end(page);
    });
    const metrics = instrument(server, { processMetrics: false, systemMetrics: false });
    serveEndpoints(server, metrics, { webVitals: { pages: ['/works/:id'] } });
    const address = await listening(server);
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const tab = await browser.newPage();
    const failures: string[] = [];
    tab.on('pageerror', (error) => failures.push(error.message));
    await tab.goto(`${address}/works/7`);
    // Before the click: what moves right after an input does not count.
    await tab.waitForFunction('document.getElementById("later").style.height === "300px"');
    await tab.waitForTimeout(200);
    await tab.click('button');
    await tab.waitForFunction('document.title === "sorted"');
    await tab.waitForTimeout(500);
    // The package looks at the click when the page is idle, and a page that draws nothing is so after a second only.
    await tab.evaluate('new Promise((idle) => requestIdleCallback(() => idle(), { timeout: 1000 }))');
    // What changes until the page is left is sent then.
    await tab.goto('about:blank');
    const reported = async () => {
      const lines = await scraped(metrics, 'web_vitals_ratings_total');
      const counted = lines.filter((line) => line.includes('page="/works/:id"') && line.endsWith(' 1'));
      return counted.map((line) => /metric="(\w+)"/.exec(line)?.[1]).sort();
    };
    await eventually(async () => ((await reported()).length >= 5 ? true : null), {
      withinMs: 20_000,
      what: 'five Web Vitals',
    });
    expect(await reported()).toEqual(['CLS', 'FCP', 'INP', 'LCP', 'TTFB']);
    expect(failures).toEqual([]);
    const shift = await scraped(metrics, 'web_vitals_layout_shift_sum');
    expect(Number(shift[0]?.split(' ')[1])).toBeGreaterThan(0);
    // The click took 60 ms.
    const input = await scraped(metrics, 'web_vitals_duration_seconds_sum{metric="INP"');
    expect(Number(input[0]?.split(' ')[1])).toBeGreaterThan(0.05);
    expect(await scraped(metrics, 'web_vitals_refused_total')).toEqual([]);
  });
});
