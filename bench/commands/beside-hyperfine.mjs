/**
 * Times the same commands with hyperfine and with perf-suite, in turns, without a shell. Prints the ratio of the two
 * medians, perf-suite's over hyperfine's: the median over the rounds, with a 95 % interval by the sign test. Beside it,
 * the fastest execution of each: what is left of the difference where other programs keep the machine busy.
 *
 *     node bench/commands/beside-hyperfine.mjs [rounds] [milliseconds for each] [names, as a regular expression]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signTestInterval } from '../dist/sign-test-interval.js';
import { COMMANDS, writeCheckout } from './checkout.mjs';

const ROUNDS = Number(process.argv[2] ?? 11);
const TIME_MS = Number(process.argv[3] ?? 2000);
const PERF_SUITE = fileURLToPath(new URL('../node_modules/perf-suite/bin/perf-suite.js', import.meta.url));

const NAMES = new RegExp(process.argv[4] ?? '');
const commands = { ...COMMANDS, 'node -e 0': ['node', '-e', '0'], true: ['true'] };
const folder = mkdtempSync(join(tmpdir(), 'beside-hyperfine-'));
console.log(`load ${loadavg()[0].toFixed(1)} at the start, ${cpus().length} cores, ${ROUNDS} rounds`);
console.log('median: hyperfine, perf-suite; fastest: hyperfine, perf-suite; ratio of the medians');
try {
  await writeCheckout(folder, null);
  for (const [name, run] of Object.entries(commands).filter(([one]) => NAMES.test(one))) {
    const ratios = [];
    const medians = { ours: [], theirs: [] };
    const fastest = { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY };
    let count = 20;
    for (let round = 0; round < ROUNDS; round++) {
      const order = round % 2 === 0 ? [byHyperfine, byPerfSuite] : [byPerfSuite, byHyperfine];
      const measured = new Map(order.map((tool) => [tool, tool(run, count)]));
      const [theirs, ours] = [measured.get(byHyperfine), measured.get(byPerfSuite)];
      count = Math.max(5, Math.round(TIME_MS / theirs.medianMs));
      ratios.push(ours.medianMs / theirs.medianMs);
      medians.ours.push(ours.medianMs);
      medians.theirs.push(theirs.medianMs);
      fastest.ours = Math.min(fastest.ours, ours.fastestMs);
      fastest.theirs = Math.min(fastest.theirs, theirs.fastestMs);
    }
    const { point, lower, upper } = signTestInterval(ratios);
    const times = [median(medians.theirs), median(medians.ours), fastest.theirs, fastest.ours];
    const cells = times.map((ms) => `${ms.toFixed(2)} ms`.padStart(12)).join('');
    console.log(
      `${name.padEnd(16)}${cells}  ${[point, lower, upper].map((one) => one.toFixed(3)).join(' ')}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function byHyperfine(run, count) {
  const out = join(folder, 'hyperfine.json');
  const quoted = run.map((word) => `'${word}'`).join(' ');
  start('hyperfine', [
    '-N',
    '--warmup',
    '1',
    '--runs',
    String(count),
    '--style',
    'none',
    '--export-json',
    out,
    quoted,
  ]);
  const [{ median, min }] = JSON.parse(readFileSync(out, 'utf8')).results;
  return { medianMs: median * 1000, fastestMs: min * 1000 };
}

function byPerfSuite(run) {
  const line = run.map((word) => `'${word}'`).join(' ');
  const flags = [
    '--rounds',
    '1',
    '--time',
    `${TIME_MS}ms`,
    '--format',
    'json',
    '--quiet',
    '--out',
    join(folder, 'a.run.json'),
  ];
  const { stdout } = start(process.execPath, [
    PERF_SUITE,
    'run',
    '--cwd',
    folder,
    '--command',
    line,
    ...flags,
  ]);
  const { p50Ns, minNs } = JSON.parse(stdout).benchmarks[0].head;
  return { medianMs: p50Ns / 1e6, fastestMs: minNs / 1e6 };
}

function start(program, args) {
  const ended = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`${program} ended with ${ended.status}: ${ended.stderr}`);
  return ended;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
