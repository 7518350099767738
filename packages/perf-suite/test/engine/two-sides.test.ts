import { afterAll, describe, expect, it } from 'vitest';
import { Project } from './worker-fixture.js';

/** What each side of an A/B run reaches: base's copy of the benchmark file must find base's files only. */

const project = new Project();
afterAll(() => project.remove());

/** How code can be reached: expressions, by the kind of module that knows them. */
const WAYS_OF_MODULES = {
  'a static import': 'lib',
  'a dynamic import': "await import('./lib.mjs')",
  'a computed dynamic import': "await import('./' + 'lib' + '.mjs')",
  'an import of its own address': "await import(new URL('./lib.mjs', import.meta.url).href)",
  'import.meta.resolve': "await import(import.meta.resolve('./lib.mjs'))",
  'import.meta.dirname': "await import(import.meta.dirname + '/lib.mjs')",
  createRequire: "createRequire(import.meta.url)('./lib.cjs')",
  'a JSON file': "JSON.parse(readFileSync(new URL('./lib.json', import.meta.url), 'utf8'))",
  'an import of JSON': 'json',
  'a package': 'dependency',
  'a package, when called for': "await import('dependency')",
  'a package that is required': "createRequire(import.meta.url)('dependency')",
};

const WAYS_OF_COMMONJS = {
  require: "require('./lib.cjs')",
  'a computed require': "require('./' + 'lib.cjs')",
  'a require of its own path': "require(__dirname + '/lib.cjs')",
  'a JSON file': "JSON.parse(require('node:fs').readFileSync(__dirname + '/lib.json', 'utf8'))",
  'a JSON file that is required': "require('./lib.json')",
  'module.createRequire': "require('node:module').createRequire(__filename)('./lib.cjs')",
  'require.resolve': "require(require.resolve('./lib.cjs'))",
  'a package': "require('dependency')",
};

const IMPORTS = `import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { suite } from 'perf-suite';
import * as lib from './lib.mjs';
import json from './lib.json' with { type: 'json' };
import * as dependency from 'dependency';`;

/** A benchmark file with a benchmark for each way, whose name holds the side that was reached. */
function benchmarkFile(isCommonJs: boolean): string {
  const ways = Object.entries(isCommonJs ? WAYS_OF_COMMONJS : WAYS_OF_MODULES);
  const found = `[${ways.map(([way, code]) => `[${JSON.stringify(way)}, (${code}).value]`).join(', ')}]`;
  const made = `suite(({ bench }) => { for (const [way, value] of found) bench(way + ': ' + value, () => value); })`;
  return isCommonJs
    ? `const { suite } = require('perf-suite');\nconst found = ${found};\nmodule.exports = ${made};`
    : `${IMPORTS}\nconst found = ${found};\nexport default ${made};`;
}

const CASES = [
  { file: 'x.bench.mjs', type: 'commonjs', ways: WAYS_OF_MODULES },
  { file: 'x.bench.js', type: 'module', ways: WAYS_OF_MODULES },
  { file: 'x.bench.ts', type: 'module', ways: WAYS_OF_MODULES },
  { file: 'x.bench.mts', type: 'commonjs', ways: WAYS_OF_MODULES },
  { file: 'x.bench.tsx', type: 'module', ways: WAYS_OF_MODULES },
  { file: 'x.bench.cjs', type: 'module', ways: WAYS_OF_COMMONJS },
  { file: 'x.bench.js', type: 'commonjs', ways: WAYS_OF_COMMONJS },
  { file: 'x.bench.cts', type: 'module', ways: WAYS_OF_COMMONJS },
];

describe.each(['one process', 'a process of its own'])('in %s, base reaches its own files', (where) => {
  it.each(CASES)('from $file (type $type), however it asks', async ({ file, type, ways }) => {
    const folder = `${where}/${type}/${file}`.replaceAll(' ', '-');
    for (const side of ['head', 'base'] as const) {
      const at = `${folder}/${side}`;
      const value = JSON.stringify(side);
      project.write(`${at}/package.json`, JSON.stringify({ type }));
      project.write(`${at}/lib.mjs`, `export const value = ${value};`);
      project.write(`${at}/lib.cjs`, `exports.value = ${value};`);
      project.write(`${at}/lib.json`, `{ "value": ${value} }`);
      project.write(`${at}/node_modules/dependency/package.json`, '{ "main": "main.cjs" }');
      project.write(`${at}/node_modules/dependency/main.cjs`, `exports.value = ${value};`);
    }
    const head = `${folder}/head/${file}`;
    const contentFrom = project.write(head, benchmarkFile(ways === WAYS_OF_COMMONJS));
    const base = project.source('base', `${folder}/base/${file}`, { contentFrom });
    const variants = where === 'one process' ? [base, project.source('head', head)] : [base];
    const listed = await project.list(head, variants);
    for (const { variant } of variants) {
      expect(listed.declared(variant).map(({ name }) => name)).toEqual(
        Object.keys(ways).map((way) => `${way}: ${variant}`),
      );
    }
  });
});
