/**
 * Executes the same commands with hyperfine, without a shell, and with the function by which perf-suite times an
 * execution: in pairs, one execution each, in random order, so that what else the machine does meets both alike. Prints
 * the median and the fastest execution of each, and the ratio of a pair, perf-suite's over hyperfine's: the median over
 * the pairs, with a 95 % interval by the sign test.
 *
 *     node bench/commands/beside-hyperfine.mjs [seconds for each command] [names, as a regular expression]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute } from '../../packages/perf-suite/dist/worker/command/execute.js';
import { signTestInterval } from '../dist/sign-test-interval.js';
import { COMMANDS, writeCheckout } from './checkout.mjs';

const SECONDS = Number(process.argv[2] ?? 60);
const NAMES = new RegExp(process.argv[3] ?? '');

const commands = { ...COMMANDS, 'node -e 0': ['node', '-e', '0'], true: ['true'] };
const folder = mkdtempSync(join(tmpdir(), 'beside-hyperfine-'));
console.log(`load ${loadavg()[0].toFixed(1)} at the start, ${cpus().length} cores`);
console.log('median: hyperfine, perf-suite; fastest: hyperfine, perf-suite; ratio of a pair; pairs');
try {
  await writeCheckout(folder, null);
  for (const [name, run] of Object.entries(commands).filter(([one]) => NAMES.test(one)))
    console.log(`${name.padEnd(16)}${lineOf(await pairsOf(run))}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns {Promise<{ theirs: number, ours: number }[]>} milliseconds */
async function pairsOf(run) {
  await byPerfSuite(run);
  byHyperfine(run);
  const pairs = [];
  const endMs = performance.now() + 1000 * SECONDS;
  while (performance.now() < endMs) {
    if (Math.random() < 0.5) {
      const theirs = byHyperfine(run);
      pairs.push({ theirs, ours: await byPerfSuite(run) });
    } else {
      const ours = await byPerfSuite(run);
      pairs.push({ theirs: byHyperfine(run), ours });
    }
  }
  return pairs;
}

function lineOf(pairs) {
  const theirs = pairs.map((pair) => pair.theirs).sort((a, b) => a - b);
  const ours = pairs.map((pair) => pair.ours).sort((a, b) => a - b);
  const middle = pairs.length >> 1;
  const times = [theirs[middle], ours[middle], theirs[0], ours[0]];
  const { point, lower, upper } = signTestInterval(pairs.map((pair) => pair.ours / pair.theirs));
  const ratios = [point, lower, upper].map((one) => one.toFixed(3));
  return `${times.map((ms) => `${ms.toFixed(2)} ms`.padStart(12)).join('')}  ${ratios.join(' ')}  ${pairs.length}`;
}

function byHyperfine(run) {
  const out = join(folder, 'hyperfine.json');
  const line = run.map((word) => `'${word}'`).join(' ');
  const flags = ['-N', '--warmup', '0', '--runs', '1', '--style', 'none', '--export-json', out];
  const { status, stderr } = spawnSync('hyperfine', [...flags, line], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`hyperfine ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(out, 'utf8')).results[0].times[0] * 1000;
}

async function byPerfSuite([program, ...rest]) {
  const line = { program, arguments: rest, isShell: false };
  const { wallNs } = await execute(line, { cwd: folder, env: process.env, stdin: 'ignore', exitCode: 0 });
  return wallNs / 1e6;
}
