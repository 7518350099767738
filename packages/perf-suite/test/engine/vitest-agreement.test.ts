import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { Project } from './worker-fixture.js';

const run = promisify(execFile);
const vitestFolder = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
const perfSuite = fileURLToPath(new URL('../../bin/perf-suite.js', import.meta.url));

const project = new Project();
afterAll(() => project.remove());

const QUICK = 'const quick = { time: 1, iterations: 1, warmupTime: 1, warmupIterations: 1 };';

it('finds the benchmarks that `vitest bench` reports, under the same names', async () => {
  mkdirSync(join(project.root, 'node_modules'));
  symlinkSync(vitestFolder, join(project.root, 'node_modules/vitest'));
  project.write('package.json', '{ "type": "module" }');
  project.write('names.bench.ts', NAMES);
  project.write('only.bench.ts', ONLY);
  const options = { cwd: project.root };
  const vitest = join(vitestFolder, 'vitest.mjs');
  // vitest refuses `.only` in CI unless told otherwise.
  await run(
    process.execPath,
    [vitest, 'bench', '--run', '--allowOnly', '--outputJson', 'reported.json'],
    options,
  );
  const listed = await run(process.execPath, [perfSuite, 'list', '--format', 'json'], options);
  const reported: Reported = JSON.parse(readFileSync(join(project.root, 'reported.json'), 'utf8'));
  const found: Listed = JSON.parse(listed.stdout);
  const theirs = reported.files.flatMap(({ groups }) =>
    groups.flatMap(({ fullName, benchmarks }) => benchmarks.map(({ name }) => `${fullName} | ${name}`)),
  );
  const ours = found.benchmarks.map(({ file, group, name }) => `${[file, ...group].join(' > ')} | ${name}`);
  // Two of one name are numbered here.
  expect(ours.map((name) => name.replace(/\| same \(2\)$/, '| same')).sort()).toEqual(theirs.sort());
  expect(theirs.length).toBeGreaterThan(40);
});

interface Reported {
  readonly files: readonly {
    readonly groups: readonly {
      readonly fullName: string;
      readonly benchmarks: readonly { readonly name: string }[];
    }[];
  }[];
}

interface Listed {
  readonly benchmarks: readonly {
    readonly file: string;
    readonly group: readonly string[];
    readonly name: string;
  }[];
}

const NAMES = `import { beforeAll, bench, describe, suite, test } from 'vitest';
${QUICK}
let isReady = false;
const one = () => { if (!isReady) throw new Error('beforeAll has not run'); };
beforeAll(async () => { isReady = true; });
bench('top', one, quick);
bench(function named() {}, one, quick);
bench(class Named {}, one, quick);
bench(() => {}, one, quick);
bench.skip('skipped', one, quick);
bench.todo('todo');
bench.skipIf(true)('skipIf', one, quick);
bench.skipIf(false)('not skipIf', one, quick);
bench.runIf(true)('runIf', one, quick);
bench.runIf(false)('not runIf', one, quick);
test('a test', () => { throw new Error('tests are not run'); });
describe('outer', () => {
  bench('in outer', one, quick);
  describe('inner', () => { bench('in inner', one, quick); });
});
describe('async', async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  bench('late', one, quick);
});
suite('alias', () => { bench('same', one, quick); bench('same', one, quick); });
describe.each([1, 2])('number %s, %i', (n) => { bench('n' + n, one, quick); });
describe.each([[1, 'a'], [2, 'b']])('rows %d %s %# %$ %%', (_n, s) => { bench(s, one, quick); });
describe.each([{ name: 'x', deep: { v: [1, 2] } }, { name: 'y', deep: { v: 5 }, more: 'x'.repeat(50) }])(
  'object $name $deep.v $missing %o', ({ name }) => { bench(name, one, quick); },
);
describe.each([[{ name: 'x' }, 7], [{ name: 'y' }, { a: 1, b: [2, [3]] }]])(
  'place $0 $1 $name', (given) => { bench(given.name, one, quick); },
);
describe.each\`a | b
\${1} | \${'one'}
\${2} | \${'two'}\`('table $a $b', ({ a }) => { bench('t' + a, one, quick); });
describe.for([[1, 2], [3, 4]])('for %s %s', ([a]) => { bench('f' + a, one, quick); });
describe.each([-0, Number.NaN, 1.5, 'str', null, undefined, [[1]], Symbol('q'), 10n, () => 1])(
  'odd %s|%f|%i|%d|%j|%O|%c|$', () => { bench('odd', one, quick); },
);
describe.each(['1.5', 2.7, 3n])('float %f', () => { bench('float', one, quick); });
describe.each(['1.5', 2.7, 3n])('integer %i', () => { bench('integer', one, quick); });
describe.each([{ a: 1 }, [2, 3], 'text'])('json %j', () => { bench('json', one, quick); });
describe.skip('skipped', () => { bench('x', one, quick); });
describe.todo('todo');
describe.skipIf(false)('skipIf', () => { bench('x', one, quick); });
describe.runIf(false)('runIf', () => { bench('x', one, quick); });
describe.shuffle('shuffled', () => { bench('x', one, quick); bench('y', one, quick); });
describe.concurrent('concurrent', () => { bench('x', one, quick); });
describe('with options', { timeout: 5000 }, () => { bench('x', one, quick); });
describe('empty', () => {});
describe(class NamedSuite {}, () => { bench('x', one, quick); });
`;

const ONLY = `import { bench, describe } from 'vitest';
${QUICK}
const one = () => {};
bench('a', one, quick);
bench.only('b', one, quick);
describe('d', () => { bench('c', one, quick); bench.only('e', one, quick); });
describe.only('f', () => {
  bench('g', one, quick);
  bench.skip('h', one, quick);
  describe('i', () => { bench('j', one, quick); });
});
describe.only('k', () => { bench('l', one, quick); bench.only('m', one, quick); });
describe.only('n', () => {
  bench('o', one, quick);
  describe('p', () => { bench('q', one, quick); bench.only('r', one, quick); });
});
describe('s', () => { bench('t', one, quick); });
describe.skip('u', () => { bench.only('v', one, quick); });
bench.only.skip('w', one, quick);
bench.skip.only('x', one, quick);
`;
