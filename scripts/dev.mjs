// Rebuilds types and page when their sources change, and serves the page on a recorded run, at the same address
// each time: reload it in the browser to see a change. Ctrl-C ends it.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, watch } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache');
const recording = join(cache, 'dev-run.live.jsonl');
const TOKEN = 'only-for-development-on-loopback';
const DEBOUNCE_MS = 200;

const program = (name) => join(root, 'packages', name.replace('perf-stream', 'stream'), 'bin', `${name}.js`);
const node = (args, options = {}) =>
  spawn(process.execPath, args, { cwd: root, stdio: 'inherit', ...options });
const ended = (child) => new Promise((resolve) => child.once('exit', resolve));

/** Records a short run of the examples, the first time. */
async function record() {
  if (existsSync(recording)) return;
  mkdirSync(cache, { recursive: true });
  console.log('recording a run of examples/sorting.bench.ts, once');
  const settings = ['--rounds', '6', '--out', join(cache, 'dev-run.run.json'), '--live', '--live-keep', '5s'];
  const run = node([program('perf-suite'), 'run', '--cwd', 'examples', 'sorting.bench.ts', ...settings], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  for await (const line of createInterface({ input: run.stderr })) {
    const [url] = /ws:\S+/.exec(line) ?? [];
    if (url === undefined) continue;
    const half = `${recording}.part`;
    if ((await ended(node([program('perf-stream'), 'record', url, half, '--force']))) !== 0) break;
    renameSync(half, recording);
    break;
  }
  run.kill('SIGINT');
  await ended(run);
}

let server = null;

/** Bundles the page anew and serves the recording from the code as it is now. */
async function refresh() {
  try {
    execFileSync(process.execPath, ['packages/stream/scripts/build-page.mjs'], {
      cwd: root,
      stdio: 'inherit',
    });
  } catch {
    return; // It has said why; what was built before is still served.
  }
  if (server !== null) {
    server.kill('SIGINT');
    await ended(server);
  }
  const replaying = ['--token', TOKEN, '--keep', '12h', '--speed', '4'];
  server = node([program('perf-stream'), 'replay', recording, ...replaying], { stdio: 'pipe' });
  // Programs never print a token that was given to them; this one is no secret.
  for (const output of [server.stdout, server.stderr])
    createInterface({ input: output }).on('line', (line) => console.log(line.replaceAll('***', TOKEN)));
}

let timer;
let refreshing = Promise.resolve();
function refreshSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    refreshing = refreshing.then(refresh);
  }, DEBOUNCE_MS);
}

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], { cwd: root, stdio: 'inherit' });
await record();
const compiler = node(['node_modules/typescript/bin/tsc', '-b', '--watch', '--preserveWatchOutput'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
createInterface({ input: compiler.stdout }).on('line', (line) => {
  console.log(line);
  if (/Found 0 errors/.test(line)) refreshSoon();
});
for (const name of ['stream', 'page-parts'])
  watch(join(root, 'packages', name, 'page'), { recursive: true }, refreshSoon);
process.once('SIGINT', async () => {
  compiler.kill();
  server?.kill('SIGINT');
  await Promise.all([ended(compiler), server === null ? null : ended(server)]);
  process.exit(0);
});
