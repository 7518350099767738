import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type HistoryRun, type HistoryStore, openStore } from '@perf-suite/history';
import { seededRandom } from '@perf-suite/perf-guard/statistics';

/**
 * Prints how long `perf-analyze changes` takes over many benchmarks and runs, each of its calls in a process
 * of its own: at first, again, and after one more run, with the cache and without it.
 * node bench/dist/analysis-scale.js [BENCHMARKS] [RUNS] [STORE]
 * A STORE (an SQLite file) stays, and is not filled again where it is there; what is kept beside it goes.
 */
const benchmarkCount = Number(process.argv[2] ?? 200);
const runCount = Number(process.argv[3] ?? 5_000);
const kept = process.argv[4];
const START_MS = Date.UTC(2020, 0, 1);
const HOUR_MS = 3_600_000;
const ROUNDS = 5;
const COMMAND = new URL('../../packages/perf-analyze/bin/perf-analyze.js', import.meta.url).pathname;
/** What a call took, as the process itself says; on Linux, `maxRSS` is at least that of the process that started it. */
const REPORT = `import { readFileSync } from 'node:fs';
process.on('exit', () => {
  const { userCPUTime: user, systemCPUTime: system, maxRSS } = process.resourceUsage();
  const own = process.platform === 'linux' ? Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) : maxRSS;
  process.stderr.write('\\n' + JSON.stringify({ cpuMs: (user + system) / 1e3, largestMb: own / 1024 }) + '\\n');
});`;

const random = seededRandom(1);
const gaussian = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const stepAt = Array.from({ length: benchmarkCount }, () => Math.floor(random() * runCount));

const folder = mkdtempSync(join(tmpdir(), 'perf-analysis-scale-'));
const path = kept ?? join(folder, 'history.db');
try {
  console.log(`Node ${process.versions.node}, ${cpus().length} cores, load ${loadNow()}`);
  const runsBefore = existsSync(path) ? await inStore(countRuns) : await inStore(fill);
  console.log(
    `${runsBefore} runs of ${benchmarkCount} benchmarks, ${ROUNDS} rounds: ${megabytes(statSync(path).size)}`,
  );
  rmSync(join(dirname(path), 'analysis-cache'), { recursive: true, force: true });
  console.log('| call | seconds | CPU seconds | largest memory | changes | load |');
  console.log('| --- | --: | --: | --: | --: | --: |');
  const first = analyse('the first', '--no-cache');
  const keeping = analyse('the first that keeps what it computes');
  analyse('again, nothing new');
  await inStore((store) => store.add(runNumber(runsBefore), null));
  const next = analyse('after one more run');
  const fresh = analyse('the same without the cache', '--no-cache');
  const isSame = first === keeping && next === fresh;
  console.log(`\nWith the cache and without it, the results are ${isSame ? 'the same' : 'DIFFERENT'}.`);
  if (!isSame) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function inStore<T>(work: (store: HistoryStore) => Promise<T>): Promise<T> {
  const store = await openStore(path);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function fill(store: HistoryStore): Promise<number> {
  for (let run = 0; run < runCount; run++) await store.add(runNumber(run), null);
  return runCount;
}

async function countRuns(store: HistoryStore): Promise<number> {
  return (await store.runs({})).length;
}

/** Runs the command, prints what it took, and returns what it found. */
function analyse(name: string, ...flags: string[]): string {
  const started = performance.now();
  const called: SpawnSyncReturns<string> = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(REPORT)}`, COMMAND]
      .concat(['changes', '--all', '--format', 'json', '--store', path])
      .concat(flags),
    { encoding: 'utf8', maxBuffer: 2 ** 28, cwd: folder },
  );
  const seconds = (performance.now() - started) / 1_000;
  if (called.status !== 0) throw new Error(`perf-analyze ended with ${called.status}: ${called.stderr}`);
  const { cpuMs, largestMb } = JSON.parse(called.stderr.trim().split('\n').at(-1) ?? '') as {
    cpuMs: number;
    largestMb: number;
  };
  const count = called.stdout.split('"atRun"').length - 1;
  console.log(
    `| ${name} | ${seconds.toFixed(1)} | ${(cpuMs / 1_000).toFixed(1)} | ${largestMb.toFixed(0)} MB | ${count} | ${loadNow()} |`,
  );
  // When it was written is no result.
  return called.stdout.replace(/"createdAt": "[^"]*"/, '');
}

/** A run of benchmarks around a millisecond, each of which takes 5 % longer from one run on. */
function runNumber(run: number): HistoryRun {
  const startedAtMs = START_MS + run * HOUR_MS;
  return {
    id: `run-${run}`,
    project: 'default',
    source: 'perf-suite',
    tool: { name: 'perf-suite', version: '0.1.0' },
    startedAtMs,
    finishedAtMs: startedAtMs + 60_000,
    commit: run.toString(16).padStart(40, '0'),
    branch: 'main',
    dirty: false,
    environment: 'ci',
    fingerprint: 'machine',
    machine: { cpuModel: 'Sample CPU', cores: 2, os: 'linux 6.1.0 x64', node: '20.19.0' },
    state: 'complete',
    evidence: 'rounds',
    baseline: null,
    points: stepAt.map((at, index) => {
      const level = 1e6 * (run < at ? 1 : 1.05);
      const roundP50 = Array.from({ length: ROUNDS }, () => level * Math.exp(0.02 * gaussian()));
      const roundP95 = roundP50.map((p50) => p50 * Math.exp(0.2 + 0.05 * Math.abs(gaussian())));
      return {
        benchmark: `suite.bench.ts#benchmark ${index}`,
        unit: 'ns',
        better: 'lower',
        p50: roundP50[0] as number,
        p95: roundP95[0] as number,
        roundP50,
        roundP95,
        spread: null,
        verdict: null,
      };
    }),
  };
}

function loadNow(): string {
  return (loadavg()[0] as number).toFixed(1);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
