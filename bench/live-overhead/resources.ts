import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mean } from 'simple-statistics';

/**
 * What live costs the orchestrator: the same run with the stream off, on, watched and stalled, in blocks
 * with every condition once in random order. Prints its CPU and peak memory. (What it does to the
 * measured times is shift.ts's: between processes these differ far more than watching could.)
 */
const { values } = parseArgs({ options: { blocks: { type: 'string', default: '12' } } });
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const command = join(repository, 'node_modules/.bin/perf-suite');
const watchersScript = fileURLToPath(new URL('watchers.js', import.meta.url));
const BENCHMARKS = ['examples/sorting.bench.ts', 'examples/markdown.bench.ts'];

interface Condition {
  readonly name: string;
  readonly live: boolean;
  readonly watchers: readonly string[];
}

const CONDITIONS: readonly Condition[] = [
  { name: 'off', live: false, watchers: [] },
  { name: 'live, nobody watches', live: true, watchers: [] },
  { name: 'live, 1 watcher', live: true, watchers: ['reading', '1'] },
  { name: 'live, 100 watchers', live: true, watchers: ['reading', '100'] },
  { name: 'live, 10 stalled watchers', live: true, watchers: ['stalled', '10'] },
];

interface Outcome {
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly seconds: number;
}

const folder = await mkdtemp(join(tmpdir(), 'perf-live-overhead-'));
const outcomes = new Map<string, Outcome[]>(CONDITIONS.map(({ name }) => [name, []]));
try {
  for (let block = 0; block < Number(values.blocks); block++) {
    for (const condition of shuffled(CONDITIONS)) {
      outcomes.get(condition.name)?.push(await measure(condition));
    }
    process.stderr.write(`block ${block + 1} of ${values.blocks}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
print();

async function measure(condition: Condition): Promise<Outcome> {
  const out = join(folder, 'one.run.json');
  const started = performance.now();
  const live = condition.live ? ['--live', '--port', '0', '--metrics-port', '0'] : [];
  const run = spawn(
    command,
    ['run', ...BENCHMARKS, '--rounds', '4', '--time', '60ms', '--out', out, ...live],
    {
      cwd: repository,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let watchers: ReturnType<typeof spawn> | undefined;
  let text = '';
  run.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const url = /ws:\/\/\S+/.exec(text)?.[0];
    if (url === undefined || watchers !== undefined || condition.watchers.length === 0) return;
    watchers = spawn(process.execPath, [watchersScript, url, ...condition.watchers], { stdio: 'ignore' });
  });
  let usage = { cpuMs: 0, rssBytes: 0 };
  const watch = setInterval(async () => {
    usage = (await usageOf(run.pid as number)) ?? usage;
  }, 100);
  const code = await new Promise<number | null>((resolve) => run.once('close', resolve));
  clearInterval(watch);
  watchers?.kill();
  if (code !== 0) throw new Error(`perf-suite ended with ${code}:\n${text}`);
  const seconds = (performance.now() - started) / 1000;
  return { ...usage, seconds };
}

/** CPU time and peak memory of a process so far, from /proc; null where there is none. */
async function usageOf(pid: number): Promise<{ cpuMs: number; rssBytes: number } | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    const peakKb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
    return { cpuMs: ticks * 10, rssBytes: peakKb * 1024 };
  } catch {
    return null;
  }
}

function print(): void {
  const cpu = cpus()[0]?.model ?? 'unknown CPU';
  console.log(
    `${cpu}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}; ${values.blocks} blocks\n`,
  );
  console.log('| condition | orchestrator CPU | peak memory |');
  console.log('| --- | --- | --- |');
  for (const [name, some] of outcomes) {
    const cpuShare = mean(some.map((one) => one.cpuMs / 10 / one.seconds));
    const memory = mean(some.map((one) => one.rssBytes)) / 1e6;
    console.log(`| ${name} | ${cpuShare.toFixed(1)} % of a core | ${memory.toFixed(0)} MB |`);
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
