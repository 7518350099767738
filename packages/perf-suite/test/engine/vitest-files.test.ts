import { mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BATCHED, Project } from './worker-fixture.js';

const project = new Project();
beforeAll(() => {
  mkdirSync(join(project.root, 'node_modules'));
  const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
  symlinkSync(vitest, join(project.root, 'node_modules/vitest'));
});
afterAll(() => project.remove());

describe('a file for vitest', () => {
  it('is measured as it stands, with the hooks that vitest runs, in its order', BATCHED, async () => {
    project.write(
      'hooks.bench.ts',
      `import { afterAll, afterEach, beforeAll, beforeEach, bench, describe } from 'vitest';
       const seen = new Set<string>();
       const note = (what: string) => () => { seen.add(what); };
       beforeAll(() => { note('beforeAll')(); return note('its clean-up'); });
       afterAll(note('afterAll'));
       afterAll(note('afterAll, declared last'));
       beforeEach(note('beforeEach'));
       afterEach(note('afterEach'));
       bench('first', note('first'), {
         time: 60_000,
         setup: (task, mode) => { seen.add('setup ' + task.name + ' ' + mode); },
         teardown: (task, mode) => { seen.add('teardown ' + task.name + ' ' + mode); },
       });
       describe('inner', () => {
         beforeAll(note('inner beforeAll'));
         bench('second', async () => { await null; note('second')(); });
       });
       process.on('exit', () => console.log([...seen].join('|')));`,
    );
    const outcome = await project.measure('hooks.bench.ts');
    expect(outcome.names()).toEqual(['first', 'inner > second']);
    expect(outcome.measured('first').measuredCount).toBeGreaterThan(0);
    expect(outcome.measured('inner > second').measuredCount).toBeGreaterThan(0);
    expect(outcome.batchSize('first')).toBeGreaterThan(1);
    expect(outcome.exit.output.trim().split('|')).toEqual([
      'beforeAll',
      'setup first warmup',
      'first',
      'teardown first warmup',
      'setup first run',
      'teardown first run',
      'second',
      'afterAll, declared last',
      'afterAll',
      'its clean-up',
    ]);
  });

  it('runs neither a benchmark nor a hook when it is listed', async () => {
    project.write(
      'listed.bench.js',
      `import { beforeAll, afterAll, bench, describe } from 'vitest';
       beforeAll(() => console.log('ran beforeAll'));
       afterAll(() => console.log('ran afterAll'));
       describe('later', async () => {
         await new Promise((resolve) => setTimeout(resolve, 5));
         bench('one', () => console.log('ran one'), { setup: () => console.log('ran setup') });
       });`,
    );
    const outcome = await project.list('listed.bench.js');
    expect(outcome.names()).toEqual(['later > one']);
    expect(outcome.exit.output).not.toContain('ran');
  });

  it('fails its benchmarks where `beforeAll` fails, and names it', async () => {
    project.write(
      'broken.bench.js',
      `import { beforeAll, bench } from 'vitest';
       beforeAll(() => { throw new Error('no database'); });
       bench('one', () => 1);
       bench('two', () => 2);`,
    );
    const outcome = await project.measure('broken.bench.js');
    expect(outcome.failed('one')).toMatchObject({
      reason: 'setup',
      message: expect.stringContaining('no database'),
    });
    expect(outcome.failed('two')).toMatchObject({
      reason: 'setup',
      message: expect.stringContaining('no database'),
    });
  });

  it('ends as failed where `afterAll` fails', async () => {
    project.write(
      'unclean.bench.js',
      `import { afterAll, bench } from 'vitest';
       afterAll(() => { throw new Error('still open'); });
       bench('one', () => 1);`,
    );
    const { exit } = await project.measure('unclean.bench.js');
    expect(exit.kind).not.toBe('finished');
    expect(exit.output).toContain('still open');
  });

  it('has the `expect` and `vi` of its own vitest', async () => {
    project.write(
      'expects.bench.js',
      `import { bench, expect, vi } from 'vitest';
       const double = vi.fn((n) => 2 * n);
       bench('right', () => { expect(double(2)).toBe(4); expect(double).toHaveBeenCalled(); });
       bench('wrong', () => { expect([1]).toEqual([2]); });
       bench('fake time', () => { vi.useFakeTimers(); });`,
    );
    const outcome = await project.measure('expects.bench.js');
    expect(outcome.measured('right').measuredCount).toBeGreaterThan(0);
    expect(outcome.failed('wrong').message).toContain('expected [ 1 ] to deeply equal [ 2 ]');
    expect(outcome.failed('fake time').message).toContain(
      'vi.useFakeTimers() works only where vitest itself',
    );
  });

  it('says what is missing where the project has no vitest to take `expect` from', async () => {
    const bare = new Project();
    // pnpm names its own folders there.
    vi.stubEnv('NODE_PATH', undefined);
    bare.write(
      'bare.bench.js',
      `import { bench, expect } from 'vitest';
       bench('plain', () => 1);
       bench('expects', () => { expect(1).toBe(1); });`,
    );
    const outcome = await bare.measure('bare.bench.js');
    expect(outcome.measured('plain').measuredCount).toBeGreaterThan(0);
    expect(outcome.failed('expects').message).toContain('expected vitest 4 or later in the project');
    vi.unstubAllEnvs();
    bare.remove();
  });

  it('may use globals', async () => {
    project.write('globals.bench.js', "describe('a', () => { bench('b', () => { expect(1).toBe(1); }); });");
    const outcome = await project.measure('globals.bench.js');
    expect(outcome.names()).toEqual(['a > b']);
    expect(outcome.measured('a > b').measuredCount).toBeGreaterThan(0);
    const partly = "import { bench } from 'vitest';\ndescribe('a', () => { bench('b', () => 1); });";
    project.write('partly.bench.js', partly);
    expect((await project.list('partly.bench.js')).names()).toEqual(['a > b']);
  });

  it('may import what extends `test` with fixtures, but not use it', async () => {
    project.write(
      'fixtures.js',
      "import { test } from 'vitest';\nexport const withStore = test.extend({ store: {} }).extend({ state: {} });",
    );
    const source =
      "import { bench } from 'vitest';\nimport { withStore } from './fixtures.js';\nbench('one', () => 1);";
    project.write('imports-fixtures.bench.js', source);
    expect((await project.list('imports-fixtures.bench.js')).names()).toEqual(['one']);
    for (const use of ['withStore', 'withStore.skip', 'withStore.each([1])']) {
      project.write('uses-fixtures.bench.js', `${source}\n${use}('two', ({ store }) => {});`);
      const { message } = (await project.list('uses-fixtures.bench.js')).loadFailure();
      expect(message, use).toContain('test.extend() of vitest cannot be had here');
    }
  });

  it('may leave all of its benchmarks out, but not have none', async () => {
    project.write('skipped.bench.js', "import { bench } from 'vitest';\nbench.skip('one', () => 1);");
    expect((await project.list('skipped.bench.js')).names()).toEqual([]);
    project.write('none.bench.js', "import { test } from 'vitest';\ntest('one', () => {});");
    expect((await project.list('none.bench.js')).loadFailure().message).toContain('declares none');
  });

  it('leaves to another file what that declares, also where it imports it', async () => {
    const other = project.write(
      'other.bench.js',
      "import { bench } from 'vitest';\nbench('theirs', () => 1);",
    );
    project.write(
      'imports.bench.js',
      "import { bench } from 'vitest';\nimport './other.bench.js';\nbench('own', () => 1);",
    );
    const source = project.source('head', 'imports.bench.js', { otherFiles: [other] });
    expect((await project.list('imports.bench.js', [source])).names()).toEqual(['own']);
  });

  it('may be for vitest 5: its tests declare the benchmarks, and find results that break nothing', async () => {
    project.write(
      'tests.bench.ts',
      `import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
       const seen: string[] = [];
       const note = (what: string) => () => { seen.push(what); };
       const once = (what: string) => () => { if (!seen.includes(what)) seen.push(what); };
       beforeAll(note('beforeAll'));
       afterAll(note('afterAll'));
       describe('inner', () => {
         beforeAll(note('inner beforeAll'));
         afterAll(note('inner afterAll'));
         beforeEach(() => { seen.push('beforeEach'); return note('its clean-up'); });
         afterEach(note('afterEach'));
         test('one', async ({ bench, expect }) => {
           onTestFinished(note('test finished'));
           const result = await bench('alone', once('alone'), ).run();
           expect(result.latency.mean).toBeLessThan(0);
           expect(result.name).toBe('another name');
         });
       });
       test.for([1, 2])('compared %i', async (size, { bench, task }) => {
         const first = bench('first', () => size);
         const results = await bench.compare(
           first,
           bench('second', { beforeEach: once('beforeEach of second') }, () => size),
           bench.from('stored', './stored.json'),
           { time: 60_000, setup: once('setup') },
         );
         expect(results.get('first')).toBeFasterThan(results.get('second'), { delta: 0.5 });
         bench('never run', () => { throw new Error('is never run'); });
       });
       test('plain', () => { throw new Error('not run: it can declare none'); });
       test.skip('skipped', async ({ bench }) => { await bench('skipped', () => 1).run(); });
       test('skips itself', async ({ bench, skip }) => { skip(); await bench('skipped', () => 1).run(); });
       test('fails', async ({ bench }) => { await bench('declared', () => 1).run(); throw new Error('the end'); });
       test('last', async ({ bench }) => { await bench(function named() {}, () => 1).run(); });
       process.on('exit', () => console.log(seen.join('|')));`,
    );
    const outcome = await project.measure('tests.bench.ts');
    expect(outcome.names()).toEqual([
      'inner > one > alone',
      'compared 1 > first',
      'compared 1 > second',
      'compared 2 > first',
      'compared 2 > second',
      'fails > declared',
      'last > named',
    ]);
    const [loaded] = outcome.messages;
    expect(loaded?.type === 'loaded' && loaded.warnings).toMatchObject([
      { code: 'script-failed', message: expect.stringContaining('the end') },
    ]);
    expect(outcome.measured('last > named').measuredCount).toBeGreaterThan(0);
    expect(outcome.batchSize('compared 1 > second')).toBe(1);
    expect(outcome.exit.output.trim().split('|')).toEqual([
      'beforeAll',
      'inner beforeAll',
      'beforeEach',
      'alone',
      'setup',
      'beforeEach of second',
      'test finished',
      'its clean-up',
      'afterEach',
      'inner afterAll',
      'afterAll',
    ]);
  });
});
