import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, listedByUs, ranByHarness } from './real-harness.js';
import { BATCHED, type Outcome, Project } from './worker-fixture.js';

const require = createRequire(import.meta.url);
const project = new Project();
const version1 = new Project();
// Nothing is installed here: files get the harness of the worker.
const bare = new Project();
beforeAll(() => {
  install(project, 'benchmark', require.resolve('benchmark/package.json'));
  install(version1, 'benchmark', require.resolve('benchmark-1/package.json'));
});
afterAll(() => {
  for (const one of [project, version1, bare]) one.remove();
});

/** As short as benchmark.js can be made to measure. */
const QUICK = '{ maxTime: 0.001, minTime: 0.001, minSamples: 1 }';

const ALL_FORMS = `
const Benchmark = require('benchmark');
Object.assign(Benchmark.options, ${QUICK});
const ofTheFile = 7;
const suite = new Benchmark.Suite('forms', { onStart() { console.log('start ' + this.length); } });
suite
  .add('name and function', function () { return ofTheFile * 2; })
  .add('name, function and options', function () { return 1; }, { id: 'own' })
  .add('name and options', { fn: function () { return 1; } })
  .add({ name: 'options', fn: '[3, 1, 2].sort()' })
  .add(function () { return 2; })
  .add('setup', function () { list.push(1); }, {
    setup: function () { var list = []; },
    teardown: function () { list.length = 0; },
  })
  .add('texts', 'x += 1', { setup: 'let x = 0;', teardown: 'if (x < 1) throw new Error("not run")' })
  .add('the file and a setup', function () { return ofTheFile + this.own; }, { setup: function () { this.own = 1; } })
  .add('deferred', { defer: true, fn(deferred) { setTimeout(() => deferred.resolve(), 1); } })
  .on('cycle', (event) => console.log('ran: ' + (event.target.name || String(event.target).split(' x ')[0])))
  .on('error', (event) => { throw event.target.error; })
  .on('complete', () => process.exit(0))
  .run({ async: true });
suite.push(new Benchmark('too late', () => 1));
`;

describe('a benchmark.js script', () => {
  for (const [version, of] of [
    ['2', () => project],
    ['1', () => version1],
  ] as const) {
    it(`of version ${version} has the benchmarks that it has with benchmark.js itself`, async () => {
      of().write('forms.bench.cjs', ALL_FORMS);
      const listed = await listedByUs(of(), 'forms.bench.cjs');
      expect(listed.map(({ name }) => name)).toEqual(await ranByHarness(of(), 'forms.bench.cjs'));
      expect(listed.map(({ name }) => name)).toContain('<Test #4>');
      expect(listed).toHaveLength(9);
      expect(listed.every(({ group }) => group.join() === 'forms')).toBe(true);
      expect(listed.filter((one) => one.async).map(({ name }) => name)).toEqual(['deferred']);
    });
  }

  it('is measured whole, whatever form its benchmarks have', async () => {
    bare.write('forms.bench.cjs', ALL_FORMS);
    const outcome = await bare.measure('forms.bench.cjs');
    for (const name of outcome.names().map((name) => name.replace(/^forms > /, '')))
      expect(outcome.measured(`forms > ${name}`).measuredCount, name).toBeGreaterThan(0);
    // One that waits is measured call by call.
    expect(outcome.batchSize('forms > deferred')).toBe(1);
  });

  it('runs none of its functions when it is listed', async () => {
    const outcome = await listed(`
      const ran = () => console.log('RAN');
      new Benchmark.Suite()
        .add('one', ran, { setup: ran, teardown: ran })
        .add('text', "console.log('RAN')", { setup: "console.log('RAN')" })
        .add('deferred', (deferred) => { ran(); deferred.resolve(); }, { defer: true })
        .run();
      new Benchmark('single', ran).run();`);
    expect(outcome.names()).toEqual(['single', 'one', 'text', 'deferred']);
    expect(outcome.exit.output).not.toContain('RAN');
  });

  it('finds results in its events, and goes on', async () => {
    const outcome = await listed(`
      const seen = [];
      const suite = Benchmark.Suite('all', { 'onStart onComplete': (event) => seen.push('suite ' + event.type) });
      suite.on('add', (event) => seen.push('add ' + event.target.name));
      suite.add('a', () => 1, { onStart() { seen.push('start ' + this.name); }, onComplete: (event) => seen.push(event.type + ' ' + event.target.name) });
      suite.add('b', () => 1).on('cycle', (event) => seen.push('cycle ' + event.target.name));
      console.log(suite.run() === suite, suite.running, seen.join());
      console.log(String(suite[1]));
      const fastest = suite.filter('fastest');
      console.log(fastest instanceof Benchmark.Suite, fastest.map('name'), suite.pluck('name').length, suite.map((one) => one.hz * one.stats.mean));
      const numbers = suite.map((one) => [one.hz, one.stats.rme, one.stats.sample[0], one.times.period, one.times.elapsed, one.count, one.cycles]);
      console.log('numbers', numbers.flat().every(Number.isFinite), suite[0].compare(suite[1]), suite[0].error);
      suite.forEach((one, index) => console.log(index, one.name));
      console.log(suite.reduce((sum, one) => sum + one.name, ''), suite.indexOf(suite[1]), suite.length, suite.slice(1).length);`);
    expect(outcome.names()).toEqual(['all > a', 'all > b']);
    expect(outcome.exit.output.trim().split('\n')).toEqual([
      'true false add a,add b,suite start,start a,complete a,cycle a,cycle b,suite complete',
      'b x 1,000 ops/sec \xb10.00% (5 runs sampled)',
      "true [ 'a', 'b' ] 2 [ 1, 1 ]",
      'numbers true 0 undefined',
      '0 a',
      '1 b',
      'ab 1 2 1',
    ]);
  });

  it('may stop its suite, and run it asynchronously', async () => {
    const outcome = await listed(`
      const suite = new Benchmark.Suite('stopped').add('a', () => 1).add('b', () => 1);
      suite.run({ async: true, queued: true });
      suite.on('cycle', () => suite.abort()).on('abort complete', (event) => console.log(event.type, suite.length));
      console.log('goes on', suite.running);`);
    expect(outcome.names()).toEqual(['stopped > a']);
    expect(outcome.exit.output.trim().split('\n')).toEqual(['goes on true', 'abort 2', 'complete 1']);
  });

  it('may use what stands beside its suites', async () => {
    const outcome = await listed(`
      console.log(Benchmark.formatNumber(1234567.125), Benchmark.join({ a: 1, b: 2 }), Benchmark.join([1, 2], '-'));
      console.log(Benchmark.filter([1, 2, 3], (n) => n % 2), Benchmark.map([{ n: { m: 1 } }], 'n.m'), Benchmark.has({ a: 1 }, 'a'));
      Benchmark.each({ a: 1 }, (value, key) => console.log(key, value));
      console.log(typeof Benchmark.version, Benchmark.platform.description, Benchmark.support.timeout, Benchmark.options.maxTime);
      const queue = [Benchmark('a', () => 1), new Benchmark('b', () => 1)];
      Benchmark.invoke(queue, { name: 'run', queued: true, onCycle: (event) => console.log(event.target.name), onComplete: () => console.log('done', queue.length) });`);
    expect(outcome.names()).toEqual(['a', 'b']);
    expect(outcome.exit.output.trim().split('\n')).toEqual([
      '1,234,567.125 a: 1,b: 2 1-2',
      '[ 1, 3 ] [ 1 ] true',
      'a 1',
      expect.stringMatching(/^string Node\.js [\d.]+ on \w+ (?:32|64)-bit true 5$/),
      'a',
      'b',
      'done 0',
    ]);
  });

  it('may be an ES module, and wrapped by CodSpeed', async () => {
    const outcome = await listed(
      `import Benchmark, { Suite } from 'benchmark';
       import * as all from 'benchmark';
       import { withCodSpeed } from '@codspeed/benchmark.js-plugin';
       console.log(Benchmark.Suite === Suite, all.Suite === Suite, Benchmark('x', () => 1).constructor === Benchmark);
       withCodSpeed(new all.Suite()).add('one', () => 1).run();
       withCodSpeed(new Suite()).add('one', () => 1).run();`,
      'script.bench.mjs',
    );
    expect(outcome.exit.output).toContain('true true true');
    expect(outcome.names()).toEqual(['1 > one', '2 > one']);
  });

  it('has the same benchmarks on both sides', async () => {
    bare.write('sides.bench.cjs', ALL_FORMS);
    const sides = ['base', 'head'] as const;
    const outcome = await bare.list(
      'sides.bench.cjs',
      sides.map((side) => bare.source(side, 'sides.bench.cjs')),
    );
    expect(outcome.declared('base')).toHaveLength(9);
    expect(outcome.declared('base')).toEqual(outcome.declared('head'));
  });

  it('may export its suites for another to run', async () => {
    const own = bare.write(
      'own.bench.cjs',
      "module.exports = new (require('benchmark').Suite)('own').add('a', () => 1);",
    );
    bare.write('all.bench.cjs', "require('./own.bench.cjs').run();");
    expect((await bare.list('own.bench.cjs')).names()).toEqual(['own > a']);
    expect((await bare.list('all.bench.cjs')).names()).toEqual(['own > a']);
    const beside = await bare.list('all.bench.cjs', [
      bare.source('head', 'all.bench.cjs', { otherFiles: [own] }),
    ]);
    expect(beside.names()).toEqual([]);
  });
});

describe('a test of benchmark.js', () => {
  it('sees the variables of its setup, and a teardown after it', BATCHED, async () => {
    const outcome = await measured(`
      const note = globalThis.note = new Set();
      process.on('exit', () => console.log([...note].join()));
      const setup = function () { let seen = 'setup'; note.add('setup'); };
      const teardown = function () { note.add('teardown after ' + seen); };
      new Benchmark.Suite()
        .add('compiled', function () { seen = 'call'; }, { setup, teardown })
        .add('returns', function () { if (seen) return 1; }, { setup: 'let seen = true;' })
        .add('expression', () => seen.length, { setup: () => { var seen = [1]; } })
        .run();`);
    for (const name of ['compiled', 'returns', 'expression'])
      expect(outcome.measured(name).measuredCount, name).toBeGreaterThan(0);
    expect(outcome.batchSize('compiled')).toBeGreaterThan(1);
    expect(outcome.exit.output.trim()).toBe('setup,teardown after call');
  });

  it('sees the variables of its file where it needs none of its setup', async () => {
    const outcome = await measured(`
      const cache = new Map();
      new Benchmark.Suite()
        .add('only the test', () => cache.size, { setup: function () { this.limit = 1; } })
        .add('setup too', () => cache.get('key').length, { setup: () => { cache.set('key', 'value'); } })
        .add('without a setup', () => cache.size)
        .run();`);
    for (const name of outcome.names()) expect(outcome.measured(name).measuredCount).toBeGreaterThan(0);
  });

  it('that needs the variables of both is told so', async () => {
    const outcome = await measured(`
      const ofTheFile = 1;
      new Benchmark.Suite().add('both', function () { return ofTheFile + own; }, { setup: function () { var own = 1; } }).run();`);
    expect(outcome.failed('both').message).toBe(
      'in setup: compiled as one function with its setup, ofTheFile is not defined; called as the file has it, own is not defined: expected a test that needs either the variables of its setup or those of its file',
    );
  });

  it('that fails does so as a call, not as its setup', async () => {
    const outcome = await measured(`
      new Benchmark.Suite()
        .add('throws', function () { throw new Error('no luck'); }, { setup: function () { var own = 1; } })
        .add('nothing', undefined)
        .run();`);
    expect(outcome.failed('throws')).toMatchObject({ reason: 'threw', message: 'no luck' });
    expect(outcome.failed('nothing').message).toContain('found undefined');
  });

  it('has what its setup prepares for this.count calls', async () => {
    const outcome = await measured(`
      new Benchmark.Suite().add('pops', function () { if (stack.pop() === undefined) throw new Error('empty'); }, {
        setup: function () { var stack = []; for (var left = this.count; left > 0; left--) stack.push(left); },
      }).run();`);
    expect(outcome.measured('pops').measuredCount).toBeGreaterThan(0);
    expect(outcome.batchSize('pops')).toBe(1);
  });

  it('may be deferred, with the variables of its setup or of its file', async () => {
    const outcome = await measured(`
      const wait = (then) => setTimeout(then, 1);
      new Benchmark.Suite()
        .add('file', (d) => wait(d.resolve), { defer: true })
        .add('setup', function (d) { setTimeout(function () { calls += 1; d.resolve(); }, 1); }, { defer: true, setup: function () { var calls = 0; } })
        .add('text', 'setTimeout(function () { deferred.resolve(); }, 1)', { defer: true })
        .add('rejects', async () => { throw new Error('gone'); }, { defer: true })
        .run();`);
    expect(outcome.declared('head').every((one) => one.async)).toBe(true);
    for (const name of ['file', 'setup', 'text']) expect(outcome.batchSize(name), name).toBe(1);
    expect(outcome.failed('rejects').message).toContain('gone');
  });

  it('may return a promise, which is awaited', async () => {
    const outcome = await measured(`
      const wait = () => new Promise((resolve) => setTimeout(resolve, 1));
      new Benchmark.Suite()
        .add('plain', wait)
        .add('with setup', async function () { await new Promise((resolve) => setTimeout(resolve, ms)); }, { setup: 'var ms = 1' })
        .run();`);
    for (const name of outcome.names()) expect(outcome.batchSize(name)).toBe(1);
  });

  it('has the setup of all benchmarks from the prototype', async () => {
    const outcome = await measured(`
      Benchmark.prototype.setup = function () { var shared = 2; };
      new Benchmark.Suite().add('shared', function () { return shared * 2; }).run();`);
    expect(outcome.measured('shared').measuredCount).toBeGreaterThan(0);
  });
});

const REQUIRE = "const Benchmark = require('benchmark');\n";

async function listed(content: string, file = 'script.bench.cjs'): Promise<Outcome> {
  bare.write(file, file.endsWith('.mjs') ? content : REQUIRE + content);
  return bare.list(file);
}

async function measured(content: string): Promise<Outcome> {
  bare.write('measured.bench.cjs', REQUIRE + content);
  return bare.measure('measured.bench.cjs');
}
