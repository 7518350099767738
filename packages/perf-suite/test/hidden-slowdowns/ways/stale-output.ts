import { BASE_COUNT, BENCHMARK, benchmark, HEAD_COUNT, library } from '../project-snippets.js';
import { SAYS } from '../sentences.js';
import type { Files, Way } from '../way.js';

const TWO_MODULES =
  "import { suite } from 'perf-suite';\nimport { work } from '../dist/lib.mjs';\nimport { note } from '../src/note.mjs';\nexport default suite(({ bench }) => { bench('work', () => note(work())); });\n";

/** What is loaded was made from older code than head's. */
export const STALE_OUTPUT: readonly Way[] = [
  {
    ...outdated('not yet in the bundle that is committed at the top of the package', 'bundle.mjs', {
      scripts: { build: 'esbuild src/lib.mjs --bundle --format=esm --outfile=bundle.mjs' },
    }),
  },
  {
    ...outdated('not yet in the output folder, which only `tsconfig.json` names', 'compiled/lib.mjs', {
      scripts: { build: 'tsc' },
    }),
  },
  {
    name: 'not yet in the build output, while another module that is loaded changes',
    kind: 'never run',
    base: {
      'package.json': manifest({ scripts: { build: 'cp src/lib.mjs dist/' } }),
      'bench/work.bench.mjs': TWO_MODULES,
      'src/lib.mjs': library(BASE_COUNT),
      'dist/lib.mjs': library(BASE_COUNT),
      'src/note.mjs': 'export const note = (value) => value;\n',
    },
    head: {
      'src/lib.mjs': library(HEAD_COUNT),
      'src/note.mjs': 'export const note = (value) => value + 0;\n',
    },
    expected: { outcome: 'not-run', says: SAYS.stale },
  },
  {
    name: 'in a package whose new version only the lock file names, and nobody installed it',
    kind: 'never run',
    base: { ...installing(), 'package-lock.json': lock('1.0.0') },
    head: { 'package-lock.json': lock('1.1.0') },
    ignored: {
      'node_modules/dep/package.json': { name: 'dep', version: '1.0.0', type: 'module', main: 'index.js' },
      'node_modules/dep/index.js': library(BASE_COUNT),
    },
    args: ['--base-setup', 'cp -r {{head}}/node_modules .'],
    expected: { outcome: 'not-run', says: /package-lock\.json of head/ },
  },
  {
    name: 'untouched in a package that is built, beside a source that no output was made from',
    kind: 'control',
    base: {
      'package.json': manifest({ scripts: { build: 'cp src/lib.mjs dist/ # src' } }),
      ...BENCHMARK,
      'src/lib.mjs': library(BASE_COUNT),
      'src/other.mjs': 'export const other = 1;\n',
    },
    head: { 'src/other.mjs': 'export const other = 2;\n' },
    expected: { outcome: 'not-flagged', mayWarn: SAYS.nothingDiffers },
  },
  {
    name: 'in a package whose version the lock file names as it is installed, beside another that changes',
    kind: 'control',
    base: { ...installing(), 'package-lock.json': lock('1.0.0', '1.0.0') },
    head: { 'package-lock.json': lock('1.0.0', '1.1.0') },
    ignored: {
      'node_modules/dep/package.json': { name: 'dep', version: '1.0.0', type: 'module', main: 'index.js' },
      'node_modules/dep/index.js': library(BASE_COUNT),
    },
    args: ['--base-setup', 'cp -r {{head}}/node_modules .'],
    expected: { outcome: 'not-flagged', mayWarn: SAYS.nothingDiffers },
  },
];

function outdated(name: string, output: string, further: object): Way {
  return {
    name,
    kind: 'never run',
    base: {
      'package.json': manifest(further),
      'tsconfig.json': { compilerOptions: { outDir: 'compiled' } },
      'bench/work.bench.mjs': benchmark(`import { work } from '../${output}';`, '() => work()'),
      'src/lib.mjs': library(BASE_COUNT),
      [output]: library(BASE_COUNT),
    },
    head: { 'src/lib.mjs': library(HEAD_COUNT) },
    expected: { outcome: 'not-run', says: SAYS.stale },
  };
}

function manifest(further: object): object {
  return { name: 'project', version: '1.0.0', private: true, ...further };
}

function installing(): Files {
  return {
    'package.json': manifest({ dependencies: { dep: '^1.0.0', other: '^1.0.0' } }),
    'bench/work.bench.mjs': benchmark("import { work } from 'dep';", '() => work()'),
  };
}

function lock(version: string, other = '1.0.0'): object {
  return {
    name: 'project',
    lockfileVersion: 3,
    packages: { 'node_modules/dep': { version }, 'node_modules/other': { version: other } },
  };
}
