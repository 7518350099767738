import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openStore } from '@perf-suite/history';
import { CHROMIUM_PATH, launchChromium } from '@perf-suite/testing/chromium';
import { EXAMPLE_BENCHMARKS, exampleHistory } from '@perf-suite/testing/example-history';
import { startHistory } from '@perf-suite/testing/history-command';
import { openPage } from '@perf-suite/testing/watched-page';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';

const HOSTILE = '</script><img src=x onerror=alert(1)>"\'` ../..#<b>bold</b> > \u202etxt';
const LONG = `bench/long.bench.ts#${'very long name '.repeat(300)}`;
const BENCHMARKS = [...EXAMPLE_BENCHMARKS, { id: HOSTILE, ns: 500 }, { id: LONG, ns: 900 }];
const RUNS = exampleHistory({ runCount: 120, benchmarks: BENCHMARKS, otherMachineAt: 0.25 });
const OTHER_RUNS = exampleHistory({ runCount: 30, environment: 'laptop', seed: 7 });
const SLOWER = 'suggest › one word';

describe.skipIf(CHROMIUM_PATH === null)('the site in a browser', () => {
  let browser: Browser;
  let folder: string;
  let url: string;
  const troubles: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), 'perf-site-'));
    const store = await openStore(join(folder, 'history.db'));
    for (const run of [...RUNS, ...OTHER_RUNS]) await store.add(run, null);
    await store.close();
    await perfAnalyze('site', '--out', 'site', '--repository', 'https://code.example.org/org/name');
    url = `${pathToFileURL(join(folder, 'site')).href}/index.html`;
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    // No test leaves an error, a violation of the policy or a foreign request behind.
    expect(troubles.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function perfAnalyze(...args: string[]): Promise<string> {
    let [out, err] = ['', ''];
    const code = await main([...args, '--store', join(folder, 'history.db')], {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      nowMs: () => Date.UTC(2026, 10, 21),
      cwd: folder,
      environment: {},
      platform: 'linux',
      outIsTerminal: false,
      outColumns: undefined,
      untilStopped: () => AbortSignal.abort(),
    });
    expect(err).toBe('');
    expect(code).toBe(0);
    return out;
  }

  async function open(address = url): Promise<Page> {
    const opened = await openPage(browser);
    opened.page.on('close', () => troubles.push(...opened.troubles));
    await opened.page.goto(address);
    await opened.page.locator('main:not([aria-busy]) > section').waitFor();
    return opened.page;
  }

  const row = (page: Page, name: string): Locator =>
    page.locator('tr[data-benchmark]').filter({ has: page.getByRole('link', { name, exact: true }) });
  const choose = (page: Page, environment: string) =>
    page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: environment });
  async function openBenchmark(page: Page, name: string): Promise<void> {
    await row(page, name).getByRole('link').click();
    await page.locator('.plot[aria-label]').waitFor();
  }

  it('shows open changes first, with what analysis says of each', async () => {
    const page = await open();
    const json = JSON.parse(await perfAnalyze('trends', '--env', 'ci', '--format', 'json'));
    const { trends } = json.environments[0];
    expect(await page.locator('tr[data-benchmark]').count()).toBe(BENCHMARKS.length);
    const trend = trends.find(({ benchmark }: { benchmark: string }) => benchmark.endsWith('> one word'));
    expect(trend.open.length).toBeGreaterThan(0);
    const slower = row(page, SLOWER);
    await slower.getByText('slower').waitFor();
    const percent = `+${(trend.changes[30].point * 100).toFixed(1)}\u00a0%`;
    expect(await slower.locator('td.change').nth(1).locator('.change-main').textContent()).toBe(percent);
    expect(await slower.locator('td.change').nth(1).getAttribute('data-verdict')).toBe('regressed');
    const isOpen = await page
      .locator('tr[data-benchmark]')
      .evaluateAll((rows) => rows.map((one) => one.querySelector('.badge') !== null));
    expect(isOpen).toEqual([...isOpen].sort((a, b) => Number(b) - Number(a)));
  });

  it('shows names that look like markup, or are very long, as text', async () => {
    const page = await open();
    expect(await page.locator('img, b').count()).toBe(0);
    await page.locator('.filter').fill('onerror');
    const link = page.locator('tr[data-benchmark] a');
    expect(await link.textContent()).toContain('\\u202etxt');
    await link.click();
    await page.locator('.plot[aria-label]').waitFor();
    await page.goBack();
    await page.locator('.filter').fill('very long');
    await link.click();
    await page.locator('.plot[aria-label]').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    // A chart takes the new width a frame later.
    await expect.poll(() => isWide(page)).toBe(false);
  });

  it('sorts, filters and keeps both in the address', async () => {
    const page = await open();
    const names = () => page.locator('tr[data-benchmark] .own-name').allTextContents();
    await page.getByRole('button', { name: 'Benchmark' }).click();
    expect(await page.locator('th[aria-sort="ascending"]').textContent()).toBe('Benchmark');
    await page.locator('body').press('/');
    await page.keyboard.type('tokenize');
    await expect.poll(names).toEqual(['English', 'HTML', 'Japanese']);
    await page.reload();
    await expect.poll(names).toEqual(['English', 'HTML', 'Japanese']);
    await page.getByRole('button', { name: /surely slower/ }).click();
    await expect.poll(names).toEqual(['Japanese']);
  });

  it('shows the history of a benchmark with its changes, zooms by drag, key and button, and back', async () => {
    const page = await open();
    await openBenchmark(page, SLOWER);
    const plot = page.locator('.plot');
    expect(await plot.getAttribute('aria-label')).toContain('120 of 120 runs');
    const change = page.locator('.change-item').filter({ hasText: 'slower' }).first();
    expect(await change.textContent()).toMatch(/p50 \+[78]\.\d %.*commits [0-9a-f]{10}\.\.[0-9a-f]{10}/);
    const { href } = await change
      .getByRole('link')
      .first()
      .evaluate((link) => ({ href: String(link) }));
    expect(href).toMatch(
      /^https:\/\/code\.example\.org\/org\/name\/compare\/[0-9a-f]{40}\.\.\.[0-9a-f]{40}$/,
    );
    const area = (await page.locator('.u-over').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(area.x + area.width * 0.5, area.y + 80);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width * 0.75, area.y + 80, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => plot.getAttribute('aria-label')).toMatch(/\b(29|30|31) of 120 runs/);
    await page.reload();
    await expect.poll(() => plot.getAttribute('aria-label')).toMatch(/\b(29|30|31) of 120 runs/);
    await plot.press('-');
    await expect.poll(() => plot.getAttribute('aria-label')).toMatch(/\b(5\d|6\d) of 120 runs/);
    await page.getByRole('button', { name: 'Show all runs' }).click();
    await expect.poll(() => plot.getAttribute('aria-label')).toContain('120 of 120 runs');
    await page.getByRole('button', { name: 'Show in the chart' }).first().click();
    await page.getByRole('heading', { name: 'Picked run' }).waitFor();
  });

  it('gives exact values to the keyboard, and leads from a run to what it is', async () => {
    const page = await open();
    await openBenchmark(page, SLOWER);
    const plot = page.locator('.plot');
    await plot.press('Home');
    await plot.press('ArrowRight');
    await page
      .locator('.tooltip')
      .getByText(RUNS[1]?.commit.slice(0, 10) ?? '')
      .waitFor();
    await plot.press('Enter');
    const picked = page.getByRole('region', { name: 'Picked run' });
    await picked.getByText(RUNS[1]?.id ?? '').waitFor();
    expect(
      await picked.getByRole('link', { name: RUNS[1]?.commit.slice(0, 10) ?? '' }).getAttribute('href'),
    ).toBe(`https://code.example.org/org/name/commit/${RUNS[1]?.commit}`);
    await picked.getByRole('link', { name: 'Compare with the run before' }).click();
    await page.locator('.compared tr[data-benchmark]').first().waitFor();
    expect(
      await page
        .getByRole('textbox', { name: 'After' })
        .or(page.getByRole('combobox', { name: 'After' }))
        .inputValue(),
    ).toBe(RUNS[1]?.id);
  });

  it('goes through the benchmarks by keys, in the order of the overview', async () => {
    const page = await open();
    const names = await page.locator('tr[data-benchmark] a').allTextContents();
    await page.keyboard.press('j');
    await page.getByRole('heading', { level: 1, name: names[0] ?? '' }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { level: 1, name: names[1] ?? '' }).waitFor();
    await page.keyboard.press('k');
    await page.getByRole('heading', { level: 1, name: names[0] ?? '' }).waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    await page.keyboard.press('Escape');
    await page.locator('tr[data-benchmark]').first().waitFor();
  });

  it('compares two commits in all benchmarks, and warns of another machine', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'Compare' }).click();
    const [before, after] = [RUNS[90], RUNS[110]];
    await page
      .locator('.run-input')
      .nth(0)
      .fill(before?.commit.slice(0, 8) ?? '');
    await page
      .locator('.run-input')
      .nth(1)
      .fill(after?.commit.slice(0, 8) ?? '');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('.compared tr[data-benchmark]').first().waitFor();
    expect(await page.locator('.compared tr[data-benchmark]').count()).toBe(BENCHMARKS.length);
    const ratio = median(after?.points[0]?.roundP50 ?? []) / median(before?.points[0]?.roundP50 ?? []) - 1;
    await expect
      .poll(() => row(page, SLOWER).locator('.change-main').textContent())
      .toBe(`+${(ratio * 100).toFixed(1)}\u00a0%`);
    expect(await row(page, SLOWER).locator('.word').textContent()).toContain('slower');
    await page.locator('.run-input').nth(0).fill('nothing like it');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('No run is called "nothing like it".').waitFor();
    await page
      .locator('.run-input')
      .nth(0)
      .fill(new Date(RUNS[5]?.startedAtMs ?? 0).toISOString().slice(0, 10));
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('Another machine measured one of the two').waitFor();
  });

  it('shows all changes with their state, and follows what people say of them', async () => {
    const json = JSON.parse(await perfAnalyze('changes', '--env', 'ci', '--format', 'json'));
    const open = json.environments[0].changes.find(
      (change: { benchmark: string; state: string }) =>
        change.state === 'open' && change.benchmark.endsWith('> one word'),
    );
    let page = await open_(`#/changes`);
    const item = (one: Page) => one.locator(`[data-change="${open.id}"]`);
    expect(await item(page).locator('.state-tag').textContent()).toBe('open');
    await item(page).getByText('What to run').click();
    expect(await item(page).textContent()).toContain(open.confirm);
    await page.close();
    await perfAnalyze('ack', open.id, '--note', 'fixed in <b>1.2</b>');
    await perfAnalyze('site', '--out', 'site', '--repository', 'https://code.example.org/org/name');
    page = await open_(`#/changes`);
    expect(await item(page).locator('.state-tag').textContent()).toBe('acknowledged');
    expect(await item(page).locator('.change-note').textContent()).toBe('fixed in <b>1.2</b>');
    await page.getByRole('button', { name: /\d+ acknowledged/ }).click();
    await expect.poll(() => page.locator('.change-item').count()).toBe(1);
    await perfAnalyze('reopen', open.id);
  });

  it('shows another environment, of the same benchmark where that has it', async () => {
    const page = await open();
    await openBenchmark(page, SLOWER);
    await choose(page, 'laptop, main');
    await expect.poll(() => page.locator('.plot').getAttribute('aria-label')).toContain('30 of 30 runs');
    await choose(page, 'ci, main');
    await expect.poll(() => page.locator('.plot').getAttribute('aria-label')).toContain('120 of 120 runs');
    await page.keyboard.press('Escape');
    await page.locator('.filter').fill('onerror');
    await page.locator('tr[data-benchmark] a').click();
    await page.locator('.plot[aria-label]').waitFor();
    await choose(page, 'laptop, main');
    await page.getByText('laptop, branch main · 30 runs').waitFor();
  });

  it('stays a table for screen readers where a phone shows cards', async () => {
    const page = await open();
    await page.setViewportSize({ width: 390, height: 844 });
    const line = page.getByRole('row', { name: SLOWER });
    expect(await line.getByRole('rowheader').count()).toBe(1);
    expect(await line.getByRole('cell').count()).toBe(6);
    await expect.poll(() => isWide(page)).toBe(false);
    for (const hash of ['changes', 'compare']) {
      await page
        .getByRole('link', { name: new RegExp(hash, 'i') })
        .first()
        .click();
      await page.locator(`section.${hash}`).waitFor();
      await expect.poll(() => isWide(page)).toBe(false);
    }
  });

  it('gives everything that can be operated a name, each page one heading, and each picture a text', async () => {
    const page = await open();
    for (const look of ['overview', 'benchmark', 'changes', 'compare']) {
      if (look === 'benchmark') await openBenchmark(page, SLOWER);
      if (look === 'changes') await page.getByRole('link', { name: /^Changes/ }).click();
      if (look === 'compare') {
        await page.goto(
          `${url}#/${await environmentFolder(page)}/compare?before=2026-11-01&after=2026-11-20`,
        );
      }
      await page.locator(`section.${look}`).waitFor();
      expect(await nameless(page), look).toEqual([]);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      const levels = await page.locator('h1, h2, h3').evaluateAll((all) => all.map(({ tagName }) => tagName));
      expect(levels[0], look).toBe('H1');
      expect(levels.includes('H3') && !levels.includes('H2')).toBe(false);
      await page.locator('.brand').click();
      await page.locator('section.overview').waitFor();
    }
  });

  it('takes the colours that the system prefers until others are chosen', async () => {
    const page = await open();
    const scheme = () => page.evaluate<string>('getComputedStyle(document.documentElement).colorScheme');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(scheme).toBe('dark');
    await openBenchmark(page, SLOWER);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(scheme).toBe('light');
    await page.getByRole('button', { name: 'Colours: auto' }).click();
    await page.getByRole('button', { name: 'Colours: light' }).click();
    expect(await scheme()).toBe('dark');
  });

  it('saves a chart as a picture and its runs as a table', async () => {
    const page = await open();
    await openBenchmark(page, SLOWER);
    const save = async (what: string) => {
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: `Save history as ${what}` }).click();
      return readFile(await (await downloading).path());
    };
    expect((await save('PNG')).subarray(1, 4).toString('latin1')).toBe('PNG');
    const lines = (await save('CSV')).toString('utf8').trim().split('\n');
    expect(lines[0]).toBe('started_at,commit,run,p50_ns,lower,upper');
    expect(lines).toHaveLength(121);
    expect(lines[120]).toContain(`${RUNS[119]?.commit},${RUNS[119]?.id},`);
  });

  it('is the same where perf-history serves the folder', async () => {
    const store = ['--store', join(folder, 'history.db')];
    const { url: server, program } = await startHistory([...store, '--site', join(folder, 'site')], {});
    try {
      const page = await open(`${server}/`);
      await openBenchmark(page, SLOWER);
      expect(await page.locator('.plot').getAttribute('aria-label')).toContain('120 of 120 runs');
      await page.close();
    } finally {
      await program.stop();
    }
  });

  it('is the same below a path, as GitHub Pages serves it', async () => {
    const server = createServer(async (request, response) => {
      const path = /^\/org\/name\/([^?]*)/.exec(request.url ?? '')?.[1];
      const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };
      const file = path === '' ? 'index.html' : (path ?? 'none');
      const body = await readFile(join(folder, 'site', file)).catch(() => null);
      response.writeHead(body === null ? 404 : 200, { 'Content-Type': types[extname(file)] ?? 'text/html' });
      response.end(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const page = await open(`http://127.0.0.1:${port}/org/name/`);
      await openBenchmark(page, SLOWER);
      await page.getByRole('link', { name: 'All benchmarks before and after' }).first().click();
      await page.locator('.compared tr[data-benchmark]').first().waitFor();
      await page.close();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('says that a file is missing, and what an address that leads nowhere is', async () => {
    const page = await open();
    await page.goto(`${url}#/${await environmentFolder(page)}/benchmark/gone-0123456789`);
    await page.getByText('benchmark/gone-0123456789.js beside this page, found none').waitFor();
    // That a file is not there is what this test is about.
    await page.evaluate('0');
    troubles.length = 0;
    page.removeAllListeners('close');
    await page.close();
  });

  async function open_(view: string): Promise<Page> {
    const page = await open();
    const folderName = await environmentFolder(page);
    await page.goto(url + view.replace('#/', `#/${folderName}/`));
    await page.locator('.change-item').first().waitFor();
    return page;
  }

  async function environmentFolder(page: Page): Promise<string> {
    return page.getByRole('combobox', { name: 'Environment' }).inputValue();
  }
});

function isWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
}

/** Returns what can be operated, or is a picture, and has no name for a screen reader. */
function nameless(page: Page): Promise<string[]> {
  return page.evaluate<
    string[]
  >(`[...document.querySelectorAll('a[href], button, input, select, [role=img], summary')]
    .filter((one) => one.checkVisibility())
    .filter((one) => !(one.getAttribute('aria-label') ?? one.textContent ?? '').trim())
    .map((one) => one.outerHTML.slice(0, 200))`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] as number) + (sorted[Math.floor(half)] as number)) / 2;
}
