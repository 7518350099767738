import { afterAll, describe, expect, it } from 'vitest';
import type { VariantSource } from '../../src/wire/protocol.js';
import { Project } from './worker-fixture.js';

const project = new Project();
afterAll(() => project.remove());

/** Head's benchmark file laid over base, as an A/B run does. */
function bothVariants(path: string): readonly VariantSource[] {
  return [
    project.source('head', `head/${path}`),
    project.source('base', `base/${path}`, { contentFrom: `${project.root}/head/${path}` }),
  ];
}

describe('a paired measurement', () => {
  it('finds once what calls require: on the side whose folder has the longer path it would take longer', async () => {
    for (const variant of ['base', 'head']) {
      project.write(`${variant}/late.cjs`, "module.exports = require('dep') + 1;");
      project.write(`${variant}/node_modules/dep/package.json`, '{ "name": "dep", "main": "main.js" }');
      project.write(`${variant}/node_modules/dep/main.js`, 'module.exports = 1;');
    }
    project.write(
      'head/requires.bench.cjs',
      `const { suite } = require('perf-suite');
       const Module = require('node:module');
       const resolve = Module._resolveFilename;
       let isKnown = false;
       Module._resolveFilename = function (...given) {
         if (isKnown) throw new Error('looked for ' + given[0] + ' again');
         return resolve.apply(this, given);
       };
       const all = () => require('./late.cjs') + require('dep') + require('node:path').sep.length;
       all();
       module.exports = suite(({ bench }) => {
         bench('all', () => { isKnown = true; const sum = all(); isKnown = false; return sum; });
       });`,
    );
    const outcome = await project.measure('requires.bench.cjs', {
      variants: bothVariants('requires.bench.cjs'),
    });
    expect(outcome.measured('all').warnings).toEqual([]);
  });

  it('runs two copies: own modules, own packages, own import.meta.url, one benchmark file', async () => {
    for (const variant of ['base', 'head']) {
      project.write(`${variant}/lib.ts`, `export const lib: string = 'lib of ${variant}';`);
      project.write(`${variant}/node_modules/dep/package.json`, '{ "name": "dep", "main": "main.js" }');
      project.write(`${variant}/node_modules/dep/main.js`, `module.exports = require('deeper');`);
      project.write(`${variant}/node_modules/deeper/index.js`, `module.exports = 'deeper of ${variant}';`);
    }
    project.write(
      'head/copies.bench.ts',
      `import { suite } from 'perf-suite';
       import dep from 'dep';
       import { lib } from './lib.js';
       console.log([lib, dep, import.meta.url].join('; '));
       export default suite(({ bench }) => { bench('one', () => Math.sqrt(lib.length)); });`,
    );
    const outcome = await project.measure('copies.bench.ts', { variants: bothVariants('copies.bench.ts') });
    expect(outcome.exit.output.trim().split('\n')).toEqual([
      `lib of head; deeper of head; file://${project.root}/head/copies.bench.ts`,
      `lib of base; deeper of base; file://${project.root}/base/copies.bench.ts`,
    ]);
    expect(outcome.measured('one').measuredCount).toBeGreaterThan(0);
  });

  it('keeps both times of each pair and which went first', async () => {
    project.write('base/empty.txt', '');
    project.write('head/lib2.js', 'export const wait = 4;');
    project.write('base/lib2.js', 'export const wait = 1;');
    project.write(
      'head/pairs.bench.js',
      `import { suite } from 'perf-suite';
       import { wait } from './lib2.js';
       const cell = new Int32Array(new SharedArrayBuffer(4));
       export default suite(({ bench }) => {
         bench('sleep', { run() { Atomics.wait(cell, 0, 0, wait); } });
         bench('quick', () => Math.random());
       });`,
    );
    const outcome = await project.measure('pairs.bench.js', {
      variants: bothVariants('pairs.bench.js'),
      timeMs: 150,
    });
    const [message] = outcome.samples('sleep');
    expect(message?.base?.length).toBe(message?.head.length);
    expect(Math.min(...(message?.head ?? []))).toBeGreaterThan(4e6);
    expect(Math.min(...(message?.base ?? []))).toBeLessThan(4e6);
    const coins = outcome.samples('quick').flatMap(({ headFirst }) => [...(headFirst ?? [])]);
    const heads = coins.filter((coin) => coin === 1).length;
    expect(coins.length).toBeGreaterThan(100);
    // Ten standard deviations: a fair coin never gets there.
    expect(Math.abs(heads - coins.length / 2)).toBeLessThan(5 * Math.sqrt(coins.length));
  });

  it('says which variant failed', async () => {
    project.write('head/lib3.ts', 'export const work = (): number => 1;');
    project.write('base/lib3.ts', "export const work = (): number => { throw new Error('old bug'); };");
    project.write(
      'head/oldbug.bench.ts',
      `import { suite } from 'perf-suite';
       import { work } from './lib3.js';
       export default suite(({ bench }) => { bench('work', () => work()); });`,
    );
    const outcome = await project.measure('oldbug.bench.ts', { variants: bothVariants('oldbug.bench.ts') });
    expect(outcome.failed('work')).toMatchObject({ variant: 'base', message: 'old bug' });
    expect(outcome.failed('work').stack).toContain(`${project.root}/base/lib3.ts:1`);
  });

  it('warns when the results differ, but not over copies of a class or over random results', async () => {
    for (const variant of ['base', 'head']) {
      project.write(`${variant}/point.js`, 'export class Point { constructor(x) { this.x = x; } }');
      project.write(`${variant}/sum.js`, `export const sum = ${variant === 'base' ? 3 : 4};`);
    }
    project.write(
      'head/results.bench.js',
      `import { suite } from 'perf-suite';
       import { Point } from './point.js';
       import { sum } from './sum.js';
       export default suite(({ bench }) => {
         bench('same class', () => new Point(1));
         bench('random', () => Math.random());
         bench('nothing', () => { sum + 1; });
         bench('other sum', () => ({ total: [sum] }));
       });`,
    );
    const outcome = await project.measure('results.bench.js', { variants: bothVariants('results.bench.js') });
    const codes = (name: string) =>
      outcome
        .measured(name)
        .warnings.map(({ code }) => code)
        .filter((code) => code === 'different-result');
    expect(codes('same class')).toEqual([]);
    expect(codes('random')).toEqual([]);
    expect(codes('nothing')).toEqual([]);
    expect(codes('other sum')).toEqual(['different-result']);
  });

  it('measures what both sides have, and reports what each has', async () => {
    project.write('head/features.js', "export const features = ['old', 'added'];");
    project.write('base/features.js', "export const features = ['old', 'removed'];");
    project.write(
      'head/features.bench.js',
      `import { suite } from 'perf-suite';
       import { features } from './features.js';
       export default suite(({ bench }) => { for (const name of features) bench(name, () => Math.random()); });`,
    );
    const outcome = await project.measure('features.bench.js', {
      variants: bothVariants('features.bench.js'),
    });
    expect(outcome.declared('head').map(({ name }) => name)).toEqual(['old', 'added']);
    expect(outcome.declared('base').map(({ name }) => name)).toEqual(['old', 'removed']);
    expect(outcome.messages.filter(({ type }) => type === 'benchmark-measured')).toHaveLength(1);
  });

  it('says so when base cannot load the benchmark file', async () => {
    project.write('head/newcomer.js', 'export const newcomer = 1;');
    project.write(
      'head/newcomer.bench.js',
      "import { suite } from 'perf-suite';\nimport { newcomer } from './newcomer.js';\nexport default suite(({ bench }) => { bench('n', () => newcomer); });",
    );
    const outcome = await project.measure('newcomer.bench.js', {
      variants: bothVariants('newcomer.bench.js'),
    });
    expect(outcome.declared('head')).toHaveLength(1);
    expect(outcome.loadFailure('base').message).toContain(`${project.root}/base/newcomer.js`);
    expect(outcome.samples('n')).toEqual([]);
  });
});

describe('two versions of one package', () => {
  const versions = (path: string): readonly VariantSource[] => [
    project.source('base', path, { packages: { lib: `${project.root}/old/node_modules/lib` } }),
    project.source('head', path, { packages: { lib: `${project.root}/node_modules/lib` } }),
  ];
  const install = (folder: string, version: string, manifest: object): void => {
    project.write(
      `${folder}/node_modules/lib/package.json`,
      JSON.stringify({ name: 'lib', version, ...manifest }),
    );
    const line = manifest && 'type' in manifest ? 'export default ' : 'module.exports = ';
    project.write(`${folder}/node_modules/lib/index.js`, `${line}'lib ${version}';`);
    project.write(`${folder}/node_modules/lib/sub.js`, `${line}'sub ${version}';`);
  };

  it.each([
    [
      'ES modules with exports',
      { type: 'module', exports: { '.': './index.js', './sub': './sub.js' } },
      './sub',
    ],
    ['CommonJS without exports', {}, './sub.js'],
  ])('are used by the benchmark file and what it imports: %s', async (_kind, manifest, subpath) => {
    install('.', '2.0.0', manifest);
    install('old', '1.0.0', manifest);
    project.write('through.ts', "import lib from 'lib';\nexport const through: string = 'through ' + lib;");
    project.write(
      'versions.bench.ts',
      `import { suite } from 'perf-suite';
       import lib from 'lib';
       import sub from 'lib/${subpath.slice(2)}';
       import { through } from './through.js';
       console.log([lib, sub, through].join('; '));
       export default suite(({ bench }) => { bench('one', () => 1); });`,
    );
    const { exit } = await project.list('versions.bench.ts', [...versions('versions.bench.ts')]);
    expect(exit.output.trim().split('\n')).toEqual([
      'lib 1.0.0; sub 1.0.0; through lib 1.0.0',
      'lib 2.0.0; sub 2.0.0; through lib 2.0.0',
    ]);
  });

  it('are used by a CommonJS benchmark file and what it requires', async () => {
    install('.', '2.0.0', {});
    install('old', '1.0.0', {});
    project.write('through.cjs', "module.exports = 'through ' + require('lib');");
    project.installTinybench();
    project.write(
      'versions.bench.cjs',
      `const { Bench } = require('tinybench');
       console.log([require('lib'), require('lib/sub'), require('./through.cjs')].join('; '));
       module.exports = new Bench().add('one', () => 1);`,
    );
    const outcome = await project.list('versions.bench.cjs', [...versions('versions.bench.cjs')]);
    expect(outcome.names()).toEqual(['one']);
    expect(outcome.exit.output.trim().split('\n')).toEqual([
      'lib 1.0.0; sub 1.0.0; through lib 1.0.0',
      'lib 2.0.0; sub 2.0.0; through lib 2.0.0',
    ]);
  });
});
