import { createHash } from 'node:crypto';
import { PerfError, type Report, type RunFile } from '@perf-suite/schema';
import { readBuiltFile } from './page-files.js';

/**
 * Returns the live page as one self-contained HTML file that shows a finished run: code, styles and
 * data inside, nothing loaded from anywhere, and a policy that allows exactly that.
 * About 140 KB plus the run file's own size as JSON.
 * @param report the verdicts; null shows the measurements alone
 * @throws {PerfError} `not-found` when the page has not been built
 */
export async function renderReportHtml(run: RunFile, report: Report | null): Promise<string> {
  const page = await readText('index.html');
  const script = await readText('page.js');
  const style = await readText('page.css');
  const replacements: readonly (readonly [string, string])[] = [
    [
      '<title>perf-suite</title>',
      `${policyTag(script, style)}\n    <title>${escapeText(titleOf(run))}</title>`,
    ],
    ['<link rel="stylesheet" href="page.css">', `<style>${style}</style>`],
    ['<script src="page.js" defer></script>', ''],
    [
      '</body>',
      `<script type="application/json" id="run-data">${scriptSafeJson({ run, report })}</script>
    <script>${script}</script>
  </body>`,
    ],
  ];
  return replacements.reduce(replaceOnce, page);
}

async function readText(name: 'index.html' | 'page.js' | 'page.css'): Promise<string> {
  const text = Buffer.from(await readBuiltFile(name)).toString('utf8');
  if (/<\/(script|style)/i.test(text) && name !== 'index.html') {
    throw new PerfError('internal', `expected no end of script or style inside ${name}, found one`);
  }
  return text;
}

/** Hashes instead of 'unsafe-inline': a name in the data that looks like a script stays text. */
function policyTag(script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
}

function sourceHash(source: string): string {
  return `sha256-${createHash('sha256').update(source).digest('base64')}`;
}

/** Returns JSON in which no markup can begin or end: `<` only occurs inside strings, where it may be escaped. */
function scriptSafeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function titleOf(run: RunFile): string {
  const commit = run.git === null ? run.id : run.git.commit.slice(0, 8);
  return `perf-suite report: ${run.git?.branch ? `${run.git.branch} @ ` : ''}${commit}`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function replaceOnce(html: string, [from, to]: readonly [string, string]): string {
  const at = html.indexOf(from);
  if (at === -1) {
    throw new PerfError('internal', `expected ${JSON.stringify(from)} in the built index.html, found none`, {
      hint: 'Build the page again: the build and this code are of different versions.',
    });
  }
  return html.slice(0, at) + to + html.slice(at + from.length);
}
