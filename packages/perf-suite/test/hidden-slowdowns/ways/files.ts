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
import type { Files, Way } from '../way.js';

const FOUND = { outcome: 'found' } as const;
const NODE_MODULE = { base: commonJsLibrary(BASE_COUNT), head: commonJsLibrary(HEAD_COUNT) };

/** Ways to reach code or data by which one side gets the other's files. */
export const FILES: readonly Way[] = [
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
    name: 'imported from `process.cwd()`',
    kind: 'wrong files',
    ...reached("const { work } = await import(process.cwd() + '/src/lib.mjs');"),
    expected: FOUND,
  },
  {
    name: 'required from `process.cwd()`',
    kind: 'wrong files',
    ...requiredBy(
      "import { createRequire } from 'node:module';\nconst { work } = createRequire(process.cwd() + '/x.js')('./src/lib.cjs');",
    ),
    expected: FOUND,
  },
  {
    name: 'read from `process.cwd()` and run by `vm`',
    kind: 'wrong files',
    ...evaluated("import vm from 'node:vm';\nconst work = vm.runInThisContext(source);"),
    expected: FOUND,
  },
  {
    name: 'read from `process.cwd()` and made a function by `new Function`',
    kind: 'wrong files',
    ...evaluated("const work = new Function('return ' + source)();"),
    expected: FOUND,
  },
  {
    name: 'read from `process.cwd()` and evaluated by `eval`',
    kind: 'wrong files',
    ...evaluated('const work = (0, eval)(source);'),
    expected: FOUND,
  },
  {
    name: 'sized by a file that is read from the working folder: `readFileSync("src/config.json")`',
    kind: 'wrong files',
    ...sized(
      "import { readFileSync } from 'node:fs';\nconst { count } = JSON.parse(readFileSync('src/config.json', 'utf8'));",
    ),
    expected: FOUND,
  },
  {
    name: 'in a WebAssembly file that is read from the working folder',
    kind: 'wrong files',
    base: {
      'bench/work.bench.mjs': benchmark(
        "import { readFileSync } from 'node:fs';\nconst { instance } = await WebAssembly.instantiate(Buffer.from(readFileSync('src/work.wasm.base64', 'utf8'), 'base64'));",
        '() => instance.exports.work()',
      ),
      'src/work.wasm.base64': webAssembly(BASE_COUNT),
    },
    head: { 'src/work.wasm.base64': webAssembly(HEAD_COUNT) },
    expected: FOUND,
  },
  {
    name: "imported by a computed absolute path of head's checkout",
    kind: 'shared code',
    ...reached("const { work } = await import(['{{head}}', 'src', 'lib.mjs'].join('/'));"),
    expected: { outcome: 'refused', says: /src\/lib\.mjs/ },
  },
  {
    name: "imported by an absolute path of head's checkout that is written out",
    kind: 'shared code',
    ...reached("const { work } = await import('{{head}}/src/lib.mjs');"),
    expected: { outcome: 'refused', says: /src\/lib\.mjs/ },
  },
  {
    name: "imported through a link in the repository that leads to head's checkout",
    kind: 'shared code',
    ...reached("const { work } = await import(['../linked', 'lib.mjs'].join('/'));"),
    links: { linked: '{{head}}/src' },
    expected: { outcome: 'refused', says: /src\/lib\.mjs|linked/ },
  },
  {
    name: "in a workspace's package that `node_modules` links to by head's absolute path",
    kind: 'shared code',
    ...reached("const { work } = await import(['pro', 'ject-lib'].join(''));", {
      'src/package.json': { name: 'project-lib', version: '1.0.0', exports: './lib.mjs' },
    }),
    links: { 'node_modules/project-lib': '{{head}}/src' },
    expected: { outcome: 'refused', says: /src\/lib\.mjs|project-lib/ },
  },
  {
    name: 'in a package outside of both checkouts that the first copy configures',
    kind: 'shared code',
    ...changedLibrary(
      (count) => `${BUSY}const { registry } = await import(['shared', 'registry'].join('-'));
registry.work ??= () => busy(${count});
export const work = () => registry.work();
`,
    ),
    outside: sharedRegistry(''),
    links: { 'node_modules/shared-registry': '{{outside}}/shared-registry' },
    expected: FOUND,
  },
  {
    name: 'in a CommonJS package that `NODE_PATH` names for both and the first copy configures',
    kind: 'shared code',
    base: commonJsProject(nodePathLibrary(BASE_COUNT)),
    head: { 'src/lib.js': nodePathLibrary(HEAD_COUNT) },
    outside: { 'modules/shared-registry/index.js': 'exports.registry = {};\n' },
    env: { NODE_PATH: '{{outside}}/modules' },
    expected: FOUND,
  },
  {
    name: "in head's own package, which `NODE_PATH` names for both sides",
    kind: 'wrong files',
    base: commonJsProject("exports.work = require(['own', 'lib'].join('-')).work;\n", {
      'modules/own-lib/index.js': NODE_MODULE.base,
    }),
    head: { 'modules/own-lib/index.js': NODE_MODULE.head },
    env: { NODE_PATH: '{{head}}/modules' },
    expected: { outcome: 'refused', says: /modules\/own-lib/ },
  },
  {
    name: "in a module that `paths` of tsconfig.json map to head's absolute path",
    kind: 'wrong files',
    base: {
      'tsconfig.json': { compilerOptions: { paths: { 'mapped/*': ['{{head}}/src/*'] } } },
      'bench/work.bench.ts': benchmark(
        "const { work } = await import(['mapped', 'lib.ts'].join('/'));",
        '() => work()',
      ),
      'src/lib.ts': `// @ts-nocheck\n${library(BASE_COUNT)}`,
    },
    head: { 'src/lib.ts': `// @ts-nocheck\n${library(HEAD_COUNT)}` },
    expected: { outcome: 'refused', says: /src\/lib\.ts/ },
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

/** A benchmark that reaches `src/lib.mjs` by these statements. */
function reached(statements: string, further: Files = {}): Pick<Way, 'base' | 'head'> {
  return {
    base: {
      ...further,
      'bench/work.bench.mjs': benchmark(statements, '() => work()'),
      'src/lib.mjs': library(BASE_COUNT),
    },
    head: { 'src/lib.mjs': library(HEAD_COUNT) },
  };
}

function requiredBy(statements: string): Pick<Way, 'base' | 'head'> {
  return {
    base: { 'bench/work.bench.mjs': benchmark(statements, '() => work()'), 'src/lib.cjs': NODE_MODULE.base },
    head: { 'src/lib.cjs': NODE_MODULE.head },
  };
}

/** A library that makes `count` from `src/config.json` by these statements: only that file changes. */
function sized(statements: string): Pick<Way, 'base' | 'head'> {
  return {
    base: {
      ...BENCHMARK,
      'src/lib.mjs': `${statements}\n${BUSY}export const work = () => busy(count);\n`,
      'src/config.json': { count: BASE_COUNT },
    },
    head: { 'src/config.json': { count: HEAD_COUNT } },
  };
}

/** A benchmark that makes `work` from the `source` of a script in the working folder. */
function evaluated(statements: string): Pick<Way, 'base' | 'head'> {
  const script = (count: number): string => `(() => {\n${BUSY}return () => busy(${count});\n})()`;
  return {
    base: {
      'bench/work.bench.mjs': benchmark(
        `import { readFileSync } from 'node:fs';\nconst source = readFileSync(process.cwd() + '/src/work.txt', 'utf8');\n${statements}`,
        '() => work()',
      ),
      'src/work.txt': script(BASE_COUNT),
    },
    head: { 'src/work.txt': script(HEAD_COUNT) },
  };
}

function commonJsProject(lib: string, further: Files = {}): Files {
  return {
    ...further,
    'bench/work.bench.js':
      "const { suite } = require('perf-suite');\nconst { work } = require('../src/lib.js');\nmodule.exports = suite(({ bench }) => { bench('work', () => work()); });\n",
    'src/lib.js': lib,
  };
}

function nodePathLibrary(count: number): string {
  return `${BUSY}const { registry } = require(['shared', 'registry'].join('-'));
registry.work ??= () => busy(${count});
exports.work = () => registry.work();
`;
}

function sharedRegistry(folder: string): Files {
  return {
    [`${folder}shared-registry/package.json`]: {
      name: 'shared-registry',
      version: '1.0.0',
      type: 'module',
      exports: './index.js',
    },
    [`${folder}shared-registry/index.js`]: 'export const registry = {};\n',
  };
}

/** A module that exports `work`: counts from `count` down to 0, as base64. */
function webAssembly(count: number): string {
  const signed = (value: number): number[] => {
    const bytes: number[] = [];
    for (let rest = value; ; rest >>= 7) {
      const last = rest < 64;
      bytes.push((rest & 127) | (last ? 0 : 128));
      if (last) return bytes;
    }
  };
  // (func (result i32) (local i32 i32) count; loop: sum = (sum xor left) * 31; left -= 1; br_if left; sum)
  const code = [
    ...[1, 2, 0x7f, 0x41, ...signed(count), 0x21, 0, 0x03, 0x40],
    ...[0x20, 1, 0x20, 0, 0x73, 0x41, 31, 0x6c, 0x21, 1],
    ...[0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x20, 1, 0x45, 0x0b],
  ];
  const section = (id: number, content: readonly number[]): number[] => [id, content.length, ...content];
  return Buffer.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 1, 0x7f]),
    ...section(3, [1, 0]),
    ...section(7, [1, 4, ...Buffer.from('work'), 0, 0]),
    ...section(10, [1, code.length, ...code]),
  ]).toString('base64');
}
