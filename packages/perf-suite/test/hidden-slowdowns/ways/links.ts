import {
  BASE_COUNT,
  BUSY,
  benchmark,
  changedLibrary,
  commonJsLibrary,
  HEAD_COUNT,
  library,
} from '../project-snippets.js';
import { reached } from '../reach-library.js';
import type { Files, Way } from '../way.js';

const FOUND = { outcome: 'found' } as const;

/** Code of one place that both sides reach: by an absolute path, a link, or a variable. */
export const LINKS: readonly Way[] = [
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
      'modules/own-lib/index.js': commonJsLibrary(BASE_COUNT),
    }),
    head: { 'modules/own-lib/index.js': commonJsLibrary(HEAD_COUNT) },
    env: { NODE_PATH: '{{head}}/modules' },
    expected: { outcome: 'found' },
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
];

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
