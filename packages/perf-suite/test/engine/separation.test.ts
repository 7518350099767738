import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Variant } from '@perf-suite/schema';
import { afterAll, describe, expect, it } from 'vitest';
import type { PreparedBase } from '../../src/orchestrator/base/base-context.js';
import { PackageConfigs } from '../../src/orchestrator/config/package-configs.js';
import { planRun } from '../../src/orchestrator/plan/plan.js';
import { runWorker } from '../../src/orchestrator/processes/run-worker.js';
import { type ProvenFile, proveFile } from '../../src/orchestrator/separation/prove-file.js';
import { Project } from './worker-fixture.js';

/** What is found out, in real processes, about two sides of one benchmark file. */

const project = new Project();
afterAll(() => project.remove());
let projectCount = 0;

const BUSY = (count: number) =>
  `let s = 1; for (let i = 0; i < ${count}; i++) s = (s * 31 + i) | 0; return s;`;

/** Writes `lib.mjs` of both sides and a benchmark file that head has, and proves that they are apart. */
async function prove(
  library: (variant: Variant) => string,
  benchmarks: string,
  name = 'x.bench.mjs',
): Promise<ProvenFile> {
  const at = `separation-${++projectCount}`;
  for (const variant of ['base', 'head'] as const) {
    project.write(`${at}/${variant}/package.json`, '{ "type": "module" }');
    project.write(`${at}/${variant}/lib.mjs`, library(variant));
  }
  const content = name.endsWith('.mjs')
    ? `import { suite } from 'perf-suite';\nimport * as lib from './lib.mjs';\nexport default suite(({ bench }) => { ${benchmarks} });\n`
    : benchmarks;
  const file = project.write(`${at}/head/${name}`, content);
  const root = realpathSync(join(project.root, at, 'head'));
  const folder = realpathSync(join(project.root, at, 'base'));
  const base: PreparedBase = {
    source: { kind: 'folder', ref: '../base', commit: null },
    folder,
    packages: {},
    warnings: [],
    sameAsHead: null,
    cleanup: async () => {},
  };
  const listed = {
    file,
    fileId: name,
    benchmarks: [
      { id: `${name}#work`, group: [], name: 'work', async: false, timeMs: null, minimumEffect: null },
    ],
    failure: null,
    declaresNothing: false,
    isThread: false,
    leavesToOthers: false,
    warnings: [],
  };
  const packages = await PackageConfigs.read([], { root, flags: {}, variables: {} });
  return proveFile({
    plan: planRun([listed], { root, filter: null, patterns: [], packages }),
    base,
    file,
    fileId: name,
    apartBecause: null,
    root,
    cacheFolder: project.cacheFolder,
    nodeFlags: [],
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    runWorker,
  });
}

const TIMES = `function times(count) { ${BUSY(0).replace('< 0', '< count')} }\n`;
const ONE = "bench('work', () => lib.work());";
const count = (variant: Variant) => (variant === 'base' ? 1000 : 1300);

describe('what needs a process of each side', () => {
  it.each([
    [
      'a registry under a global symbol',
      (n: number) =>
        `class R { run() { ${BUSY(n)} } }\nconst r = globalThis[Symbol.for('proof.r')] ??= new R();\nexport const work = () => r.run();`,
      `base's code changes globalThis[Symbol.for("proof.r")]`,
    ],
    [
      'a variable of the environment',
      (n: number) => `process.env.PROOF_SIZE ??= '${n}';\nexport const work = () => process.env.PROOF_SIZE;`,
      "base's code changes process.env.PROOF_SIZE",
    ],
    [
      'a built-in that is replaced',
      (n: number) =>
        `const { stringify } = JSON; JSON.stringify = (x) => stringify(x, null, ${n % 7});\nexport const work = () => 1;`,
      "base's code changes JSON.stringify",
    ],
    [
      'a limit of the whole process',
      (n: number) => `Error.stackTraceLimit = ${n % 50};\nexport const work = () => 1;`,
      "base's code changes Error.stackTraceLimit",
    ],
    [
      "a helper of TypeScript's that is called as a global",
      (n: number) =>
        `globalThis.__assign = () => { ${BUSY(n)} };\nexport const work = () => __assign({}, {});`,
      'both run the same copy of lib.mjs',
    ],
  ])('is %s', async (_name, source, reason) => {
    const proven = await prove((variant) => source(count(variant)), ONE);
    expect(proven.apartBecause).toBe(reason);
  });
});

describe('what does not', () => {
  it.each([
    ['plain code', (n: number) => `export const work = () => { ${BUSY(n)} };`],
    [
      'what Node defines at its first use',
      (n: number) =>
        `import http from 'node:http';\nexport const work = () => { structuredClone({}); new Headers(); new AbortController(); crypto.randomUUID(); new Intl.NumberFormat(); void http.STATUS_CODES; ${BUSY(n)} };`,
    ],
    [
      'a server on a port that the system chooses',
      (n: number) =>
        `import { createServer } from 'node:http';\nexport const work = async () => { const s = createServer((_, r) => r.end('x')); await new Promise((go) => s.listen(0, '127.0.0.1', go)); const t = await (await fetch('http://127.0.0.1:' + s.address().port)).text(); await new Promise((go) => { s.closeAllConnections(); s.close(go); }); return t + ${n}; };`,
    ],
    [
      'temporary files of its own',
      (n: number) =>
        `import { mkdtempSync, writeFileSync, readFileSync, rmSync } from 'node:fs';\nimport { tmpdir } from 'node:os';\nexport const work = () => { const d = mkdtempSync(tmpdir() + '/proof-'); writeFileSync(d + '/x', '${n}'); const t = readFileSync(d + '/x', 'utf8'); rmSync(d, { recursive: true }); return t; };`,
    ],
    [
      'listeners that only the end of the process calls',
      (n: number) => `process.on('exit', () => {});\nexport const work = () => { ${BUSY(n)} };`,
    ],
    [
      "helpers of TypeScript's that tslib makes global",
      (n: number) =>
        `const __assign = globalThis.__assign = (to, from) => Object.assign(to, from);\nexport const work = () => { __assign({}, {}); ${BUSY(n)} };`,
    ],
    [
      'code made from text',
      (n: number) => `const f = new Function('${BUSY(n)}');\nexport const work = () => f();`,
    ],
  ])('is %s', async (_name, source) => {
    const proven = await prove((variant) => source(count(variant)), ONE);
    expect(proven.apartBecause).toBeNull();
    expect(proven.reaches).toMatchObject([{ reach: 'measured', afterReturn: [] }]);
  });
});

describe('how a benchmark meets the change', () => {
  it.each([
    ['same-code', () => 'export const work = () => 1;', ONE],
    [
      'skipped',
      (n: number) => `export function work() { if (process.argv.length > 99) { ${BUSY(n)} } return 1; }`,
      ONE,
    ],
    [
      'once',
      (n: number) =>
        `const kept = new Map();\nfunction make() { ${BUSY(n)} }\nexport function work() { if (!kept.has(1)) kept.set(1, make()); return kept.get(1); }`,
      ONE,
    ],
    [
      'once',
      (n: number) =>
        `let kept;\nfunction make(count) { ${BUSY(7)} }\nexport const work = () => (kept ??= make(${n}));`,
      ONE,
    ],
    [
      'before',
      (n: number) => `export function prepare() { ${BUSY(n)} }\nexport const work = () => 1;`,
      "bench('work', { setup: () => lib.prepare(), run: () => lib.work() });",
    ],
    [
      'not-reached',
      (n: number) => `export function other() { ${BUSY(n)} }\nexport const work = () => 1;`,
      ONE,
    ],
    [
      'once',
      (n: number) =>
        `${TIMES}const kept = new Map();\nfunction memo(n) { let found = kept.get(n); if (found === undefined) { found = times(n); kept.set(n, found); } return found; }\nexport const work = () => memo(${n});`,
      ONE,
    ],
    [
      'unused',
      (n: number) =>
        `${TIMES}function helper(n) { if (process.argv.length < 99) return n & 1; return times(n); }\nexport const work = () => helper(${n});`,
      ONE,
    ],
    [
      'unused',
      (n: number) =>
        `${TIMES}function lazy(n) { return () => times(n); }\nexport const work = () => lazy(${n});`,
      ONE,
    ],
    [
      'unused',
      (n: number) =>
        `${TIMES}class Query { constructor(n) { this.n = n; } get rows() { return times(this.n); } }\nexport const work = () => new Query(${n});`,
      ONE,
    ],
    ['measured', (n: number) => `${TIMES}export const work = () => times(${n});`, ONE],
    [
      'unused',
      (n: number) =>
        `${TIMES}const options = { count: ${n}, enabled: false };\nexport const work = () => options.enabled ? times(options.count) : times(9);`,
      ONE,
    ],
    [
      'unused',
      (n: number) =>
        `${TIMES}const COUNT = ${n};\nconst options = {\n  enabled: false,\n  count: COUNT,\n};\nexport const work = () => options.enabled ? times(options.count) : times(9);`,
      ONE,
    ],
    [
      'unused',
      (n: number) =>
        `${TIMES}const COUNT = ${n};\nfunction helper(n) { if (process.argv.length < 99) return n & 1; return times(n); }\nexport const work = () => helper(COUNT);`,
      ONE,
    ],
    [
      'measured',
      (n: number) =>
        `${TIMES}const options = { count: ${n}, enabled: true };\nexport const work = () => options.enabled ? times(options.count) : times(9);`,
      ONE,
    ],
    [
      'measured',
      (n: number) =>
        `const options = { size: ${n} };\nconst copy = (from) => Buffer.alloc(Object.values(from)[0]);\nexport const work = () => copy(options);`,
      ONE,
    ],
    [
      'measured',
      (n: number) =>
        `function fill(n) { if (n < 0) throw new RangeError(String(n)); return Buffer.alloc(n); }\nexport const work = () => fill(${n});`,
      ONE,
    ],
    [
      'measured',
      (n: number) =>
        `${TIMES}let table = null;\nexport const work = () => { if (table === null) table = times(9); return times(${n}) + table; };`,
      ONE,
    ],
    [
      'measured',
      (n: number) =>
        `const SIZE = ${n};\nexport const work = () => { let s = 0; for (let i = 0; i < SIZE; i++) s += i; return s; };`,
      ONE,
    ],
    [
      'measured',
      (n: number) =>
        `const SIZE = ${n};\nconst TABLE = Array.from({ length: SIZE }, (_, i) => i);\nexport const work = () => TABLE.length;`,
      ONE,
    ],
  ])('%s (%#)', async (reach, source, benchmarks) => {
    const proven = await prove((variant) => source(count(variant)), benchmarks);
    expect(proven.apartBecause).toBeNull();
    expect(proven.reaches).toMatchObject([{ reach }]);
  });

  it('finds a changed comment to be no change', async () => {
    const proven = await prove((variant) => `// ${variant}'s\nexport const work = () => 1;`, ONE);
    expect(proven.reaches).toMatchObject([{ reach: 'same-code' }]);
  });

  it.each([
    'queueMicrotask(later)',
    'setImmediate(later)',
    'setTimeout(later, 0)',
    'void Promise.resolve().then(later)',
  ])('sees that work goes on after the return: %s', async (call) => {
    const proven = await prove(
      (variant) =>
        `function later() { ${BUSY(count(variant))} }\nexport const work = () => { ${call}; return 1; };`,
      ONE,
    );
    expect(proven.reaches[0]?.afterReturn).toContainEqual(expect.stringMatching(/^later\(\) in lib\.mjs:1$/));
  });
});

it.each([
  ['setImmediate(later, COUNT)', ''],
  ['setTimeout(later, 0, COUNT)', ''],
  ['save(COUNT)', 'async function save(n) { await null; later(n); }\n'],
])('sees that a value that changed is used after the return: %s', async (call, before) => {
  const proven = await prove(
    (variant) =>
      `function later(count) { ${BUSY(0).replace('< 0', '< count')} }\n${before}export const work = () => { ${call.replace('COUNT', `${count(variant)}`)}; return 1; };`,
    ONE,
  );
  expect(proven.reaches[0]?.afterReturn).toContainEqual('later() in lib.mjs:1');
});

it('observes the others where one benchmark ends the process', async () => {
  const proven = await prove(
    (variant) => `export const work = () => { ${BUSY(count(variant))} };`,
    "bench('ends', () => process.exit(3)); bench('work', () => lib.work());",
  );
  expect([...proven.warnings.keys()]).toEqual(['x.bench.mjs#ends']);
  expect(proven.warnings.get('x.bench.mjs#ends')).toMatchObject([{ code: 'not-observed' }]);
  expect(proven.reaches).toMatchObject([{ id: 'x.bench.mjs#work', reach: 'measured' }]);
});

it.each(['x.bench.cjs', 'x.bench.cts'])('lets one process hold both sides of %s', async (name) => {
  const proven = await prove(
    () => '',
    `const { suite } = require('perf-suite');
     const isMain = require.main === module;
     module.exports = suite(({ bench }) => { bench('work', () => { if (!isMain) throw new Error('not main'); }); });`,
    name,
  );
  expect(proven).toMatchObject({ apartBecause: null, outside: [], unseen: [] });
  expect(proven.reaches).toMatchObject([{ id: `${name}#work` }]);
});

it('lets one process hold both sides of a file for vitest, whose functions are globals', async () => {
  const proven = await prove(
    () => '',
    "import { bench } from 'vitest';\nbench('work', () => typeof beforeEach);",
    'x.bench.js',
  );
  expect(proven).toMatchObject({ apartBecause: null, outside: [], unseen: [] });
});

it('refuses what the sides share even in processes of their own', async () => {
  const port = 20_000 + (process.pid % 20_000);
  const source = `import { createServer } from 'node:net';\nconst s = createServer().listen(${port}, '127.0.0.1'); s.on('error', () => {}); s.unref();\nexport const work = () => 1;`;
  await expect(prove(() => source, ONE)).rejects.toThrow(
    `x.bench.mjs: expected base and head to share nothing, found that both listen on port ${port}`,
  );
});

it('a process that measures has none of what a process that observes puts in its place', async () => {
  project.write(
    'untouched.bench.mjs',
    `import fs from 'node:fs';
import { types } from 'node:util';
import { suite } from 'perf-suite';
const wrapped = [types.isProxy(fs.readFileSync), process.moduleLoadList.includes('NativeModule inspector')];
export default suite(({ bench }) => { bench(wrapped.join(), () => 1); });
`,
  );
  const variants = [project.source('head', 'untouched.bench.mjs')];
  const measuring = await project.work('untouched.bench.mjs', { task: 'measure', variants });
  expect(measuring.names()).toEqual(['false,false']);
  const observing = await project.work('untouched.bench.mjs', { task: 'observe', variants });
  expect(observing.names()).toEqual(['true,true']);
});
