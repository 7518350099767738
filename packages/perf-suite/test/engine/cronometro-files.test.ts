import { afterAll, expect, it } from 'vitest';
import { BATCHED, Project } from './worker-fixture.js';

// It is not installed here: files get the one of the worker.
const project = new Project();
afterAll(() => project.remove());

const RAN = "console.log('RAN');";

it('lists the tests of a cronometro script, and runs none of them', async () => {
  project.write(
    'script.bench.mjs',
    `import cronometro, { percentiles } from 'cronometro';
    const results = await cronometro(
      {
        plain() { ${RAN} },
        async waits() { ${RAN} },
        'calls back': function (done) { ${RAN} done(); },
        object: { before(done) { ${RAN} done(); }, test() { ${RAN} }, after(done) { ${RAN} done(); } },
        skipped: { test() { ${RAN} }, skip: true },
      },
      { iterations: 10_000, print: { compare: true } },
    );
    console.log(Object.keys(results).join(), results.plain.mean, results.plain.percentiles[percentiles[0]]);`,
  );
  const outcome = await project.list('script.bench.mjs');
  expect(outcome.names()).toEqual(['plain', 'waits', 'calls back', 'object']);
  expect(outcome.exit.output).not.toContain('RAN');
  expect(outcome.exit.output).toContain('plain,waits,calls back,object 1 1');
});

it('may be CommonJS, and take its results by callback', async () => {
  project.write(
    'script.bench.cjs',
    `const cronometro = require('cronometro');
    cronometro({ one: () => { ${RAN} } }, (error, results) => console.log(error, results.one.success));`,
  );
  const outcome = await project.list('script.bench.cjs');
  expect(outcome.names()).toEqual(['one']);
  expect(outcome.exit.output).toContain('null true');
});

it('is measured: set up and torn down once, waited for where it calls back', BATCHED, async () => {
  project.write(
    'measured.bench.mjs',
    `import cronometro from 'cronometro';
    const calls = { before: 0, setup: 0, after: 0, running: 0, most: 0 };
    cronometro(
      {
        object: { before(done) { calls.before += 1; setImmediate(done); }, test: () => 1, async after() { calls.after += 1; } },
        called(done) {
          calls.running += 1;
          calls.most = Math.max(calls.most, calls.running);
          setImmediate(() => { calls.running -= 1; done(); });
        },
        fails(done) { done(new Error('no luck')); },
      },
      { setup: { called(done) { calls.setup += 1; done(); } } },
    );
    process.on('exit', () => console.log(JSON.stringify(calls)));`,
  );
  const outcome = await project.measure('measured.bench.mjs');
  expect(outcome.batchSize('object')).toBeGreaterThan(1);
  expect(outcome.measured('called').measuredCount).toBeGreaterThan(0);
  expect(outcome.failed('fails').message).toContain('no luck');
  expect(outcome.exit.output).toContain('{"before":1,"setup":1,"after":1,"running":0,"most":1}');
});
