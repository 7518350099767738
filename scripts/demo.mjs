#!/usr/bin/env node
// The main job on real libraries, in under 90 seconds: measure them live, then let the guard compare two
// versions of some of them. Ends with 0 when everything behaved as it says below.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = join(root, 'examples');
const folder = mkdtempSync(join(tmpdir(), 'perf-suite-demo-'));
const started = performance.now();

try {
  title('1. Measure real libraries, live: open the links while it runs');
  await expectExit(0, 'perf-suite', [
    ...['run', 'sorting.bench.ts', 'markdown.bench.ts', 'files.bench.ts'],
    ...[
      '--cwd',
      examples,
      '--rounds',
      '4',
      '--time',
      '60ms',
      '--live',
      '--out',
      join(folder, 'live.run.json'),
    ],
  ]);

  title('2. Measure two versions of three libraries, one run each');
  const versions = ['versions/query-string.bench.ts', 'versions/csv.bench.ts', 'versions/html.bench.ts'];
  for (const version of ['old', 'current']) {
    await expectExit(
      0,
      'perf-suite',
      [
        'run',
        ...versions,
        '--cwd',
        examples,
        '--rounds',
        '6',
        '--quiet',
        '--out',
        join(folder, `${version}.run.json`),
      ],
      { EXAMPLES_VERSIONS: version },
    );
  }

  title('3. Compare them: qs became slower, parse5 and papaparse faster; a regression ends with exit code 1');
  await expectExit(1, 'perf-guard', [
    ...['check', join(folder, 'current.run.json'), '--baseline', join(folder, 'old.run.json')],
  ]);

  title(`Done in ${Math.round((performance.now() - started) / 1000)} s`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function title(text) {
  console.log(`\n${styleText('bold', text)}\n`);
}

/** Runs one of the tools as a user would; any other exit code than the expected one ends the demo. */
async function expectExit(expected, tool, args, environment = {}) {
  console.log(
    styleText('dim', `$ ${[tool, ...args].join(' ').replaceAll(folder, '.').replaceAll(root, '')}`),
  );
  const child = spawn(join(root, 'node_modules', '.bin', tool), args, {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  console.log(styleText('dim', `exit code ${code}`));
  if (code !== expected) {
    console.error(`${tool} ended with ${code}, expected ${expected}`);
    process.exitCode = code || 1;
    throw new Error('the demo stopped');
  }
}
