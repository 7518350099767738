/**
 * What a later round's shorter warm-up changes: the version pairs of examples/versions are measured in fresh
 * processes, base and head in pairs as in a run, in random order with the warm-up of a first round and with that
 * of a later one, which knows after how many calls the first was steady. Prints, of each benchmark, how long both
 * warm-ups took, and by how much the shorter one changes head's p50 and the ratio of head to base, with the
 * 95 % interval over the turns.
 *   node bench/warm-up-length.mjs [turns, default 16] [files, default all]
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from 'simple-statistics';
import { claimCores } from '../packages/perf-suite/dist/orchestrator/processes/core-affinity.js';
import { runWorker } from '../packages/perf-suite/dist/orchestrator/processes/run-worker.js';
import { shuffled } from './dist/shuffled.js';
import { signTestInterval } from './dist/sign-test-interval.js';

const PACKAGES = {
  csv: 'papaparse',
  html: 'parse5',
  'query-string': 'qs',
  'search-index': 'minisearch',
  'semver-ranges': 'semver',
  template: 'mustache',
  'text-diff': 'diff',
  yaml: 'js-yaml',
};
const turns = Number(process.argv[2] ?? 16);
const examples = fileURLToPath(new URL('../examples', import.meta.url));
const folder = join(examples, 'versions');
const only = process.argv.slice(3);
const files = (await readdir(folder)).filter(
  (name) => name.endsWith('.bench.ts') && (only.length === 0 || only.some((one) => name.startsWith(one))),
);
const cacheFolder = await mkdtemp(join(tmpdir(), 'warm-up-length-'));
const { workerCore } = await claimCores(process.pid);

console.log(
  `${turns} turns, Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}\n`,
);
console.log(
  "| benchmark | warm-up of a first round | of a later one | shorter / longer: head's p50 | head / base after the longer | shorter / longer: head / base |",
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
try {
  for (const file of files) await compareFile(file);
} finally {
  await rm(cacheFolder, { recursive: true, force: true });
}

async function compareFile(file) {
  const name = PACKAGES[file.split('.')[0]];
  const ids = await idsOf(file, name);
  const known = new Map();
  await measure(file, name, { ids, known: null, learn: known });
  const seen = new Map(ids.map((id) => [id, { longer: [], shorter: [] }]));
  for (let turn = 0; turn < turns; turn++) {
    for (const which of shuffled(['longer', 'shorter'])) {
      const found = await measure(file, name, { ids, known: which === 'shorter' ? known : null, seed: turn });
      for (const [id, one] of found) seen.get(id)[which].push(one);
    }
  }
  for (const [id, { longer, shorter }] of seen) {
    const ratio = (read) => interval(shorter.map((one, i) => read(one) / read(longer[i])));
    const ms = (runs) => `${median(runs.map(({ warmUpMs }) => warmUpMs)).toFixed(0)} ms`;
    console.log(
      `| ${name}: ${id.slice(id.indexOf('#') + 1)} | ${ms(longer)} | ${ms(shorter)} | ${ratio(({ head }) => head)} | ${interval(longer.map(({ head, base }) => head / base))} | ${ratio(({ head, base }) => head / base)} |`,
    );
  }
}

async function idsOf(file, name) {
  let ids = [];
  await runWorker(job(file, name, { task: 'list', benchmarks: [], seed: 0 }), {
    ...options(),
    onMessage: (message) => {
      if (message.type === 'loaded') ids = message.benchmarks.map(({ id }) => id);
    },
  });
  return ids;
}

/** One process; returns what it says of each benchmark. */
async function measure(file, name, { ids, known, learn, seed = 0 }) {
  const found = new Map();
  let enteredMs = 0;
  const durations = new Map();
  const sizes = new Map();
  const end = await runWorker(
    job(file, name, {
      task: 'measure',
      seed,
      benchmarks: shuffled(ids).map((id) => ({
        id,
        batchSize: null,
        timeMs: 90,
        warmupMs: 150,
        ...(known?.has(id) ? { steadyAfterCalls: known.get(id) } : {}),
      })),
    }),
    {
      ...options(),
      onMessage(message) {
        if (message.type === 'benchmark-started') {
          learn?.set(message.id, message.steadyAfterCalls);
          sizes.set(message.id, message.batchSize);
          found.set(message.id, { warmUpMs: performance.now() - enteredMs });
        }
        if (message.type === 'samples') {
          const kept = durations.get(message.id) ?? { head: [], base: [] };
          durations.set(message.id, kept);
          kept.head.push(...message.head);
          kept.base.push(...message.base);
        }
        if (message.type === 'loaded' || message.type === 'benchmark-measured') enteredMs = performance.now();
      },
    },
  );
  if (end.kind !== 'finished') throw new Error(`${file}: its process ended as ${end.kind}: ${end.output}`);
  for (const [id, { head, base }] of durations) {
    const size = sizes.get(id);
    Object.assign(found.get(id), { head: median(head) / size, base: median(base) / size });
  }
  return found;
}

function job(file, name, more) {
  const path = join(folder, file);
  const variant = (which, packages) => ({
    variant: which,
    file: path,
    contentFrom: path,
    folder: examples,
    packages,
  });
  const old = join(examples, 'node_modules', `${name}-old`);
  return {
    root: examples,
    fileId: `versions/${file}`,
    variants: [variant('base', { [name]: old }), variant('head', {})],
    cacheFolder,
    ...more,
  };
}

function options() {
  return { core: workerCore, nodeFlags: [], timeoutMs: 60_000 };
}

function interval(values) {
  const { point, lower, upper } = signTestInterval(values);
  return `${point.toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}]`;
}
