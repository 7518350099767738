import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commitFiles, repositoryWith, temporaryFolder } from '../base/temporary-repository.js';
import { perfSuite, QUICK, readRun } from '../failures/run-command.js';

const MANIFEST = { name: 'project', type: 'module' };

/** A file that holds what its callers have in common: it declares nothing when it is loaded by itself. */
const COMPARE = `import { bench, run, summary } from 'mitata';
export async function compare(tests) {
  summary(() => { for (const [name, fn] of Object.entries(tests)) bench(name, fn); });
  return run();
}
`;

/** Calls it as a script does that other scripts import as well; leaves a file behind if its benchmark runs. */
function scriptOf(name: string): string {
  return `import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compare } from './lib/compare.mjs';
export const runAll = () => compare({ '${name}': () => writeFileSync('${name}-was-run', '') });
if (process.argv[1] === fileURLToPath(import.meta.url)) await runAll();
`;
}

/** Exports functions that make and run a suite of benchmark.js. */
const SUITES = (names: readonly string[]) => `import Benchmark from 'benchmark';
const suites = ${JSON.stringify(names)}.map((name) => () => new Promise((resolve) => {
  new Benchmark.Suite().add(name, () => JSON.parse('1')).on('complete', resolve).run();
}));
export default suites;
`;

interface Entry {
  readonly id: string;
}

async function idsOf(cwd: string, ...args: string[]) {
  const { stdout, stderr, exitCode } = await perfSuite(['list', ...args, '--format', 'json'], { cwd });
  const benchmarks: readonly Entry[] = JSON.parse(stdout).benchmarks;
  return { ids: benchmarks.map(({ id }) => id), stderr, exitCode };
}

const CALLED_BY_SCRIPTS = {
  'package.json': MANIFEST,
  '.gitignore': 'built.mjs\n',
  'benchmarks/lib/compare.mjs': COMPARE,
  'benchmarks/parse.mjs': scriptOf('parse'),
  'benchmarks/print.mjs': scriptOf('print'),
  'benchmarks/compare.test.mjs': `import './lib/compare.mjs';\nimport { test } from 'vitest';\ntest('a', () => {});\n`,
  'benchmarks/update.mjs': `import { writeFileSync } from 'node:fs';
import './lib/compare.mjs';
import { runAll } from './parse.mjs';
writeFileSync('updated', String(await runAll()));
`,
  'benchmarks/built.mjs': scriptOf('built'),
};

it('scripts that call what a file with the harness exports are read in its place, each benchmark once', async () => {
  const root = repositoryWith(CALLED_BY_SCRIPTS);
  const { ids, stderr, exitCode } = await idsOf(root);
  expect(ids).toEqual(['benchmarks/parse.mjs#parse', 'benchmarks/print.mjs#print']);
  expect(exitCode).toBe(0);
  expect(stderr).toBe(
    'benchmarks/lib/compare.mjs declares no benchmarks: loaded the files that import it instead (benchmarks/parse.mjs, benchmarks/print.mjs)\n',
  );
  expect(await idsOf(root, 'benchmarks')).toMatchObject({ ids, exitCode: 0 });
  // No benchmark was run, and what runs those of another file was not even loaded.
  expect(readdirSync(root).sort()).toEqual(['.git', '.gitignore', '.perf', 'benchmarks', 'package.json']);
});

it('a script that calls the functions of other files is read in their place, also through one more file', async () => {
  const root = repositoryWith({
    'package.json': MANIFEST,
    'bench/dates.js': SUITES(['parse', 'format']),
    'bench/zones.js': SUITES(['offset']),
    'bench/all.js': `import dates from './dates.js';\nimport zones from './zones.js';\nexport const all = [...dates, ...zones];\n`,
    'bench/run.js': `import { all } from './all.js';\n(async () => { for (const one of all) await one(); })();\n`,
  });
  const { ids } = await idsOf(root);
  expect(ids).toEqual(['bench/run.js#1 > parse', 'bench/run.js#2 > format', 'bench/run.js#3 > offset']);
});

it('what a file that imports the harness itself calls in another one is its own', async () => {
  const root = repositoryWith({
    'package.json': MANIFEST,
    'bench/compare.mjs': COMPARE,
    'bench/own.mjs': `import { bench, run } from 'mitata';
import { compare } from './compare.mjs';
bench('by itself', () => 1);
await compare({ 'by the other': () => 1 });
await run();
`,
  });
  const ids = ['bench/own.mjs#by itself', 'bench/own.mjs#by the other'];
  expect((await idsOf(root)).ids).toEqual(ids);
  // Globs of one's own select: nothing is added to what they match.
  expect((await idsOf(root, 'bench/*.mjs')).ids).toEqual(ids);
});

it('files that globs do not select are not added, and a file without callers is named as before', async () => {
  const root = repositoryWith({
    ...CALLED_BY_SCRIPTS,
    'benchmarks/alone.mjs': COMPARE,
  });
  const { ids, stderr } = await idsOf(root, 'benchmarks/{lib/*,print,alone}.mjs');
  expect(ids).toEqual(['benchmarks/print.mjs#print']);
  expect(stderr).toContain('benchmarks/alone.mjs');
  expect(stderr).toContain('found a harness imported, and no benchmark that is run or exported');
});

it('they are measured and compared, and one that head does not have any more is missing', async () => {
  const root = repositoryWith({
    'package.json': MANIFEST,
    'bench/compare.mjs': COMPARE,
    'bench/parse.mjs': `import { compare } from './compare.mjs';\nawait compare({ kept: () => JSON.parse('1'), gone: () => JSON.parse('2') });\n`,
    'bench/print.mjs': `import { compare } from './compare.mjs';\nawait compare({ print: () => JSON.stringify(1) });\n`,
  });
  commitFiles(
    root,
    {
      'bench/parse.mjs': `import { compare } from './compare.mjs';\nawait compare({ kept: () => JSON.parse('1') });\n`,
    },
    'Newer',
  );
  const out = join(temporaryFolder(), 'a.run.json');
  const args = ['run', '--cwd', root, '--against', 'main~1', ...QUICK, '--out', out];
  const finished = await perfSuite(args);
  const { benchmarks } = readRun(out, finished);
  expect(finished.stderr).toContain(
    'bench/compare.mjs declares no benchmarks: loaded the files that import it instead (bench/parse.mjs, ',
  );
  const sides = benchmarks.map((benchmark) => [
    benchmark.id,
    'onlyIn' in benchmark ? benchmark.onlyIn : null,
    benchmark.rounds.length,
  ]);
  expect(sides).toEqual([
    ['bench/parse.mjs#kept', null, 2],
    ['bench/print.mjs#print', null, 2],
    ['bench/parse.mjs#gone', 'base', 0],
  ]);
});

it('a file that another one starts as a worker thread is named, and keeps nothing from being measured', async () => {
  const root = repositoryWith({
    'package.json': MANIFEST,
    'bench/thread.js': `import { workerData } from 'node:worker_threads';
import Benchmark from 'benchmark';
new Benchmark.Suite().add(workerData.name, () => 1).run();
`,
    'bench/start.js': `import { Worker } from 'node:worker_threads';
new Worker(new URL('./thread.js', import.meta.url), { workerData: { name: 'one' } });
`,
    'bench/plain.js': `import Benchmark from 'benchmark';\nnew Benchmark.Suite().add('plain', () => 1).run();\n`,
  });
  const { ids, stderr, exitCode } = await idsOf(root);
  expect(ids).toEqual(['bench/plain.js#plain']);
  expect(stderr).toContain(
    'bench/thread.js: found a harness imported, and benchmarks only for who starts it',
  );
  expect(exitCode).toBe(0);
  // Named by itself, it says why it does not load.
  expect((await idsOf(root, 'bench/thread.js')).exitCode).toBe(6);
});
