import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judgeRun } from '@perf-suite/perf-guard';
import type { PercentileComparison } from '@perf-suite/schema';
import { readRunFile } from '@perf-suite/schema/node';
import { quantile } from 'simple-statistics';

/**
 * The examples' two-version pairs, measured by perf-suite in pairs and by mitata on each version alone,
 * in fresh processes by turns. Prints the change of p50 from the old version to the current one by both.
 */
const { values } = parseArgs({ options: { turns: { type: 'string', default: '7' } } });
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const examples = join(repository, 'examples');
const measureWithMitata = fileURLToPath(new URL('measure-with-mitata.js', import.meta.url));

const PAIRS: Readonly<Record<string, string>> = {
  'csv.bench.ts': 'papaparse@5.3.2',
  'html.bench.ts': 'parse5@6.0.1',
  'query-string.bench.ts': 'qs@6.9.7',
  'search-index.bench.ts': 'minisearch@6.3.0',
  'semver-ranges.bench.ts': 'semver@7.5.1',
  'template.bench.ts': 'mustache@3.2.1',
  'text-diff.bench.ts': 'diff@5.2.0',
  'yaml.bench.ts': 'js-yaml@3.14.1',
};

const folder = mkdtempSync(join(tmpdir(), 'perf-versions-'));
console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}\n`,
);
console.log(
  '| benchmark | old version | perf-suite, 95 % interval | mitata, median of turns [range] | agree |',
);
console.log('| --- | --- | --- | --- | --- |');
try {
  for (const [file, old] of Object.entries(PAIRS)) {
    const ours = await byPerfSuite(file, old);
    const theirs = byMitata(join(examples, 'versions', file));
    for (const [name, comparison] of ours) printRow(name, old, comparison, theirs.get(name) ?? []);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function byPerfSuite(file: string, old: string): Promise<Map<string, PercentileComparison>> {
  const out = join(folder, 'one.run.json');
  const args = [
    'run',
    `versions/${file}`,
    '--cwd',
    examples,
    '--against',
    `npm:${old}`,
    '--quiet',
    '--explain-time',
    '0s',
    '--out',
    out,
  ];
  const { status, stderr } = spawnSync(join(repository, 'node_modules/.bin/perf-suite'), args, {
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 1) throw new Error(`perf-suite ended with ${status}:\n${stderr}`);
  const report = judgeRun(await readRunFile(out), {
    baselines: [],
    createdAt: new Date().toISOString(),
    runFile: null,
  });
  return new Map(
    report.comparisons.flatMap(({ group, name, percentiles }) => {
      const p50 = percentiles.find(({ percentile }) => percentile === 'p50');
      return p50 === undefined ? [] : [[[...group, name].join(' > '), p50]];
    }),
  );
}

/** Returns for each benchmark the changes (current / old - 1) that turns of two fresh processes gave. */
function byMitata(file: string): Map<string, number[]> {
  const changes = new Map<string, number[]>();
  for (let turn = 0; turn < Number(values.turns); turn++) {
    const order = turn % 2 === 0 ? (['old', 'current'] as const) : (['current', 'old'] as const);
    const p50Ns: Partial<Record<'old' | 'current', Record<string, number>>> = {};
    for (const version of order) p50Ns[version] = measureVersion(file, version);
    for (const [name, current] of Object.entries(p50Ns.current ?? {})) {
      const change = current / (p50Ns.old?.[name] ?? Number.NaN) - 1;
      changes.set(name, [...(changes.get(name) ?? []), change]);
    }
  }
  return changes;
}

function measureVersion(file: string, version: 'old' | 'current'): Record<string, number> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [measureWithMitata, file], {
    encoding: 'utf8',
    env: { ...process.env, EXAMPLES_VERSIONS: version },
  });
  if (status !== 0) throw new Error(`mitata ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

/** They agree where the interval, or anything within 2.5 points of it, meets the range of mitata's turns. */
function printRow(
  name: string,
  old: string,
  { change }: PercentileComparison,
  turns: readonly number[],
): void {
  const [low, middle, high] = [0, 0.5, 1].map((q) => quantile([...turns], q)) as [number, number, number];
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
  const ours =
    change === null
      ? 'no estimate'
      : `${percent(change.point)} [${percent(change.lower)}, ${percent(change.upper)}]`;
  const agree = change !== null && change.lower - 0.025 <= high && change.upper + 0.025 >= low;
  console.log(
    `| ${name} | ${old} | ${ours} | ${percent(middle)} [${percent(low)}, ${percent(high)}] | ${agree ? 'yes' : 'no'} |`,
  );
}
