#!/usr/bin/env node
// Takes the pictures of the docs from a real A/B run of the demo repository, in headless Chromium.
// Needs Chromium (Debian: apt-get install chromium); CHROMIUM_PATH names another path.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launchChromium } from '@perf-suite/testing/chromium';
import { makeDemoRepository } from '../examples/demo-repository.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs', 'images');
const folder = mkdtempSync(join(tmpdir(), 'perf-suite-pictures-'));
const repository = join(folder, 'text-search');

makeDemoRepository({ folder: repository });
execFileSync('git', ['checkout', '-q', 'slower'], { cwd: repository });
const run = spawn(
  join(root, 'node_modules', '.bin', 'perf-suite'),
  ['run', '--against', 'main', '--live', '--live-keep', '2m', '--port', '0', '--metrics-port', '0'],
  { cwd: repository, stdio: ['ignore', 'ignore', 'pipe'] },
);
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 570 }, deviceScaleFactor: 1.5 });
  await page.goto(await linkToPage(run.stderr));
  await page.getByText('complete, exit 1').waitFor({ timeout: 120_000 });
  await page.screenshot({ path: join(images, 'live.png') });
  await page.getByRole('link', { name: 'suggest' }).first().click();
  await page.setViewportSize({ width: 1200, height: 1140 });
  await page.waitForTimeout(1000);
  await page.screenshot({ path: join(images, 'live-benchmark.png') });
  // Why it got slower is in a file beside the run.
  const runs = join(repository, '.perf', 'runs');
  const profiles = readdirSync(runs).find((name) => name.endsWith('.profiles'));
  await page.goto(pathToFileURL(join(runs, profiles, 'flame-graph.html')).href);
  await page.setViewportSize({ width: 1200, height: 460 });
  await page.screenshot({ path: join(images, 'flame-graph.png') });
} finally {
  await browser.close();
  run.kill('SIGINT');
  rmSync(folder, { recursive: true, force: true });
}

/** The page's address, as the command prints it. */
function linkToPage(output) {
  return new Promise((resolve, reject) => {
    let text = '';
    output.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      const link = /http:\/\/\S+token=\S+/.exec(text)?.[0];
      if (link !== undefined) resolve(link);
    });
    output.once('close', () => reject(new Error(`no link to the page:\n${text}`)));
  });
}
