import {
  BASE_COUNT,
  BENCHMARK,
  BUSY,
  benchmark,
  changedLibrary,
  commonJsLibrary,
  HEAD_COUNT,
  library,
} from '../project-snippets.js';
import { SAYS } from '../sentences.js';
import type { Way } from '../way.js';

/** Projects in which nothing is hidden. */
export const CONTROLS: readonly Way[] = [
  {
    name: 'in a module that head makes slower, plainly',
    kind: 'control',
    ...changedLibrary(library),
    expected: { outcome: 'found' },
  },
  {
    name: 'slower in TypeScript',
    kind: 'control',
    base: {
      'bench/work.bench.ts': benchmark("import { work } from '../src/lib.ts';", '(): number => work()'),
      'src/lib.ts': `${BUSY.replace('(count)', '(count: number)')}export const work = (): number => busy(${BASE_COUNT});\n`,
    },
    head: {
      'src/lib.ts': `${BUSY.replace('(count)', '(count: number)')}export const work = (): number => busy(${HEAD_COUNT});\n`,
    },
    expected: { outcome: 'found' },
  },
  {
    name: 'slower in CommonJS',
    kind: 'control',
    base: {
      'bench/work.bench.js':
        "const { suite } = require('perf-suite');\nconst { work } = require('../src/lib.js');\nmodule.exports = suite(({ bench }) => { bench('work', () => work()); });\n",
      'src/lib.js': commonJsLibrary(BASE_COUNT),
    },
    head: { 'src/lib.js': commonJsLibrary(HEAD_COUNT) },
    expected: { outcome: 'found' },
  },
  {
    name: 'slower and asynchronous',
    kind: 'control',
    ...changedLibrary(
      (count) =>
        `${BUSY}export const work = async () => { await null; const done = busy(${count}); await null; return done; };\n`,
    ),
    expected: { outcome: 'found' },
  },
  {
    name: 'rewritten without any change of its cost',
    kind: 'control',
    base: { ...BENCHMARK, 'src/lib.mjs': library(BASE_COUNT) },
    head: {
      'src/lib.mjs': `// A comment.\n${BUSY}export const work = () => {\n  const count = ${BASE_COUNT};\n  return busy(count);\n};\n`,
    },
    expected: { outcome: 'not-flagged' },
  },
  {
    name: 'beside a function that head makes slower and the benchmark does not call',
    kind: 'control',
    base: {
      ...BENCHMARK,
      'src/lib.mjs': `${library(BASE_COUNT)}export const other = () => busy(${BASE_COUNT});\n`,
    },
    head: { 'src/lib.mjs': `${library(BASE_COUNT)}export const other = () => busy(${HEAD_COUNT});\n` },
    expected: { outcome: 'not-flagged', mayWarn: SAYS.nothingDiffers },
  },
  {
    name: 'untouched: head changes the documentation only',
    kind: 'control',
    base: { ...BENCHMARK, 'src/lib.mjs': library(BASE_COUNT), 'README.md': 'Before\n' },
    head: { 'README.md': 'After\n' },
    expected: { outcome: 'not-flagged', mayWarn: SAYS.nothingDiffers },
  },
  {
    name: 'after a table that the module fills at the first call, in the same way on both sides',
    kind: 'control',
    ...changedOnlyInName(
      (name) => `${BUSY}let ${name} = null;
export const work = () => {
  ${name} ??= Array.from({ length: 256 }, (_, i) => i);
  return busy(${BASE_COUNT} + (${name}[0] ?? 0));
};
`,
    ),
    expected: { outcome: 'not-flagged' },
  },
  {
    name: 'in a module that fills in a built-in only where it is missing, and it is not',
    kind: 'control',
    ...changedOnlyInName(
      (
        name,
      ) => `${BUSY}if (!Array.prototype.at) Array.prototype.at = function at(i) { return this[i < 0 ? this.length + i : i]; };
if (typeof globalThis.structuredClone !== 'function') globalThis.structuredClone = (value) => value;
const ${name} = [${BASE_COUNT}];
export const work = () => busy(${name}.at(-1));
`,
    ),
    expected: { outcome: 'not-flagged' },
  },
  {
    name: 'done on a fixture that `setup` makes',
    kind: 'control',
    base: {
      'bench/work.bench.mjs': benchmark(
        "import { work } from '../src/lib.mjs';",
        '{ setup: () => Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000), run: (numbers) => work(numbers), teardown: (numbers) => { numbers.length = 0; } }',
      ),
      'src/lib.mjs': `${BUSY}export const work = (numbers) => busy(${BASE_COUNT}) + numbers.length;\n`,
    },
    head: {
      'src/lib.mjs': `${BUSY}export const work = (numbers) => numbers.length + busy(${BASE_COUNT});\n`,
    },
    expected: { outcome: 'not-flagged' },
  },
  {
    name: 'done by an HTTP server that each side starts on a free port',
    kind: 'control',
    base: {
      'bench/work.bench.mjs': benchmark(
        "import { open } from '../src/lib.mjs';",
        '{ setup: open, run: async ({ url }) => (await fetch(url)).text(), teardown: ({ close }) => close() }',
      ),
      'src/lib.mjs': server(BASE_COUNT),
    },
    head: { 'src/lib.mjs': server(BASE_COUNT + 1) },
    expected: { outcome: 'not-flagged' },
  },
  {
    name: 'sized by a JSON file beside its module, which did not change',
    kind: 'control',
    ...changedOnlyInName(
      (name) => `import { readFileSync } from 'node:fs';
${BUSY}const ${name} = JSON.parse(readFileSync(new URL('./config.json', import.meta.url), 'utf8'));
export const work = () => busy(${name}.count);
`,
      { 'src/config.json': { count: BASE_COUNT } },
    ),
    expected: { outcome: 'not-flagged' },
  },
];

/** Head renames a variable, so that the code that runs is another, and costs the same. */
function changedOnlyInName(
  source: (name: string) => string,
  further: Way['base'] = {},
): Pick<Way, 'base' | 'head'> {
  return {
    base: { ...BENCHMARK, ...further, 'src/lib.mjs': source('before') },
    head: { 'src/lib.mjs': source('after') },
  };
}

function server(count: number): string {
  return `import { createServer } from 'node:http';
${BUSY}export async function open() {
  const server = createServer((_, response) => response.end(String(busy(${count}))));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: 'http://127.0.0.1:' + server.address().port,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}
`;
}
