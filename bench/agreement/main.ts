import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { byPerfSuite } from './by-perf-suite.js';
import { hodgesLehmann, median } from './estimate.js';
import { LIBRARY_PAIRS, type LibraryPair } from './library-pairs.js';
import { makeProjects } from './projects.js';
import { type Agreement, type Measured, WAYS, type Way } from './result.js';
import { bySeparateProcesses } from './separate-processes.js';

/**
 * Measures upgrades of libraries in pairs in one process, in variant processes, and each side alone in
 * processes of an independent loop. Appends a line for each benchmark to a results file,
 * as soon as its library is measured; it can be stopped and started again, and more lines add rounds.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '8' },
    time: { type: 'string', default: '50ms' },
    only: { type: 'string' },
    filter: { type: 'string', default: '.' },
    session: { type: 'string', default: 'idle' },
    seconds: { type: 'string', default: '86400' },
    out: {
      type: 'string',
      default: fileURLToPath(new URL('../../agreement/results.jsonl', import.meta.url)),
    },
  },
});
const rounds = Number(values.rounds);
const deadline = Date.now() + Number(values.seconds) * 1000;
const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
const only = values.only?.split(',');
const chosen = LIBRARY_PAIRS.filter(({ library }) => only?.includes(library) ?? true);
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${load()}`);

const folder = await mkdtemp(join(tmpdir(), 'perf-agreement-'));
try {
  for (const pair of chosen) {
    if (Date.now() > deadline) break;
    const lines = await measurePair(pair);
    await appendFile(values.out, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    for (const line of lines) console.log(shown(line));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measurePair(pair: LibraryPair): Promise<Agreement[]> {
  const started = performance.now();
  const projects = await makeProjects(folder, pair);
  const settings = { rounds, time: values.time, filter: values.filter };
  const pairs = await byPerfSuite(projects.current, pair, { ...settings, isolation: 'file' });
  const processes = await byPerfSuite(projects.current, pair, { ...settings, isolation: 'process' });
  const { byClock, byReference } = bySeparateProcesses(projects, [...pairs.keys()], { rounds });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${pair.library} ${pair.old} -> ${pair.current}: ${seconds} s, load ${load()}`);
  const measuredAt = new Date().toISOString();
  return [...pairs.keys()].map((benchmark) => {
    const ways = Object.fromEntries(
      WAYS.map((way, i) => [way, [pairs, processes, byClock, byReference][i]?.get(benchmark) as Measured]),
    ) as Record<Way, Measured>;
    return { measuredAt, session: values.session, machine, ...pair, benchmark, ways };
  });
}

function shown({ benchmark, ways }: Agreement): string {
  const changes = WAYS.map((way) => {
    const percent = Math.expm1(hodgesLehmann(ways[way].logRatios)) * 100;
    return `${way} ${percent.toFixed(2)} %`;
  });
  return `  ${benchmark} (${(median(ways.pairs.oldNs) / 1000).toFixed(1)} µs): ${changes.join(', ')}`;
}

function load(): string {
  return (loadavg()[0] as number).toFixed(1);
}
