import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launchChromium } from '@perf-suite/testing/chromium';
import type { Browser, Page } from 'playwright-core';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { shuffled } from '../shuffled.js';
import { student975 } from '../student-t.js';

/**
 * What live costs the orchestrator: the same run with the stream off, on, watched, stalled, and with
 * all of it (a watcher that reads every sample, the page open in Chromium, /metrics scraped each
 * second), in blocks with every condition once in random order. Prints its CPU, its peak memory and
 * what one watcher received. (What it does to the measured times is shift.ts's: between processes these
 * differ far more than watching could.)
 */
const { values } = parseArgs({ options: { blocks: { type: 'string', default: '12' } } });
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const command = join(repository, 'node_modules/.bin/perf-suite');
const watchersScript = fileURLToPath(new URL('watchers.js', import.meta.url));
const BENCHMARKS = ['examples/sorting.bench.ts', 'examples/markdown.bench.ts'];
const SCRAPE_MS = 1_000;

interface Condition {
  readonly name: string;
  readonly live: boolean;
  readonly watchers: readonly string[];
  /** Open the page, and scrape /metrics each second. */
  readonly pageAndMetrics: boolean;
}

const CONDITIONS: readonly Condition[] = [
  { name: 'off', live: false, watchers: [], pageAndMetrics: false },
  { name: 'live, nobody watches', live: true, watchers: [], pageAndMetrics: false },
  { name: 'live, 1 watcher', live: true, watchers: ['reading', '1'], pageAndMetrics: false },
  { name: 'live, 100 watchers', live: true, watchers: ['reading', '100'], pageAndMetrics: false },
  { name: 'live, 10 stalled watchers', live: true, watchers: ['stalled', '10'], pageAndMetrics: false },
  {
    name: 'live, 1 watcher, the page, /metrics each second',
    live: true,
    watchers: ['reading', '1'],
    pageAndMetrics: true,
  },
];

interface Outcome {
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly seconds: number;
  /** What the first watcher received; null without one that reads. */
  readonly receivedBytes: number | null;
  readonly scrapes: number;
}

const folder = await mkdtemp(join(tmpdir(), 'perf-live-overhead-'));
const browser = await launchChromium();
const outcomes = new Map<string, Outcome[]>(CONDITIONS.map(({ name }) => [name, []]));
try {
  for (let block = 0; block < Number(values.blocks); block++) {
    for (const condition of shuffled(CONDITIONS)) {
      outcomes.get(condition.name)?.push(await measure(condition));
    }
    process.stderr.write(`block ${block + 1} of ${values.blocks}\n`);
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
print();

async function measure(condition: Condition): Promise<Outcome> {
  const out = join(folder, 'one.run.json');
  const started = performance.now();
  const live = condition.live ? ['--live', '--port', '0', '--metrics-port', '0'] : [];
  const run = spawn(command, ['run', ...BENCHMARKS, '--out', out, ...live], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  let audience: Promise<Audience> | undefined;
  run.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const metrics = /http:\/\/\S+\/metrics/.exec(text)?.[0];
    if (metrics === undefined || audience !== undefined) return;
    audience = seat(condition, {
      page: /http:\/\/\S+token=\S+/.exec(text)?.[0] ?? '',
      stream: /ws:\/\/\S+/.exec(text)?.[0] ?? '',
      metrics,
    });
  });
  let usage = { cpuMs: 0, rssBytes: 0 };
  const watch = setInterval(async () => {
    usage = (await usageOf(run.pid as number)) ?? usage;
  }, 100);
  const code = await new Promise<number | null>((resolve) => run.once('close', resolve));
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`perf-suite ended with ${code}:\n${text}`);
  const seen = await (await audience)?.leave();
  return { ...usage, seconds, receivedBytes: seen?.receivedBytes ?? null, scrapes: seen?.scrapes ?? 0 };
}

interface Audience {
  readonly leave: () => Promise<{ readonly receivedBytes: number | null; readonly scrapes: number }>;
}

/** Lets everyone in who watches under a condition; they see what was published before from the start. */
async function seat(
  condition: Condition,
  urls: { readonly page: string; readonly stream: string; readonly metrics: string },
): Promise<Audience> {
  const [kind] = condition.watchers;
  const watchers =
    kind === undefined
      ? null
      : spawn(process.execPath, [watchersScript, urls.stream, ...condition.watchers], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
  let output = '';
  watchers?.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  let scrapes = 0;
  const scraping = condition.pageAndMetrics
    ? setInterval(async () => {
        const answer = await fetch(urls.metrics).catch(() => null);
        if (answer?.ok === true && (await answer.text()).length > 0) scrapes += 1;
      }, SCRAPE_MS)
    : undefined;
  const page: Page | null = condition.pageAndMetrics ? await openPage(browser, urls.page) : null;
  return {
    async leave() {
      clearInterval(scraping);
      await page?.close();
      if (watchers !== null && watchers.exitCode === null) {
        // Those that read end by themselves when the stream does.
        if (kind === 'stalled') watchers.kill();
        await new Promise((resolve) => watchers.once('close', resolve));
      }
      return { receivedBytes: kind === 'reading' ? Number(output) : null, scrapes };
    },
  };
}

async function openPage(from: Browser, url: string): Promise<Page> {
  const page = await from.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  return page;
}

/** CPU time and peak memory of a process so far, from /proc; null where there is none. */
async function usageOf(pid: number): Promise<{ cpuMs: number; rssBytes: number } | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    // A process that has just ended has no memory any more.
    const peakKb = /VmHWM:\s+(\d+)/.exec(status)?.[1];
    return peakKb === undefined ? null : { cpuMs: ticks * 10, rssBytes: Number(peakKb) * 1024 };
  } catch {
    return null;
  }
}

function print(): void {
  const cpu = cpus()[0]?.model ?? 'unknown CPU';
  console.log(
    `${cpu}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}; ${values.blocks} blocks; brackets contain 95 % intervals over the blocks\n`,
  );
  console.log(
    '| condition | orchestrator CPU | CPU above `off`, % of a core | peak memory | memory above `off`, MB | sent to one watcher |',
  );
  console.log('| --- | --- | --- | --- | --- | --- |');
  const off = outcomes.get('off') ?? [];
  for (const [name, some] of outcomes) {
    const cpuPercent = (one: Outcome) => one.cpuMs / 10 / one.seconds;
    const megabytes = (one: Outcome) => one.rssBytes / 1e6;
    const above = (value: (one: Outcome) => number) =>
      name === 'off' ? '' : interval(some.map((one, block) => value(one) - value(off[block] as Outcome)));
    console.log(
      `| ${name} | ${mean(some.map(cpuPercent)).toFixed(1)} % of a core | ${above(cpuPercent)} | ${mean(some.map(megabytes)).toFixed(0)} MB | ${above(megabytes)} | ${bandwidth(some)} |`,
    );
  }
  const everything = outcomes.get('live, 1 watcher, the page, /metrics each second') ?? [];
  const seconds = mean(everything.map((one) => one.seconds));
  console.log(
    `\na run lasts ${seconds.toFixed(0)} s, in which /metrics was scraped ${mean(everything.map((one) => one.scrapes)).toFixed(0)} times`,
  );
}

/** A watcher that reads everything: per second of the whole run. */
function bandwidth(some: readonly Outcome[]): string {
  const bits = some.flatMap(({ receivedBytes, seconds }) =>
    receivedBytes === null ? [] : [(receivedBytes * 8) / seconds / 1e6],
  );
  return bits.length === 0 ? '' : `${mean(bits).toFixed(2)} Mbit/s`;
}

/** Mean difference with its 95 % interval, by Student's t. */
function interval(differences: readonly number[]): string {
  const average = mean([...differences]);
  if (differences.length < 2) return average.toFixed(1);
  const error = sampleStandardDeviation([...differences]) / Math.sqrt(differences.length);
  const margin = student975(differences.length - 1) * error;
  return `${average.toFixed(1)} [${(average - margin).toFixed(1)}, ${(average + margin).toFixed(1)}]`;
}
