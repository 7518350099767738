import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_PATH, launchChromium } from '@perf-suite/testing/chromium';
import { expect, it, onTestFinished } from 'vitest';
import type { FlameNode } from './flame-graph.js';
import { flameGraphPage } from './flame-graph-page.js';

const HOSTILE = '</script><script>document.title="taken"</script><img src=x onerror=document.title="taken">';

function node(name: string, self: readonly [number, number], children: readonly FlameNode[] = []): FlameNode {
  const sum = (side: 0 | 1) => self[side] + children.reduce((total, { total: own }) => total + own[side], 0);
  return { name, place: `src/${name}.js:1`, change: 'changed', self, total: [sum(0), sum(1)], children };
}

const graphs = [
  {
    id: `a.bench.js#${HOSTILE}`,
    explanation: { summary: `${HOSTILE} takes longer.`, repetitions: 3 },
    root: node('all', [0, 0], [node(HOSTILE, [100, 400]), node('parse', [100, 100])]),
  },
  {
    id: 'a.bench.js#second',
    explanation: { summary: 'Another.', repetitions: 1 },
    root: node('all', [1, 2]),
  },
];

it('holds nothing that a name could bring in as markup', () => {
  const page = flameGraphPage(graphs);
  expect(page.split('<script').length).toBe(3);
  expect(page).not.toContain('<img');
  expect(page).not.toMatch(/(?:src|href)=["']?http/);
});

it.skipIf(CHROMIUM_PATH === null)('shows names as text, finds and zooms, and asks for nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perf-flame-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'flame-graph.html');
  writeFileSync(file, flameGraphPage(graphs));
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1000, height: 500 } });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => problems.push(message.text()));
  page.on('request', (request) => {
    if (request.url() !== `file://${file}`) problems.push(request.url());
  });
  await page.goto(`file://${file}`);
  expect(await page.title()).toBe('Why it got slower');
  expect(await page.textContent('#summary')).toContain(HOSTILE);
  const frames = page.locator('#graph button');
  expect(await frames.count()).toBe(3);
  const [slower, parse] = [frames.nth(1), frames.nth(2)];
  expect(await slower.getAttribute('title')).toContain('100 ns -> 400 ns (+300 ns)');
  expect(await parse.getAttribute('class')).toContain('same');
  await page.fill('#search', 'PARSE');
  expect(await page.textContent('#found')).toBe('1 found');
  await page.fill('#search', '');
  await parse.click();
  expect(await frames.count()).toBe(2);
  await page.click('#reset');
  expect(await frames.count()).toBe(3);
  await page.selectOption('#benchmark', '1');
  expect(await page.textContent('#summary')).toContain('Another.');
  expect(problems).toEqual([]);
});
