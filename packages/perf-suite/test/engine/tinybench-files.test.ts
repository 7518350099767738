import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from './worker-fixture.js';

const project = new Project();
beforeAll(() => project.installTinybench());
afterAll(() => project.remove());

describe('an existing tinybench file', () => {
  it('is measured as it stands: its own run and table do nothing', async () => {
    project.write(
      'own.bench.js',
      `import { Bench } from 'tinybench';
       const bench = new Bench({ time: 60_000 });
       let calls = 0;
       bench.add('first', () => { calls++; return calls; }).add('second', async () => { await null; });
       await bench.run();
       console.table(bench.table());
       console.log('calls while loading: ' + calls);
       export default bench;`,
    );
    const outcome = await project.measure('own.bench.js');
    expect(outcome.names()).toEqual(['first', 'second']);
    expect(outcome.exit.output).toContain('calls while loading: 0');
    expect(outcome.measured('first').measuredCount).toBeGreaterThan(0);
    expect(outcome.measured('second').measuredCount).toBeGreaterThan(0);
  });

  it('is understood even when it trips over the results that it does not have', async () => {
    project.write(
      'trips.bench.js',
      `import { Bench } from 'tinybench';
       const bench = new Bench();
       bench.add('one', () => 1);
       bench.runSync();
       console.log(bench.tasks[0].result.latency.mean.toFixed(2));
       export default bench;`,
    );
    expect((await project.list('trips.bench.js')).names()).toEqual(['one']);
  });

  it('has its hooks run in order, with their task and phase', async () => {
    project.write(
      'hooks.bench.js',
      `import { Bench } from 'tinybench';
       const seen = new Set();
       const note = (what) => function (task, mode) {
         const phase = typeof task === 'string' ? task : mode;
         const name = typeof task === 'string' ? this.name : task.name;
         seen.add(what + ' ' + name + ' ' + phase);
       };
       const bench = new Bench({ setup: note('setup'), teardown: note('teardown') });
       bench.add('hooked', function () { seen.add('call ' + this.name); return 1; }, {
         beforeAll: note('beforeAll'), afterAll: note('afterAll'), beforeEach: note('beforeEach'), afterEach: note('afterEach'),
       });
       process.on('exit', () => console.log([...seen].join('|')));
       export default bench;`,
    );
    const outcome = await project.measure('hooks.bench.js');
    expect(outcome.batchSize('hooked')).toBe(1);
    expect(outcome.exit.output.trim().split('|')).toEqual([
      'setup hooked warmup',
      'beforeAll hooked warmup',
      'beforeEach hooked run',
      'call hooked',
      'afterEach hooked run',
      'afterAll hooked warmup',
      'teardown hooked warmup',
      'setup hooked run',
      'beforeAll hooked run',
      'afterAll hooked run',
      'teardown hooked run',
    ]);
  });

  it('may say itself how long an iteration took', async () => {
    project.write(
      'overridden.bench.js',
      `import { Bench } from 'tinybench';
       export default new Bench().add('reported', () => ({ overriddenDuration: 0.125 }));`,
    );
    const outcome = await project.measure('overridden.bench.js');
    expect(outcome.batchSize('reported')).toBe(1);
    const durationsNs = outcome.samples('reported').flatMap(({ head }) => [...head]);
    expect(new Set(durationsNs)).toEqual(new Set([125_000]));
  });

  it('with two tasks of one name is refused by tinybench itself or by us', async () => {
    project.write(
      'same.bench.js',
      `import { Bench } from 'tinybench';
       const bench = new Bench();
       bench.add('same', () => 1);
       bench.add('same', () => 2);
       export default bench;`,
    );
    expect((await project.list('same.bench.js')).loadFailure().message).toContain('"same"');
  });

  it('may use tinybench 2, whichever way it is installed', async () => {
    const old = new Project();
    const fromVitest = createRequire(createRequire(import.meta.url).resolve('vitest/package.json'));
    old.installTinybench(dirname(dirname(fromVitest.resolve('tinybench'))));
    old.write('esm.bench.mjs', oldFile("import { Bench } from 'tinybench';", 'export default bench;'));
    old.write('cjs.bench.cjs', oldFile("const { Bench } = require('tinybench');", 'module.exports = bench;'));
    for (const file of ['esm.bench.mjs', 'cjs.bench.cjs']) {
      const outcome = await old.measure(file);
      expect(outcome.names()).toEqual(['one']);
      expect(outcome.exit.output).toContain('calls while loading: 0');
      expect(outcome.measured('one').measuredCount).toBeGreaterThan(0);
    }
    old.remove();
  });

  it('without any task has no benchmarks', async () => {
    project.write('empty.bench.js', "import { Bench } from 'tinybench';\nexport default new Bench();");
    expect((await project.list('empty.bench.js')).declared('head')).toEqual([]);
  });
});

function oldFile(imports: string, exports: string): string {
  return `${imports}
const bench = new Bench({ time: 60_000 });
let calls = 0;
bench.add('one', () => { calls += 1; return calls; });
bench.run();
console.table(bench.table());
console.log('calls while loading: ' + calls);
${exports}`;
}
