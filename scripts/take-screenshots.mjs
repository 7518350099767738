#!/usr/bin/env node
// Takes the pictures of the docs from a real A/B run of the demo repository and from the demo's history, in headless
// Chromium.
// Needs Chromium and emoji (Debian: apt-get install chromium fonts-noto-color-emoji); CHROMIUM_PATH names another path.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launchChromium } from '@perf-suite/testing/chromium';
import MarkdownIt from 'markdown-it';
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
  const comment = await browser.newPage({ viewport: { width: 1000, height: 800 }, deviceScaleFactor: 1.5 });
  await comment.setContent(commentPage(runs));
  await comment.locator('article').screenshot({ path: join(images, 'comment.png') });
  const terminal = await browser.newPage({ viewport: { width: 1100, height: 800 }, deviceScaleFactor: 1.5 });
  await terminal.setContent(terminalPage(changesInTerminal()));
  await terminal.locator('pre').screenshot({ path: join(images, 'changes.png') });
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

/** The comment in a pull request, drawn about as GitHub does. */
function commentPage(runs) {
  const run = readdirSync(runs).find((name) => name.endsWith('.run.json'));
  const guard = join(root, 'node_modules', '.bin', 'perf-guard');
  // It ends with 1: there is a regression.
  const { stdout } = spawnSync(guard, ['check', join(runs, run), '--format', 'markdown'], {
    encoding: 'utf8',
  });
  return `<style>
    body { margin: 0; background: #fff; color: #1f2328; font: 14px/1.5 system-ui, sans-serif; }
    article { width: 900px; padding: 16px; box-sizing: border-box; }
    h3 { font-size: 20px; } h4 { font-size: 16px; } h3, h4 { margin: 16px 0; }
    table { border-collapse: collapse; } td, th { border: 1px solid #d1d9e0; padding: 6px 13px; }
    code { font: 12px ui-monospace, monospace; background: #eff1f3; padding: 2px 5px; border-radius: 6px; }
    pre { background: #f6f8fa; padding: 16px; border-radius: 6px; } pre code { padding: 0; background: none; }
  </style><article>${new MarkdownIt({ html: true }).render(stdout)}</article>`;
}

/** What the terminal shows of the change points of the demo's history. */
function changesInTerminal() {
  const made = join(folder, 'history');
  execFileSync(process.execPath, [join(root, 'scripts', 'demo-history.mjs'), made], { stdio: 'ignore' });
  const shown = ['perf-analyze', 'changes'];
  const out = execFileSync(
    join(root, 'node_modules', '.bin', shown[0]),
    [...shown.slice(1), '--store', join(made, 'history.db')],
    { encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '1', LANG: 'C.UTF-8', TERM: 'xterm' } },
  );
  return `$ ${shown.join(' ')}\n${out}`;
}

/** A terminal's text with the colours and weights that it asks for. */
function terminalPage(text) {
  const styles = { 1: 'bold', 2: 'dim', 31: 'red' };
  const escaped = text.trimEnd().replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const [first, ...styled] = escaped.split('\u001b[');
  const pieces = styled.map((piece) => {
    const [, code, rest] = /^(\d+)m(.*)$/s.exec(piece);
    return styles[code] === undefined ? `</span>${rest}` : `<span class="${styles[code]}">${rest}`;
  });
  return `<style>
    body { margin: 0; background: #fff; }
    pre { display: inline-block; margin: 0; padding: 20px 24px; background: #0d1117; color: #e6edf3; border-radius: 8px;
      font: 15px/1.5 'DejaVu Sans Mono', monospace; }
    .bold { font-weight: bold; } .dim { opacity: 0.6; } .red { color: #ff7b72; }
  </style><pre>${first}${pieces.join('')}</pre>`;
}
