/**
 * Measures the same work by each harness and by perf-suite, which runs the harness's file as it is: in each round each
 * gets a fresh process on the same core, in turns. Prints the ratio of the two p50s, perf-suite's over the harness's own:
 * the median over the rounds and a 95 % interval by the sign test.
 *
 *     node bench/beside-harness.mjs [rounds] [core]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signTestInterval } from './dist/sign-test-interval.js';

const ROUNDS = Number(process.argv[2] ?? 9);
const CORE = Number(process.argv[3] ?? 0);
const FOLDER = fileURLToPath(new URL('beside-harness/files', import.meta.url));
const PERF_SUITE = fileURLToPath(new URL('node_modules/perf-suite/bin/perf-suite.js', import.meta.url));
const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const scratch = mkdtempSync(join(tmpdir(), 'beside-harness-'));

/** How each harness runs its own file. */
const HARNESSES = {
  tinybench: { file: 'tinybench.bench.mjs', own: byScript([]) },
  vitest: { file: 'vitest.bench.mjs', own: byVitest },
  mitata: { file: 'mitata.bench.mjs', own: byScript([]) },
  'benchmark.js': { file: 'benchmark-js.bench.mjs', own: byScript([]) },
  benny: { file: 'benny.bench.mjs', own: byScript([]) },
  'bench-node': { file: 'bench-node.bench.mjs', own: byScript(['--allow-natives-syntax']) },
};

console.log(`load ${loadavg()[0].toFixed(1)} at the start, ${ROUNDS} rounds`);
try {
  for (const [harness, { file, own }] of Object.entries(HARNESSES)) {
    const ratios = new Map();
    for (let round = 0; round < ROUNDS; round++) {
      const tools = round % 2 === 0 ? [own, byPerfSuite] : [byPerfSuite, own];
      const measured = new Map(tools.map((tool) => [tool, tool(file)]));
      const theirs = measured.get(own);
      const ours = measured.get(byPerfSuite);
      for (const [name, p50Ns] of ours)
        ratios.set(name, [...(ratios.get(name) ?? []), p50Ns / theirs.get(name)]);
    }
    for (const [name, all] of ratios) {
      const { point, lower, upper } = signTestInterval(all);
      const cells = [point, lower, upper].map((ratio) => ratio.toFixed(3));
      console.log(`${harness.padEnd(14)}${name.padEnd(18)}${cells[0]} [${cells[1]}, ${cells[2]}]`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function onCore(args) {
  const { status, stdout, stderr } = spawnSync('taskset', ['-c', String(CORE), process.execPath, ...args], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

function byScript(nodeFlags) {
  return (file) => {
    const lines = onCore([...nodeFlags, file])
      .split('\n')
      .filter((line) => line.startsWith('{"name"'));
    return new Map(lines.map((line) => JSON.parse(line)).map(({ name, p50Ns }) => [name, p50Ns]));
  };
}

function byVitest(file) {
  const out = join(scratch, 'vitest.json');
  onCore([VITEST, 'bench', '--run', '--allowOnly', '--outputJson', out, file]);
  const { files } = JSON.parse(readFileSync(out, 'utf8'));
  const benchmarks = files.flatMap(({ groups }) => groups.flatMap((group) => group.benchmarks));
  return new Map(benchmarks.map(({ name, median }) => [name, median * 1e6]));
}

function byPerfSuite(file) {
  const out = join(scratch, 'run.json');
  const args = ['run', file, '--rounds', '1', '--time', '300ms', '--quiet', '--out', out, '--format', 'json'];
  const { benchmarks } = JSON.parse(onCore([PERF_SUITE, ...args]));
  return new Map(benchmarks.map(({ name, head }) => [name, head.p50Ns]));
}
