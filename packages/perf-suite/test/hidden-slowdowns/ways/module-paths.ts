import { BASE_COUNT, BUSY, benchmark, HEAD_COUNT, library } from '../project-snippets.js';
import { reached, requiredBy, sized } from '../reach-library.js';
import type { Way } from '../way.js';

const FOUND = { outcome: 'found' } as const;

/** Code and data that are named relative to the module that asks for them: each side has its own. */
export const MODULE_PATHS: readonly Way[] = [
  {
    name: 'imported dynamically: `await import("./lib.mjs")` in the benchmark file',
    kind: 'wrong files',
    ...reached("const { work } = await import('../src/lib.mjs');"),
    expected: FOUND,
  },
  {
    name: 'imported dynamically by an `.js` file of a package of type `module`',
    kind: 'wrong files',
    base: {
      'package.json': { name: 'project', version: '1.0.0', type: 'module' },
      'bench/work.bench.js': benchmark("const { work } = await import('../src/lib.js');", '() => work()'),
      'src/lib.js': library(BASE_COUNT),
    },
    head: { 'src/lib.js': library(HEAD_COUNT) },
    expected: FOUND,
  },
  {
    name: 'imported dynamically by a specifier that is computed',
    kind: 'wrong files',
    ...reached("const { work } = await import(['..', 'src', 'lib.mjs'].join('/'));"),
    expected: FOUND,
  },
  {
    name: 'imported in the first call only',
    kind: 'wrong files',
    base: {
      'bench/work.bench.mjs': benchmark(
        'let lib;',
        "async () => { lib ??= await import('../src/lib.mjs'); return lib.work(); }",
      ),
      'src/lib.mjs': library(BASE_COUNT),
    },
    head: { 'src/lib.mjs': library(HEAD_COUNT) },
    expected: FOUND,
  },
  {
    name: 'required through `createRequire(import.meta.url)`',
    kind: 'wrong files',
    ...requiredBy(
      "import { createRequire } from 'node:module';\nconst { work } = createRequire(import.meta.url)('../src/lib.cjs');",
    ),
    expected: FOUND,
  },
  {
    name: 'required in the first call only, by a getter',
    kind: 'wrong files',
    ...requiredBy(`import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const lib = { get work() { return require('../src/lib.cjs').work; } };
const work = () => lib.work();`),
    expected: FOUND,
  },
  {
    name: 'sized by a file that `readFileSync(new URL("./config.json", import.meta.url))` reads',
    kind: 'wrong files',
    ...sized(
      "import { readFileSync } from 'node:fs';\nconst { count } = JSON.parse(readFileSync(new URL('./config.json', import.meta.url), 'utf8'));",
    ),
    expected: FOUND,
  },
  {
    name: 'sized by a file that the benchmark file itself reads beside it',
    kind: 'wrong files',
    base: {
      'bench/work.bench.mjs': benchmark(
        `import { readFileSync } from 'node:fs';\n${BUSY}const { count } = JSON.parse(readFileSync(new URL('../src/config.json', import.meta.url), 'utf8'));`,
        '() => busy(count)',
      ),
      'src/config.json': { count: BASE_COUNT },
    },
    head: { 'src/config.json': { count: HEAD_COUNT } },
    expected: FOUND,
  },
  {
    name: 'sized by a JSON module',
    kind: 'wrong files',
    ...sized("import config from './config.json' with { type: 'json' };\nconst { count } = config;"),
    expected: FOUND,
  },
  {
    name: 'imported from `import.meta.resolve`',
    kind: 'wrong files',
    ...reached("const { work } = await import(import.meta.resolve('../src/lib.mjs'));"),
    expected: FOUND,
  },
  {
    name: 'imported from a path made of `import.meta.dirname` (of `import.meta.url` where it is missing)',
    kind: 'wrong files',
    ...reached(`import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
const here = import.meta.dirname ?? dirname(fileURLToPath(import.meta.url));
const { work } = await import(join(here, '../src/lib.mjs'));`),
    expected: FOUND,
  },
  {
    name: 'imported by `#work` of "imports" in package.json',
    kind: 'wrong files',
    ...reached("const { work } = await import('#work');", {
      'package.json': { name: 'project', version: '1.0.0', imports: { '#work': './src/lib.mjs' } },
    }),
    expected: FOUND,
  },
  {
    name: 'imported by the project\'s own name and its "exports"',
    kind: 'wrong files',
    ...reached("const { work } = await import('project/work');", {
      'package.json': { name: 'project', version: '1.0.0', exports: { './work': './src/lib.mjs' } },
    }),
    expected: FOUND,
  },
];
