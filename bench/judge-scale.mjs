/**
 * Prints how long `perf-guard check` takes and how much memory it needs for a run file of many
 * benchmarks, most unchanged, some slower, some noisy: the goal is 10 s and 1 GB for 10,000 benchmarks
 * of 24 rounds. The file has 100 pairs a round, the fewest that p95 is judged from.
 *   node bench/judge-scale.mjs [benchmarks, default 10000] [rounds, default 24] [pairs, default 100]
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packDurations, packOrder } from '@perf-suite/schema';
import { pairedRun } from '@perf-suite/testing/sample-run';

const COMMAND = fileURLToPath(new URL('../packages/perf-guard/bin/perf-guard.js', import.meta.url));
const [benchmarkCount, roundCount, pairCount] = [
  Number(process.argv[2] ?? 10_000),
  Number(process.argv[3] ?? 24),
  Number(process.argv[4] ?? 100),
];

/** Seeded Gaussian values: the file is the same each time. */
function gaussian(seed) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Returns one round as JSON; one benchmark in a hundred is 6 % slower, one in ten is noisy. */
function roundJson(benchmark, round, normal) {
  const change = benchmark % 100 === 0 ? Math.log(1.06) : 0;
  const shift = change + (benchmark % 10 === 5 ? 0.05 : 0.01) * normal();
  const durations = (log) =>
    Float64Array.from({ length: pairCount }, () => 20_000 * Math.exp(log + 0.02 * normal()));
  return JSON.stringify({
    round,
    measuredCount: pairCount,
    memory: null,
    noiseRatio: null,
    pairs: {
      base: packDurations(durations(0)),
      head: packDurations(durations(shift)),
      order: packOrder(Array.from({ length: pairCount }, (_, i) => i % 2)),
    },
  });
}

function runHeader() {
  const { benchmarks, ...header } = pairedRun({
    id: 'judge-scale',
    settings: { rounds: 'auto', timeMs: 90, sampleCap: 1000, isolation: 'file' },
    rounds: Array.from({ length: roundCount }, (_, seed) => ({
      seed,
      firstVariant: 'base',
      order: [],
      workers: [],
    })),
    benchmarks: {},
  });
  return header;
}

function benchmarkHeader(index) {
  return {
    id: `scale.bench.ts#benchmark ${index}`,
    file: 'scale.bench.ts',
    group: [],
    name: `benchmark ${index}`,
    unit: 'ns',
    better: 'lower',
    async: false,
    batchSize: 1,
    minimumEffect: null,
    failure: null,
    warnings: [],
  };
}

async function writeRun(path) {
  const file = createWriteStream(path);
  const write = (text) =>
    file.write(text) ? undefined : new Promise((resolve) => file.once('drain', resolve));
  await write(`${JSON.stringify(runHeader()).slice(0, -1)},"benchmarks":[`);
  for (let i = 0; i < benchmarkCount; i++) {
    const normal = gaussian(i + 1);
    const rounds = Array.from({ length: roundCount }, (_, round) => roundJson(i, round, normal));
    const header = JSON.stringify(benchmarkHeader(i)).slice(0, -1);
    await write(`${i === 0 ? '' : ','}${header},"rounds":[${rounds.join(',')}]}`);
  }
  await new Promise((resolve) => file.end(']}', resolve));
}

/** Runs the command; peak memory is the kernel's own high-water mark (Linux), else null. */
function measured(args) {
  const started = performance.now();
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  let peakKib = null;
  let cpuSeconds = null;
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const peak = /VmHWM:\s+(\d+)/.exec(status);
    if (peak) peakKib = Number(peak[1]);
    const fields = (await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => ''))
      .split(') ')[1]
      ?.split(' ');
    // User and system time in ticks of 10 ms, fields 14 and 15 of proc(5).
    if (fields) cpuSeconds = Math.max(cpuSeconds ?? 0, (Number(fields[11]) + Number(fields[12])) / 100);
  }, 20);
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      clearInterval(watch);
      resolve({
        code,
        cpuSeconds,
        seconds: (performance.now() - started) / 1000,
        peakMb: peakKib && (peakKib * 1024) / 1e6,
      });
    });
  });
}

const folder = await mkdtemp(join(tmpdir(), 'judge-scale-'));
try {
  const path = join(folder, 'scale.run.json');
  await writeRun(path);
  const { size } = await stat(path);
  const { code, seconds, cpuSeconds, peakMb } = await measured([
    'check',
    path,
    '--format',
    'json',
    '--out',
    join(folder, 'r.json'),
    '-q',
  ]);
  const { counts } = JSON.parse(await readFile(join(folder, 'r.json'), 'utf8'));
  console.log(
    `${benchmarkCount} benchmarks x ${roundCount} rounds x ${pairCount} pairs, ${(size / 1e6).toFixed(0)} MB of JSON`,
  );
  console.log(
    `perf-guard check: ${seconds.toFixed(1)} s (${cpuSeconds?.toFixed(1) ?? '?'} s of CPU), ${peakMb?.toFixed(0) ?? '?'} MB at most, exit ${code}`,
  );
  console.log(JSON.stringify(counts));
} finally {
  await rm(folder, { recursive: true });
}
