/**
 * Prints how long a history of 5,000 runs of 200 benchmarks takes: to add one more run, to read one benchmark's
 * history, to read all of it, and to take in what 50 CI jobs push at once.
 *
 *   node bench/history-scale.mjs [--runs 5000] [--benchmarks 200] [--jobs 50] [--store postgres://...]
 *
 * Without --store it is a SQLite file in a temporary folder; and, where PostgreSQL is installed, a server of its own
 * beside it. Wall-clock times are medians with the 95th percentile; CPU is that of this process (and of SQLite, which
 * runs in it), so that it also tells something where other programs use the cores.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '@perf-suite/history';
import { findPostgres, startPostgres } from '@perf-suite/testing/real-postgres';
import { eventually, startProgram } from '@perf-suite/testing/real-server';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5000' },
    benchmarks: { type: 'string', default: '200' },
    store: { type: 'string' },
    jobs: { type: 'string', default: '50' },
  },
});
const [runCount, benchmarkCount] = [Number(values.runs), Number(values.benchmarks)];
const ROUNDS = 8;
const HOUR_MS = 3_600_000;

const nameOf = (index) => `bench/file-${index % 20}.bench.ts#group > benchmark ${index}`;

function runNumber(number) {
  const around = (ns) => ns * (0.98 + 0.04 * Math.random());
  const startedAtMs = Date.UTC(2024, 0, 1) + number * HOUR_MS;
  return {
    id: `run-${number}`,
    project: 'default',
    source: 'perf-suite',
    tool: { name: 'perf-suite', version: '0.1.0' },
    startedAtMs,
    finishedAtMs: startedAtMs + 60_000,
    commit: number.toString(16).padStart(40, '0'),
    branch: 'main',
    dirty: false,
    environment: 'ci',
    fingerprint: 'machine-1',
    machine: { cpuModel: 'Sample CPU', cores: 2, os: 'linux 6.1.0 x64', node: '20.19.0' },
    state: 'complete',
    evidence: 'rounds',
    baseline: null,
    points: Array.from({ length: benchmarkCount }, (_, index) => ({
      benchmark: nameOf(index),
      unit: 'ns',
      better: 'lower',
      p50: around(1_000 + index),
      p95: around(1_200 + index),
      roundP50: Array.from({ length: ROUNDS }, () => around(1_000 + index)),
      roundP95: Array.from({ length: ROUNDS }, () => around(1_200 + index)),
      spread: null,
      verdict: null,
    })),
  };
}

/** Returns the median and 95th percentile of wall-clock milliseconds, and the median of those of CPU. */
async function timed(count, work) {
  const [wall, cpu] = [[], []];
  for (let i = 0; i < count; i++) {
    const [started, cpuStarted] = [performance.now(), process.cpuUsage()];
    await work(i);
    const used = process.cpuUsage(cpuStarted);
    wall.push(performance.now() - started);
    cpu.push((used.user + used.system) / 1_000);
  }
  const sorted = (list) => list.sort((a, b) => a - b);
  const at = (list, share) => sorted(list)[Math.min(list.length - 1, Math.floor(list.length * share))];
  return { median: at(wall, 0.5), p95: at(wall, 0.95), cpu: at(cpu, 0.5) };
}

const shown = ({ median, p95, cpu }) =>
  `${median.toFixed(1).padStart(8)} ms (p95 ${p95.toFixed(1)} ms; CPU ${cpu.toFixed(1)} ms)`;

async function count(store, query) {
  let points = 0;
  for await (const series of store.series(query)) points += series.points.length;
  return points;
}

const COMMAND = new URL('../packages/history/bin/perf-history.js', import.meta.url).pathname;

/** Lets so many processes push a run each to one server at once, and prints how long it took and what was lost. */
async function pushAtOnce(address, jobCount) {
  const folder = mkdtempSync(join(tmpdir(), 'perf-history-jobs-'));
  const server = startProgram(process.execPath, [COMMAND, 'serve', '--store', address, '--port', '0']);
  try {
    const url = await eventually(
      async () => {
        const found = /at (http:\S+)/.exec(server.output())?.[1];
        if (found === undefined) throw new Error(server.output());
        return found;
      },
      { withinMs: 60_000, what: 'the server listens' },
    );
    const jobs = Array.from({ length: jobCount }, (_, i) => {
      const cwd = join(folder, `job-${i}`);
      mkdirSync(cwd);
      const run = { ...runNumber(2 * runCount + i), id: `job-${i}` };
      writeFileSync(join(cwd, 'run.json'), JSON.stringify({ kind: 'history-run', schemaVersion: 1, run }));
      return cwd;
    });
    const started = performance.now();
    const codes = await Promise.all(jobs.map((cwd) => pushFrom(cwd, url)));
    const seconds = (performance.now() - started) / 1_000;
    const store = await openStore(address);
    const there = await Promise.all(jobs.map((_, i) => store.run(`job-${i}`)));
    await store.close();
    const whole = there.filter((run) => run?.points.length === benchmarkCount).length;
    process.stdout.write(
      `  ${jobCount} jobs push at once   ${seconds.toFixed(1).padStart(8)} s; ${codes.filter((code) => code === 0).length} accepted, ${whole} of them whole in the store\n`,
    );
    if (whole !== jobCount) process.exitCode = 1;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function pushFrom(cwd, url) {
  const job = spawn(process.execPath, [COMMAND, 'push', 'run.json', '--server', url, '--quiet'], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => job.once('close', resolve));
}

async function measure(name, address) {
  let store = await openStore(address);
  process.stdout.write(`\n${name}: filling with ${runCount} runs of ${benchmarkCount} benchmarks ...\n`);
  const filled = performance.now();
  for (let i = 0; i < runCount; i++) await store.add(runNumber(i), null);
  process.stdout.write(
    `  filled in              ${((performance.now() - filled) / 1_000).toFixed(0).padStart(8)} s\n`,
  );
  const runs = Array.from({ length: 50 }, (_, i) => runNumber(runCount + i));
  const added = await timed(runs.length, (i) => store.add(runs[i], null));
  process.stdout.write(`  add a run              ${shown(added)}; goal 50 ms\n`);
  await store.close();
  const first = await timed(5, async (i) => {
    store = await openStore(address);
    await count(store, { benchmark: nameOf(i), branch: 'main' });
    await store.close();
  });
  process.stdout.write(`  open, one benchmark    ${shown(first)}\n`);
  store = await openStore(address);
  await count(store, { benchmark: nameOf(0) });
  const one = await timed(30, (i) => count(store, { benchmark: nameOf(i % benchmarkCount), branch: 'main' }));
  process.stdout.write(`  one benchmark          ${shown(one)}; goal 20 ms\n`);
  let points = 0;
  const all = await timed(1, async () => {
    points = await count(store, {});
  });
  process.stdout.write(`  all ${points} points    ${shown(all)}\n`);
  await store.close();
  await pushAtOnce(address, Number(values.jobs));
}

process.stdout.write(
  `Node ${process.versions.node}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}: the load of other programs makes wall-clock times longer\n`,
);
if (values.store !== undefined) await measure('the store given', values.store);
else {
  const folder = mkdtempSync(join(tmpdir(), 'perf-history-scale-'));
  try {
    const path = join(folder, 'history.db');
    await measure('SQLite', path);
    process.stdout.write(
      `  file                   ${(statSync(path).size / 1e6).toFixed(0).padStart(8)} MB\n`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const bin = findPostgres();
  if (bin !== null) {
    const postgres = await startPostgres(bin);
    try {
      await measure('PostgreSQL', await postgres.newDatabase());
    } finally {
      await postgres.stop();
    }
  }
}
process.stdout.write(`load at the end: ${loadavg()[0]?.toFixed(1)}\n`);
