import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HistoryCollector, type SiteSource, writeSite } from '@perf-suite/perf-analyze';
import { CHROMIUM_PATH, launchChromium } from '@perf-suite/testing/chromium';
import { exampleHistory } from '@perf-suite/testing/example-history';
import type { Page } from 'playwright-core';

/**
 * Prints how long it takes to write the site of a large history, and how soon its pages can be used in headless
 * Chromium: node bench/dist/site-scale.js [BENCHMARKS] [RUNS]. Without the time that finding the changes takes,
 * which `analysis-scale.js` measures.
 */
const benchmarkCount = Number(process.argv[2] ?? 200);
const runCount = Number(process.argv[3] ?? 5_000);
const REPEATS = 5;

console.log(`Node ${process.versions.node}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`);
const source = made();
const folder = mkdtempSync(join(tmpdir(), 'perf-site-scale-'));
try {
  const startedMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const written = await writeSite(folder, [source], {
    title: 'Benchmarks',
    links: { commit: null, range: null, report: null, storeFlag: '' },
    writtenAtMs: Date.now(),
    version: '0.0.0',
  });
  const cpu = process.cpuUsage(cpuBefore);
  console.log(
    `site written: ${seconds(performance.now() - startedMs)} (CPU ${seconds((cpu.user + cpu.system) / 1_000)}), ${written.fileCount} files, ${(written.byteCount / 1e6).toFixed(0)} MB; goal 60 s`,
  );
  console.log(`largest memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  if (CHROMIUM_PATH === null) console.log('no Chromium: the pages are not measured (CHROMIUM_PATH)');
  else await measurePages();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`load at the end: ${loadavg()[0]?.toFixed(1)}`);

/** Returns a history whose last tenth is 5 % slower in every fifth benchmark, with its change points. */
function made(): SiteSource {
  const collector = new HistoryCollector();
  const summaries: SiteSource['runs'][number][] = [];
  const entries: SiteSource['entries'][number][] = [];
  for (let number = 0; number < benchmarkCount; number++) {
    const id = `bench/file-${number % 20}.bench.ts#group > benchmark ${number}`;
    const isSlower = number % 5 === 0;
    const events = isSlower ? [{ at: 0.9, factor: 1.05 }] : [];
    const runs = exampleHistory({
      runCount,
      hoursBetween: 2,
      seed: number + 1,
      benchmarks: [{ id, ns: 1_000 * (number + 1), events }],
    });
    if (number === 0)
      for (const { points, ...run } of runs) summaries.push({ ...run, pointCount: benchmarkCount });
    const key = {
      project: 'default',
      benchmark: id,
      environment: 'ci',
      branch: 'main',
      unit: 'ns',
      better: 'lower' as const,
    };
    collector.add({
      ...key,
      points: runs.map((run) => ({ run: run.id, ...run, ...(run.points[0] as (typeof run.points)[number]) })),
    });
    if (!isSlower) continue;
    const at = Math.ceil(0.9 * runCount);
    const [after, first] = [runs[at - 1], runs[at]];
    if (after === undefined || first === undefined) continue;
    entries.push({
      id: `change-${number}`,
      project: 'default',
      benchmark: id,
      environment: 'ci',
      branch: 'main',
      percentile: 'p50',
      kind: 'step',
      ratio: { point: 0.05, lower: 0.047, upper: 0.053, confidence: 0.95 },
      afterRun: after.id,
      atRun: first.id,
      afterCommit: after.commit,
      atCommit: first.commit,
      firstSeenMs: first.startedAtMs,
      pValue: 1e-6,
      state: 'open',
      note: null,
      confirmed: null,
    });
  }
  const history = collector.history();
  if (history === null) throw new Error('no history');
  return { history, entries, runs: summaries };
}

async function measurePages(): Promise<void> {
  const server = createServer((request, response) => {
    const path = join(folder, new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = path.endsWith('/') ? join(path, 'index.html') : path;
    const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css' };
    response.writeHead(200, {
      'Content-Type': types[extname(file)] ?? 'text/javascript',
      'Content-Length': statSync(file).size,
    });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchChromium();
  try {
    const { port } = server.address() as AddressInfo;
    for (const [name, url] of [
      ['from disk', `${pathToFileURL(folder).href}/index.html`],
      ['over HTTP', `http://127.0.0.1:${port}/`],
    ] as const) {
      console.log(`\n${name}, median of ${REPEATS} (each in a fresh profile):`);
      const open = async (hash: string, selector: string) =>
        median(
          await repeated(async () => {
            const context = await browser.newContext();
            const page = await context.newPage();
            const ms = await usableAfter(page, url + hash, selector);
            await context.close();
            return ms;
          }),
        );
      const page = await browser.newPage();
      await page.goto(url);
      const row = page.locator('tr[data-benchmark] a').first();
      const benchmark = (await row.getAttribute('href')) ?? '';
      const environment = benchmark.split('/')[1] ?? '';
      print('overview', await open('', 'tr[data-benchmark]'), 1_000);
      print('a benchmark', await open(benchmark, '.plot[aria-label]'), 1_000);
      print('changes', await open(`#/${environment}/changes`, '.change-item'), 1_000);
      const compared = `#/${environment}/compare?before=2026-01-01&after=2026-11-01`;
      print('two commits', await open(compared, '.compared tr[data-benchmark]'), 1_000);
      print('a key typed into the filter', await typed(page), null);
      await page.close();
    }
  } finally {
    await browser.close();
    server.close();
  }
}

/** Returns how long after the start of navigation an element is there, drawn, and the page answers. */
async function usableAfter(page: Page, url: string, selector: string): Promise<number> {
  await page.addInitScript(`{
    const seen = () => {
      if (window.usableMs !== undefined || document.querySelector(${JSON.stringify(selector)}) === null) return;
      window.usableMs = null;
      requestAnimationFrame(() => setTimeout(() => { window.usableMs = performance.now(); }));
    };
    new MutationObserver(seen).observe(document, { childList: true, subtree: true, attributes: true });
  }`);
  await page.goto(url);
  await page.waitForFunction('typeof window.usableMs === "number"');
  return page.evaluate<number>('window.usableMs');
}

async function typed(page: Page): Promise<number> {
  await page.locator('.filter').first().focus();
  return median(
    await repeated(() =>
      page.evaluate<number>(`new Promise((resolve) => {
        const filter = document.querySelector('.filter');
        const startedMs = performance.now();
        filter.value += '1';
        filter.dispatchEvent(new Event('input', { bubbles: true }));
        setTimeout(() => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startedMs))));
      })`),
    ),
  );
}

async function repeated(measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < REPEATS; i++) values.push(await measure());
  return values;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

function print(what: string, ms: number, goalMs: number | null): void {
  const goal = goalMs === null ? '' : `; goal ${goalMs} ms`;
  console.log(`  ${what.padEnd(28)} ${ms.toFixed(0).padStart(6)} ms${goal}`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
