#!/usr/bin/env node
// Takes the pictures of the site for the docs, of a made-up history, in headless Chromium. With a folder as its
// argument it takes each page there instead: desktop and phone, light and dark.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openStore } from '@perf-suite/history';
import { launchChromium } from '@perf-suite/testing/chromium';
import { exampleHistory } from '@perf-suite/testing/example-history';

const images = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const command = fileURLToPath(new URL('../bin/perf-analyze.js', import.meta.url));
const [all] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'perf-site-pictures-'));
const database = join(folder, 'history.db');
const analyze = (...args) =>
  execFileSync(process.execPath, [command, ...args, '--store', database], { cwd: folder, encoding: 'utf8' });

const runs = exampleHistory({ runCount: 360, otherMachineAt: 0.2 });
const store = await openStore(database);
for (const run of runs) await store.add(run, null);
for (const run of exampleHistory({ runCount: 40, environment: 'laptop', seed: 5 }))
  await store.add(run, null);
await store.close();
const { environments } = JSON.parse(analyze('changes', '--env', 'ci', '--format', 'json'));
const older = environments[0].changes.find(({ benchmark }) => benchmark.endsWith('> prefix'));
if (older !== undefined) analyze('intend', older.id, '--note', 'looks at fewer candidates');
analyze(
  'site',
  '--out',
  'site',
  '--title',
  'text-search',
  '--repository',
  'https://github.com/org/text-search',
);

const browser = await launchChromium();
try {
  const url = `${pathToFileURL(join(folder, 'site')).href}/index.html`;
  const page = await browser.newPage({ viewport: { width: 1440, height: 969 } });
  await page.goto(url);
  const benchmark = await page.getByRole('link', { name: 'suggest › one word' }).getAttribute('href');
  const environment = benchmark.split('/')[1];
  const last = runs.at(-1).commit.slice(0, 10);
  const views = {
    overview: '#/',
    benchmark: `${benchmark}?run=295`,
    changes: `#/${environment}/changes`,
    compare: `#/${environment}/compare?before=${runs[250].commit.slice(0, 10)}&after=${last}`,
  };
  const take = async (tab, view, path, options) => {
    await tab.goto('about:blank');
    await tab.goto(url + views[view]);
    await tab.locator(`main:not([aria-busy]) > section.${view}`).waitFor();
    await tab.waitForTimeout(300);
    await tab.screenshot({ path, ...options });
  };
  if (all === undefined) {
    await take(page, 'overview', join(images, 'history.png'));
    await page.setViewportSize({ width: 1440, height: 1107 });
    await take(page, 'benchmark', join(images, 'history-benchmark.png'));
    await page.setViewportSize({ width: 1440, height: 1205 });
    await take(page, 'compare', join(images, 'history-compare.png'));
  } else {
    mkdirSync(all, { recursive: true });
    for (const [width, name] of [
      [1440, 'desktop'],
      [390, 'phone'],
    ]) {
      for (const colorScheme of ['light', 'dark']) {
        const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        for (const view of Object.keys(views)) {
          await take(tab, view, join(all, `${view}-${name}-${colorScheme}.png`), { fullPage: true });
        }
        await tab.close();
      }
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
