#!/usr/bin/env node
// The main job on real input, in under two minutes: measure real libraries live, compare two versions of some
// of them from two run files, judge two branches of a repository with real history in pairs, then find in a history of
// 60 runs when a benchmark got slower.
// Ends with 0 when every command ended as it says below.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { makeDemoRepository } from '../examples/demo-repository.mjs';
import { RUN_COUNT, resampleRuns, SLOW_FROM } from './resample-runs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = join(root, 'examples');
const folder = mkdtempSync(join(tmpdir(), 'perf-suite-demo-'));
const started = performance.now();

try {
  title('1. Measure real libraries, live: open the links while it runs');
  await run([0], 'perf-suite', [
    ...['run', 'sorting.bench.ts', 'files.bench.ts', '--cwd', examples],
    ...['--rounds', '5', '--time', '60ms', '--live', '--out', join(folder, 'live.run.json')],
  ]);

  title('2. Compare two versions of two libraries, from two runs at different times');
  const versions = ['versions/query-string.bench.ts', 'versions/html.bench.ts'];
  for (const version of ['old', 'current']) {
    await run(
      [0],
      'perf-suite',
      [
        'run',
        ...versions,
        '--cwd',
        examples,
        '--rounds',
        '5',
        '--quiet',
        '--out',
        join(folder, `${version}.run.json`),
      ],
      { EXAMPLES_VERSIONS: version },
    );
  }
  // Two runs are weak evidence, and the guard warns about that: what a busy machine hides is inconclusive (exit code 0).
  await run([0, 1], 'perf-guard', [
    ...['check', join(folder, 'current.run.json'), '--baseline', join(folder, 'old.run.json')],
  ]);

  title(
    '3. Judge two branches of a repository in pairs: one slows a function by 8 %, one only edits the README',
  );
  const repository = join(folder, 'text-search');
  makeDemoRepository({ folder: repository, language: 'ts' });
  const judge = async (branch, expected) => {
    execFileSync('git', ['checkout', '-q', branch], { cwd: repository });
    return run(expected, 'perf-suite', ['run', '--against', 'main', '--cwd', repository, '--quiet']);
  };
  if ((await judge('slower', [0, 1])) === 0)
    console.log(
      'This machine is too busy now to detect a slowdown of 8 %; the lines above say what was measured.\n',
    );
  await judge('docs', [0]);

  title(`4. Find in a history of ${RUN_COUNT} runs when a benchmark got slower`);
  const runs = join(folder, 'runs');
  const history = join(folder, 'history.db');
  const slowed = await resampleRuns({ runFile: join(folder, 'live.run.json'), folder: runs });
  console.log(
    `Nobody waits 60 days for a demo: the runs are drawn, round by round, from the one that step 1 measured.\n${slowed}, whose rounds differ least, is slowed by 8 % on purpose from run ${SLOW_FROM} on.\nThe commits are made up.\n`,
  );
  await run([0], 'perf-history', ['add', runs, '--store', history]);
  await run([0], 'perf-analyze', ['changes', '--store', history]);

  title(`Done in ${Math.round((performance.now() - started) / 1000)} s`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function title(text) {
  console.log(`\n${styleText('bold', text)}\n`);
}

/** Runs one of the tools as a user would and returns its exit code; any but the expected ones ends the demo. */
async function run(expected, tool, args, environment = {}) {
  const shown = [tool, ...args].join(' ').replaceAll(`${folder}/`, '').replaceAll(root, '');
  console.log(styleText('dim', `$ ${shown}`));
  const child = spawn(join(root, 'node_modules', '.bin', tool), args, {
    stdio: 'inherit',
    env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), ...environment },
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  console.log(styleText('dim', `exit code ${code}\n`));
  if (!expected.includes(code))
    throw new Error(`${tool} ended with ${code}, expected ${expected.join(' or ')}`);
  return code;
}
