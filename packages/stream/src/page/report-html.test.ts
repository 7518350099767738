import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { exampleReport, exampleRun } from '../../test/page/example-run.js';
import { pageSecurityPolicy, readPageFiles } from './page-files.js';
import { renderReportHtml } from './report-html.js';

const run = exampleRun();

describe('readPageFiles', () => {
  it('gives every file that the page asks for, and the page itself at /', async () => {
    const files = await readPageFiles();
    const page = new TextDecoder().decode(files.get('/')?.body);
    const asked = [...page.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, name]) => `/${name}`);
    expect(asked.sort()).toEqual(['/page.css', '/page.js']);
    for (const path of asked) expect(files.get(path)?.body.length).toBeGreaterThan(100);
    expect(files.get('/page.js')?.contentType).toBe('text/javascript; charset=utf-8');
  });

  it('has nothing inline that the policy of the served page would refuse', async () => {
    const page = new TextDecoder().decode((await readPageFiles()).get('/')?.body);
    expect(page).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
    expect(pageSecurityPolicy(['ws://127.0.0.1:1'])).not.toContain('unsafe');
  });
});

describe('renderReportHtml', () => {
  it('loads nothing: code, style, picture and data are inside', async () => {
    const html = await renderReportHtml(run, exampleReport(run));
    expect(html).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(html).toContain('href="data:image/svg+xml;base64,');
    expect(html).toContain('<title>perf-suite report: feature @ 01234567</title>');
  });

  it('names the hash of exactly its own script and style in its policy', async () => {
    const html = await renderReportHtml(run, null);
    const hash = (text: string | undefined) =>
      `'sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}'`;
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1];
    expect(policy).toContain(`script-src ${hash(/<script>([\s\S]*?)<\/script>/.exec(html)?.[1])};`);
    expect(policy).toContain(`style-src ${hash(/<style>([\s\S]*?)<\/style>/.exec(html)?.[1])};`);
    expect(policy).not.toContain('unsafe');
  });

  it('gives run and report back unchanged, though a name looks like the end of a script', async () => {
    const report = exampleReport(run);
    const html = await renderReportHtml(run, report);
    const data = /<script type="application\/json" id="run-data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(data)).toEqual({ run, report });
    expect(html).not.toContain('<img');
  });
});
