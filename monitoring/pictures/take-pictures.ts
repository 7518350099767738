import { mkdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@perf-suite/testing/chromium';
import { freePort } from '@perf-suite/testing/real-server';
import type { Browser, Page } from 'playwright-core';
import { it } from 'vitest';
import { DASHBOARDS } from '../src/grafana/dashboards.js';
import type { DashboardSpecification, VariableName } from '../src/grafana/panel.js';
import { PRICE_PER_MINUTE } from '../src/grafana/variables.js';
import { DEFAULT_BRANCH } from '../src/settings.js';
import { startHistoryServer } from '../test/integration/history-server.js';
import { startLiveRun } from '../test/integration/live-run.js';
import { type PanelLibrary, preparePanelLibrary } from './panel-library.js';
import { writePictureAnalysis } from './picture-analysis.js';
import { REGRESSED, writePictureHistory } from './picture-history.js';

const IMAGES = new URL('../../docs/images/dashboards/', import.meta.url);
const WIDTH_PIXELS = 1_600;
/** How long the exporter, the machine and the live run are watched before their pictures. */
const WATCHED_MINUTES = 1;
const WATCHED = ['perf-exporter', 'perf-live', 'perf-machine'];

/** How far the live run is in its picture. */
const LIVE_MS = 45_000;

/** What the variables are set to where a dashboard has no choice of its own. */
const USUAL: Readonly<Record<VariableName, string>> = {
  environment: '.*',
  benchmark_name: '.*',
  instance: '.*',
  run: '.*',
  service: '.*',
  branch: DEFAULT_BRANCH,
  price_per_minute: PRICE_PER_MINUTE,
};

/** What is chosen on a dashboard instead. */
const CHOICES: Readonly<Record<string, Partial<Record<VariableName, string>>>> = {
  'perf-benchmark': { benchmark_name: REGRESSED, environment: 'linux-x64' },
};

it('takes a picture of each dashboard', async () => {
  const library = await preparePanelLibrary();
  const liveTarget = `127.0.0.1:${await freePort()}`;
  const server = await startHistoryServer({
    write: async (runs) => writePictureAnalysis(runs, await writePictureHistory(runs, Date.now())),
    // Every five minutes, the month would be a gigabyte.
    stepSeconds: 1_800,
    lookbackSeconds: 1_860,
    days: 30,
    liveTarget,
  });
  const fullAtMs = Date.now() + WATCHED_MINUTES * 60_000;
  const browser = await launchChromium();
  let live: { stop(): Promise<void> } | undefined;
  try {
    await mkdir(IMAGES, { recursive: true });
    for (const specification of inOrder()) {
      if (live === undefined && WATCHED.includes(specification.uid)) {
        live = await startLiveRun(Number(liveTarget.split(':')[1]));
        await sleep(Math.max(fullAtMs, Date.now() + LIVE_MS) - Date.now());
      }
      await takePicture(specification, { browser, library, prometheusUrl: server.prometheus.url });
    }
  } finally {
    await live?.stop();
    await browser.close();
    await server.stop();
  }
});

/** Those that show what goes on now are last, so that it has gone on for a while. */
function inOrder(): readonly DashboardSpecification[] {
  const isWatched = ({ uid }: DashboardSpecification) => WATCHED.includes(uid);
  return [...DASHBOARDS.filter((one) => !isWatched(one)), ...DASHBOARDS.filter(isWatched)];
}

interface Studio {
  readonly browser: Browser;
  readonly library: PanelLibrary;
  readonly prometheusUrl: string;
}

/** @throws {Error} if a query fails, the page does, or a panel has no data */
async function takePicture(specification: DashboardSpecification, studio: Studio): Promise<void> {
  const { uid, variables } = specification;
  const from = WATCHED.includes(uid) ? `now-${WATCHED_MINUTES}m` : specification.from;
  const chosen = { ...USUAL, ...CHOICES[uid] };
  const model = new URL(`../grafana/dashboards/${uid}.json`, import.meta.url);
  const wanted = {
    dashboard: JSON.parse(await readFile(model, 'utf8')),
    prometheusUrl: studio.prometheusUrl,
    variables: Object.fromEntries(variables.map((name) => [name, chosen[name]])),
    from,
    widthPixels: WIDTH_PIXELS,
  };
  const page = await openPage(studio);
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.evaluate(`drawDashboard(${JSON.stringify(wanted)})`);
  await page.locator('#dashboard section').first().waitFor();
  await page.waitForLoadState('networkidle');
  // Tables that are out of sight are not drawn.
  await page.setViewportSize({ width: WIDTH_PIXELS, height: await heightOf(page) });
  // Charts are drawn in the frames after their data came.
  await page.waitForTimeout(1_000);
  if (errors[0] !== undefined) throw errors[0];
  const empty = await page.getByText('No data', { exact: true }).count();
  if (empty > 0) throw new Error(`${uid}: ${empty} panels without data`);
  const path = fileURLToPath(new URL(`${uid.replace('perf-', '')}.png`, IMAGES));
  await page.locator('#dashboard').screenshot({ path });
  await page.close();
}

async function heightOf(page: Page): Promise<number> {
  const box = await page.locator('#dashboard').boundingBox();
  return Math.ceil(box?.height ?? 0);
}

/** Opens the empty page at Prometheus' own address, so that it may ask there. */
async function openPage({ browser, library, prometheusUrl }: Studio): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: WIDTH_PIXELS, height: 900 },
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (url === `${prometheusUrl}/dashboard`) {
      return route.fulfill({ contentType: 'text/html', body: '<!doctype html><div id="dashboard"></div>' });
    }
    const path = library.fileAt(url);
    return path === null ? route.fallback() : route.fulfill({ path });
  });
  await page.goto(`${prometheusUrl}/dashboard`);
  await page.addStyleTag({ path: library.style });
  await page.addScriptTag({ path: library.script });
  return page;
}
