#!/usr/bin/env node
// Makes the history that the examples in docs/history.md and docs/analysis.md are of, to try the commands on:
// npx --yes pnpm@10 demo:history [FOLDER], by default .perf/demo-history.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RUN_COUNT, resampleRuns, SLOW_FROM } from './resample-runs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(process.argv[2] ?? join(root, '.perf', 'demo-history'));
const measured = join(folder, 'measured.run.json');

run('perf-suite', [
  ...['run', 'sorting.bench.ts', 'files.bench.ts', '--cwd', join(root, 'examples')],
  ...['--rounds', '8', '--time', '60ms', '--quiet', '--out', measured],
]);
const slowed = await resampleRuns({ runFile: measured, folder: join(folder, 'runs') });
console.log(
  `${RUN_COUNT} runs, drawn round by round from the one that was just measured; ${slowed} is slowed by 8 % on purpose from run ${SLOW_FROM} on, and the commits are made up.`,
);
run('perf-history', ['add', join(folder, 'runs'), '--store', join(folder, 'history.db')]);
console.log(`\nTo look at it: export PERF_HISTORY_STORE=${join(folder, 'history.db')}`);

function run(tool, args) {
  const { status } = spawnSync(join(root, 'node_modules', '.bin', tool), args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 70);
}
