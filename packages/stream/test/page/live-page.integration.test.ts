import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { formatExactTime, formatTime } from '@perf-suite/page-parts/format-values';
import { eventsOfRun, type LiveEvent, unpackDurations } from '@perf-suite/schema';
import { CHROMIUM_PATH, launchChromium } from '@perf-suite/testing/chromium';
import { openPage } from '@perf-suite/testing/watched-page';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { benchmarkHash } from '../../page/route.js';
import { renderReportHtml } from '../../src/page/report-html.js';
import { type LiveStream, startLiveStream } from '../../src/server/start-live-stream.js';
import { roundOf, runStarted } from './example-events.js';
import { exampleReport, exampleRun } from './example-run.js';

const run = exampleRun();
const report = exampleReport(run);
const events = [...eventsOfRun(run, report)];
const slower = run.benchmarks[1]!;
const SEPARATOR = ' › ';

/** All of a variant's samples in nanoseconds per iteration, straight from the run file. */
function samplesOf(benchmark: (typeof run.benchmarks)[number], variant: 'base' | 'head'): number[] {
  return benchmark.rounds.flatMap(({ pairs }) =>
    Array.from(unpackDurations(pairs[variant]), (durationNs) => durationNs / benchmark.batchSize),
  );
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

/** Waits until the page has drawn the end of the run. */
async function runOver(page: Page): Promise<void> {
  await page.locator('.progress[data-phase="finished"]').waitFor({ timeout: 20_000 });
}

function samplesShown(page: Page): Promise<string | null> {
  return page.locator('.fact', { hasText: 'Samples' }).locator('dd').textContent();
}

function rowOf(page: Page, id: string): Locator {
  return page.locator('tr[data-benchmark]').filter({ has: page.locator(`a[href="${benchmarkHash(id)}"]`) });
}

describe.skipIf(CHROMIUM_PATH === null)('the live page in a browser', () => {
  let browser: Browser;
  let folder: string;
  const streams: LiveStream[] = [];
  const processes: ChildProcess[] = [];
  const troubles: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), 'live-page-'));
  });
  afterEach(async () => {
    for (const child of processes.splice(0)) child.kill('SIGKILL');
    for (const context of browser.contexts()) await context.close();
    await Promise.all(streams.splice(0).map((stream) => stream.finish()));
    // No test leaves an error, a violation of the policy or a foreign request behind.
    expect(troubles.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(url: string, options: { reducedMotion?: 'reduce' } = {}): Promise<Page> {
    const opened = await openPage(browser, options);
    opened.page.on('close', () => troubles.push(...opened.troubles));
    await opened.page.goto(url);
    return opened.page;
  }

  async function serve(published: readonly LiveEvent[]): Promise<LiveStream> {
    const stream = await startLiveStream({ port: 0, keepMs: 0 });
    streams.push(stream);
    for (const event of published) stream.publish(event);
    return stream;
  }

  it('shows of each benchmark what the run file and the report say', async () => {
    const { pageUrl } = await serve(events);
    const page = await open(pageUrl);
    await runOver(page);
    for (const [index, benchmark] of run.benchmarks.entries()) {
      const row = rowOf(page, benchmark.id);
      const head = samplesOf(benchmark, 'head');
      const cells = row.locator('td.number');
      expect(await row.locator('a').textContent()).toBe(`example${SEPARATOR}${benchmark.name}`);
      expect(await cells.nth(0).textContent()).toBe(formatTime(quantile(head, 0.5)));
      expect(await cells.nth(1).textContent()).toBe(formatTime(quantile(head, 0.95)));
      const { verdict, percentiles } = report.comparisons[index]!;
      expect(await row.locator('.badge').textContent()).toContain(verdict);
      const { point, lower, upper } = percentiles[0]!.speedup!;
      const interval = await row.locator('.interval').getAttribute('aria-label');
      for (const bound of [point, lower, upper]) expect(interval).toContain(`${bound.toFixed(3)}×`);
    }
    expect(await page.locator('tr[data-verdict="missing"]').count()).toBe(1);
    expect(await page.getByText('main@fedcba9 → feature @ 01234567').count()).toBe(1);
  });

  it('has no column for comparisons without a baseline, and one for verdicts only when a benchmark failed', async () => {
    const { pageUrl, publish } = await serve([{ ...runStarted(2), baseline: null }]);
    const page = await open(pageUrl);
    const headings = async () =>
      (await page.getByRole('columnheader').allTextContents()).map((text) => text.trim());
    await page.locator('tr[data-benchmark]').first().waitFor();
    expect(await headings()).toEqual(['Benchmark', 'Rounds', 'Distribution', 'p50', 'p95', 'Spread']);
    const failure = { reason: 'threw', round: 0, message: 'no' } as const;
    publish({ type: 'benchmark-finished', t: 1, benchmark: 0, rounds: 0, head: null, base: null, failure });
    await expect.poll(async () => (await headings()).at(-1)).toBe('Verdict');
  });

  it('sorts, filters and keeps both in the address', async () => {
    const { pageUrl } = await serve(events);
    const page = await open(pageUrl);
    await runOver(page);
    const names = () => page.locator('tr[data-benchmark] .own-name').allTextContents();
    await page.getByRole('button', { name: 'p50' }).click();
    const sorted = [...run.benchmarks].sort(
      (a, b) => quantile(samplesOf(a, 'head'), 0.5) - quantile(samplesOf(b, 'head'), 0.5),
    );
    expect(await names()).toEqual([...sorted.map(({ name }) => name), 'gone']);
    expect(await page.locator('th[aria-sort="ascending"]').textContent()).toBe('p50');
    await page.keyboard.press('/');
    await page.keyboard.type('st');
    await expect.poll(names).toEqual(['steady', 'faster']);
    await page.getByRole('button', { name: '1 improved' }).click();
    await expect.poll(names).toEqual(['faster']);
    await page.reload();
    await expect.poll(names).toEqual(['faster']);
  });

  it('leads to a benchmark by its address, with every sample in its CSV file', async () => {
    const { pageUrl } = await serve(events);
    const page = await open(pageUrl + benchmarkHash(slower.id));
    await runOver(page);
    const statistics = page.locator('.statistics tbody tr');
    await expect.poll(() => statistics.count()).toBe(2);
    for (const [row, variant] of (['base', 'head'] as const).entries()) {
      const values = samplesOf(slower, variant);
      const cells = await statistics.nth(row).locator('td').allTextContents();
      const shares = [0, 0.5, 0.95, 0.99, 1].map((share) => formatTime(quantile(values, share)));
      expect(cells.slice(0, 6)).toEqual([String(values.length), ...shares]);
    }
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save samples as CSV' }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).trim().split('\n').slice(1);
    const written = (variant: string) =>
      lines.filter((line) => line.startsWith(`${variant},`)).map((line) => Number(line.split(',')[3]));
    expect(written('base')).toEqual(samplesOf(slower, 'base'));
    expect(written('head')).toEqual(samplesOf(slower, 'head'));
  });

  it('zooms by dragging and by button, down to single samples, and back', async () => {
    const { pageUrl } = await serve(events);
    const page = await open(pageUrl + benchmarkHash(slower.id));
    await runOver(page);
    const panel = page.locator('[data-chart="samples"]');
    const table = panel.locator('tbody tr td:first-child');
    await page.setViewportSize({ width: 420, height: 900 });
    await panel.getByText('low, middle, high of').waitFor();
    await panel.locator('summary').click();
    const area = panel.locator('.u-over');
    await area.scrollIntoViewIfNeeded();
    const box = (await area.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.3, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await panel.getByText('each sample').waitFor();
    // A twentieth of 600 samples, from the 150th on, give or take the pixels.
    await expect.poll(async () => Number(await table.first().textContent())).toBeGreaterThan(140);
    expect(await table.count()).toBeLessThan(45);
    await panel.getByRole('button', { name: 'Zoom out' }).click();
    await expect.poll(() => table.count()).toBeGreaterThan(45);
    await panel.getByRole('button', { name: 'Show all' }).click();
    await panel.getByText('low, middle, high of').waitFor();
  });

  it('stays a table for screen readers where a phone shows cards', async () => {
    const { pageUrl } = await serve(events);
    const page = await open(pageUrl);
    await page.setViewportSize({ width: 390, height: 844 });
    await runOver(page);
    expect(await page.getByRole('table').getByRole('row').count()).toBe(6);
    const row = page.getByRole('row', { name: `example${SEPARATOR}slower` });
    expect(await row.getByRole('rowheader').count()).toBe(1);
    expect(await row.getByRole('cell', { name: 'regressed, critical' }).count()).toBe(1);
    const wide = await page.evaluate(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
    expect(wide).toBe(false);
  });

  it('draws a picture of each chart', async () => {
    const { pageUrl } = await serve(events);
    const page = await open(pageUrl + benchmarkHash(slower.id));
    await runOver(page);
    const buttons = page.getByRole('button', { name: /^Save .* as PNG$/ });
    await buttons.first().waitFor();
    for (const button of await buttons.all()) {
      if (!(await button.isVisible())) continue;
      const downloading = page.waitForEvent('download');
      await button.click();
      const download = await downloading;
      expect(download.suggestedFilename()).toMatch(/^example-slower-.*\.png$/);
      const picture = await readFile(await download.path());
      expect(picture.subarray(1, 4).toString('latin1')).toBe('PNG');
      expect(picture.length).toBeGreaterThan(2000);
    }
  });

  it('gives exact values to the keyboard and to screen readers', async () => {
    const { pageUrl } = await serve(events);
    const page = await open(pageUrl + benchmarkHash(slower.id));
    await runOver(page);
    const panel = page.locator('[data-chart="samples"]');
    const plot = panel.locator('.plot');
    await expect.poll(() => plot.getAttribute('aria-label')).toContain('600 samples');
    await plot.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const values = (['base', 'head'] as const).map((variant) =>
      formatExactTime(samplesOf(slower, variant)[1]!),
    );
    await expect.poll(() => panel.locator('.tooltip').textContent()).toContain(values[0]);
    expect(await panel.locator('.tooltip').textContent()).toContain(values[1]);
    await page.locator('[data-chart="by round"] summary').click();
    const rounds = page.locator('[data-chart="by round"] tbody tr');
    await expect.poll(() => rounds.count()).toBe(5);
    const pairs = slower.rounds[0]!.pairs;
    const [base, head] = [unpackDurations(pairs.base), unpackDurations(pairs.head)];
    const ratio = quantile(
      Array.from(base, (baseNs, i) => baseNs / head[i]!),
      0.5,
    );
    expect(await rounds.first().textContent()).toContain(`${ratio.toFixed(3)}×`);
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'faster' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('table.benchmarks').waitFor();
  });

  it('shows samples and verdicts as they come, and says only verdicts aloud', async () => {
    const judged = events.findIndex((event) => event.type === 'verdict' && event.benchmark === 1);
    const firstRound = events.findIndex((event) => event.type === 'round-started' && event.round === 1);
    const stream = await serve(events.slice(0, firstRound));
    const page = await open(stream.pageUrl);
    // The history comes in several messages, and the page draws between them.
    await expect.poll(() => samplesShown(page)).toBe('960');
    await page.getByText('1 of 5').waitFor();
    await expect.poll(() => rowOf(page, slower.id).locator('td.state').textContent()).toBe('1/5');
    await expect.poll(() => page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('16');
    for (const event of events.slice(firstRound, judged + 1)) stream.publish(event);
    await rowOf(page, slower.id).getByText('regressed, critical').waitFor();
    const spoken = page.locator('[aria-live="polite"]');
    await expect.poll(() => spoken.textContent(), { timeout: 5000 }).toContain('slower: regressed');
    expect(await page.title()).toBe('● perf-suite');
    for (const event of events.slice(judged + 1)) stream.publish(event);
    await runOver(page);
    expect(await page.title()).toBe('▼ perf-suite');
  });

  it('stays useful after the stream is gone', async () => {
    const stream = await serve(events);
    const page = await open(stream.pageUrl);
    await runOver(page);
    await stream.finish();
    await page.getByText('Not live').waitFor();
    await page.getByText('the run is over. Everything up to the end of the run was received.').waitFor();
    await rowOf(page, slower.id).locator('a').click();
    await page.getByRole('heading', { name: 'slower' }).waitFor();
    await expect.poll(() => page.locator('.statistics tbody tr').count()).toBe(2);
  });

  it('comes back after the server was killed, and says that it was away', async () => {
    const half = events.slice(0, Math.floor(events.length / 2));
    const first = await serveInProcess(half, 0);
    const page = await open(first.url);
    await page.getByText('Live', { exact: true }).waitFor();
    // Live begins with the greeting, before anything of the run has come.
    await rowOf(page, slower.id).waitFor();
    first.child.kill('SIGKILL');
    await page.getByText('Reconnecting').waitFor();
    await page.getByText('The page shows the state at that time.').waitFor();
    expect(await page.locator('tr[data-benchmark]').count()).toBe(5);
    await serveInProcess(events, Number(new URL(first.url).port));
    await runOver(page);
    await page.getByText('The server was restarted').waitFor();
    await expect.poll(() => samplesShown(page)).toBe('4,800');
    const p50 = rowOf(page, slower.id).locator('td.number').first();
    expect(await p50.textContent()).toBe(formatTime(quantile(samplesOf(slower, 'head'), 0.5)));
  });

  it('reports how many samples were gone from the history before it came', async () => {
    const [started] = events;
    const stream = await startLiveStream({ port: 0, limits: { historyBytes: 64 * 1024 } });
    streams.push(stream);
    stream.publish(started!);
    const sampleCount = 100_000;
    for (let first = 0; first < sampleCount; first += 5000) {
      const ns = Array.from({ length: 5000 }, (_, i) => 45_000 + (((first + i) * 7919) % 10_007));
      stream.publish({ type: 'samples', t: 1, benchmark: 1, round: 0, variant: 'head', first, ns });
    }
    const page = await open(stream.pageUrl);
    await page.getByText('Connected late').waitFor();
    const fact = (name: string) => page.locator('.fact', { hasText: name }).locator('dd');
    await fact('Not received').waitFor();
    const count = async (name: string) => Number((await fact(name).textContent())?.replaceAll(',', ''));
    await expect.poll(async () => (await count('Samples')) + (await count('Not received'))).toBe(sampleCount);
    expect(await count('Not received')).toBeGreaterThan(0);
  });

  it('shows a report file as it shows the live run, without a server', async () => {
    const file = join(folder, 'report.html');
    await writeFile(file, await renderReportHtml(run, report));
    const page = await open(pathToFileURL(file).href);
    await page.getByText('Saved report').waitFor();
    for (const benchmark of run.benchmarks) {
      const p50 = rowOf(page, benchmark.id).locator('td.number').first();
      expect(await p50.textContent()).toBe(formatTime(quantile(samplesOf(benchmark, 'head'), 0.5)));
    }
    // A benchmark's name that looks like markup is shown as the text that it is.
    expect(await page.locator('img').count()).toBe(0);
    await rowOf(page, slower.id).locator('a').click();
    await page.getByText(report.comparisons[1]!.summary).waitFor();
  });

  it('marks ratios on an axis of ratios, however large they are', async () => {
    const started = runStarted(1);
    const { pageUrl } = await serve([
      started,
      ...roundOf(0, 0, { baseNs: [900, 900], headNs: [100, 100] }),
      ...roundOf(0, 1, { baseNs: [100, 100], headNs: [100, 100] }),
    ]);
    const page = await open('about:blank');
    // What is drawn on a canvas can only be read where it is drawn.
    await page.addInitScript(`{
      const { fillText } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
        (this.canvas.drawnTexts ??= []).push(text);
        return fillText.call(this, text, ...place);
      };
    }`);
    await page.goto(pageUrl + benchmarkHash(started.benchmarks[0]!.id));
    const panel = page.locator('[data-chart="by round"]');
    await panel.getByText('above 1 is faster').waitFor();
    const drawn = () =>
      page.evaluate<string[]>(`document.querySelector('[data-chart="by round"] canvas').drawnTexts ?? []`);
    await expect.poll(drawn).toContain('8.00');
    expect((await drawn()).filter((text) => / n?s$/.test(text))).toEqual([]);
  });

  it('moves nothing for those who asked for less motion', async () => {
    const { pageUrl } = await serve(events);
    const page = await open(pageUrl, { reducedMotion: 'reduce' });
    await runOver(page);
    const moving = await page.evaluate(
      '[...document.querySelectorAll("*")].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0).length',
    );
    expect(moving).toBe(0);
  });

  it('takes the colours that the system prefers until others are chosen', async () => {
    const { pageUrl } = await serve(events);
    const page = await open(pageUrl);
    const scheme = () => page.evaluate<string>('getComputedStyle(document.documentElement).colorScheme');
    await page.getByRole('button', { name: 'Colours: auto' }).waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(scheme).toBe('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(scheme).toBe('light');
    await page.getByRole('button', { name: 'Colours: auto' }).click();
    await page.getByRole('button', { name: 'Colours: light' }).click();
    await page.getByRole('button', { name: 'Colours: dark' }).waitFor();
    expect(await scheme()).toBe('dark');
  });

  it('keeps its memory though millions of samples come', async () => {
    const [started] = events;
    const stream = await startLiveStream({
      port: 0,
      limits: { historyBytes: 2 ** 20, slowAfterMs: 60_000, closeAfterMs: 90_000 },
    });
    streams.push(stream);
    stream.publish(started!);
    const page = await open(stream.pageUrl + benchmarkHash(slower.id));
    await page.getByText('Live', { exact: true }).waitFor();
    const session = await page.context().newCDPSession(page);
    const heapAfter = async (total: number) => {
      await publishUpTo(stream, page, total);
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      const { backingStorageSize } = (await session.send('Runtime.getHeapUsage')) as {
        backingStorageSize?: number;
      };
      return usedSize + (backingStorageSize ?? 0);
    };
    const warm = await heapAfter(1_000_000);
    const later = await heapAfter(4_000_000);
    expect(later - warm).toBeLessThan(4 * 2 ** 20);
  }, 120_000);

  let publishedCount = 0;

  /** Publishes samples of the second benchmark until so many have come, no faster than the page takes them. */
  async function publishUpTo(stream: LiveStream, page: Page, total: number): Promise<void> {
    const shown = page.locator('.statistics tbody tr td').first();
    while (publishedCount < total) {
      const ns = Array.from({ length: 5000 }, (_, i) => 45_000 + (((publishedCount + i) * 7919) % 10_007));
      for (let i = 0; i < 10; i++) {
        const first = publishedCount;
        stream.publish({ type: 'samples', t: 1, benchmark: 1, round: 0, variant: 'head', first, ns });
        publishedCount += ns.length;
      }
      const expected = publishedCount.toLocaleString('en');
      await expect.poll(() => shown.textContent(), { timeout: 20_000, interval: 20 }).toBe(expected);
    }
  }

  async function serveInProcess(
    published: readonly LiveEvent[],
    port: number,
  ): Promise<{ child: ChildProcess; url: string }> {
    const file = join(folder, `${published.length}.json`);
    await writeFile(file, JSON.stringify(published));
    const script = fileURLToPath(new URL('stream-process.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, String(port), 'a-token-for-the-test', file]);
    processes.push(child);
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
      child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)));
    });
    return { child, url };
  }
});
