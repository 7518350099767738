/**
 * Compares functions of many kinds with a copy of themselves by the real command, and prints what a call of each was
 * found to allocate, how far its rounds lie apart, and whether any was found to have changed (all would be false).
 *
 *     node bench/allocation/same-code.mjs [--runs 1] [--rounds 8] [--isolation file] [NODE...]
 *
 * NODE is the path of a Node to measure with; without any, the one that runs this.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '8' },
    isolation: { type: 'string', default: 'file' },
  },
});
const nodes = positionals.length === 0 ? [process.execPath] : positionals;

const folder = mkdtempSync(join(tmpdir(), 'perf-suite-allocation-'));
for (const side of ['base', 'head']) {
  mkdirSync(join(folder, side, 'node_modules'), { recursive: true });
  symlinkSync(here('../../packages/perf-suite'), join(folder, side, 'node_modules/perf-suite'));
  writeFileSync(join(folder, side, 'package.json'), '{ "name": "same-code", "type": "module" }');
  copyFileSync(here('functions.bench.mjs'), join(folder, side, 'functions.bench.mjs'));
}

try {
  for (const node of nodes) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    const reports = Array.from({ length: Number(values.runs) }, (_, i) => compare(node, i + 1));
    print(version, reports);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function compare(node, seed) {
  const out = join(folder, 'same.run.json');
  const finished = spawnSync(
    process.execPath,
    [
      ...[here('../../packages/perf-suite/bin/perf-suite.js'), 'run', '--cwd', join(folder, 'head')],
      ...['--against', '../base', '--all', '--rounds', values.rounds, '--isolation', values.isolation],
      ...['--time', '30ms', '--warmup', '60ms', '--runtime', node, '--seed', String(seed), '--out', out],
    ],
    { encoding: 'utf8', env: { ...process.env, GITHUB_ACTIONS: undefined } },
  );
  try {
    const report = JSON.parse(readFileSync(out.replace('.run.json', '.report.json'), 'utf8'));
    return { report, run: JSON.parse(readFileSync(out, 'utf8')) };
  } catch (cause) {
    throw new Error(`the run wrote no report:\n${finished.stderr}`, { cause });
  }
}

function print(version, reports) {
  console.log(
    `\n### Node ${version}, ${reports.length} runs of ${values.rounds} rounds, ${values.isolation}; ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}\n`,
  );
  console.log(
    '| function | base, bytes a call | head | of that in array buffers | furthest round | rounds known | found |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | --- |');
  let flagged = 0;
  let compared = 0;
  for (const [i, { name }] of reports[0].report.comparisons.entries()) {
    const all = reports.map(({ report }) => report.comparisons[i].allocation).filter(Boolean);
    const changed = all.filter(({ verdict }) => verdict === 'regressed' || verdict === 'improved');
    flagged += changed.length;
    compared += all.filter(({ changeBytes }) => changeBytes !== null).length;
    const [first] = all;
    const known = all.reduce((sum, { replicates }) => sum + replicates, 0);
    const verdicts = [...new Set(all.map(({ verdict }) => verdict))].join(', ');
    const why = all.find(({ notMeasured }) => notMeasured !== null)?.notMeasured;
    console.log(
      `| ${name} | ${bytes(first?.baselineBytes)} | ${bytes(first?.currentBytes)} | ${bytes(first?.currentExternalBytes)} | ${furthest(reports, i)} | ${known} of ${reports.length * Number(values.rounds)} | ${verdicts}${why === undefined ? '' : `: ${why}`} |`,
    );
  }
  console.log(
    `\nfound to have changed although both sides are the same: ${flagged} of ${compared} comparisons`,
  );
}

/** How far any round of either side lies from the median, as a share of it; in bytes where that is below 100. */
function furthest(reports, i) {
  const totals = reports.flatMap(({ run }) =>
    run.benchmarks[i].rounds.flatMap(({ allocation }) =>
      Object.values(allocation ?? {}).flatMap((one) =>
        'heapBytes' in one ? [one.heapBytes + one.externalBytes] : [],
      ),
    ),
  );
  if (totals.length === 0) return '';
  const median = totals.toSorted((a, b) => a - b)[totals.length >> 1];
  const most = Math.max(...totals.map((total) => Math.abs(total - median)));
  return median < 100 ? `${most.toFixed(1)} B` : `${((100 * most) / median).toFixed(2)} %`;
}

function bytes(value) {
  return value === null || value === undefined ? '' : Number(value.toFixed(1)).toLocaleString('en');
}
