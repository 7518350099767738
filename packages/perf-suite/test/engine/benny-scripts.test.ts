import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, listedByUs, ranByHarness } from './real-harness.js';
import { type Outcome, Project } from './worker-fixture.js';

const require = createRequire(import.meta.url);
const project = new Project();
// Nothing is installed here: files get the harness of the worker.
const bare = new Project();
beforeAll(() => install(project, 'benny', require.resolve('benny/package.json')));
afterAll(() => {
  for (const one of [project, bare]) one.remove();
});

/** As short as benny can be made to measure. */
const QUICK = '{ maxTime: 0.001, minTime: 0.001, minSamples: 1 }';

const ALL_FORMS = `
const b = require('benny');
module.exports = b.suite(
  'forms',
  b.configure({ cases: ${QUICK} }),
  b.add('plain', () => [1, 2].length),
  b.add('setup', () => { const list = [1, 2]; return () => list.length; }),
  b.add('asynchronous', async () => { await new Promise((resolve) => setTimeout(resolve, 1)); }),
  b.add('asynchronous with setup', async () => async () => { await null; }),
  b.add('asynchronous setup', async () => () => 1, { minSamples: 2 }),
  b.add.skip('skipped', () => 1),
  b.cycle((result) => { console.log('ran: ' + result.name); }),
  b.cycle(),
  b.complete(),
);
`;

const ONLY = `
import { add, cycle, suite } from 'benny';
await suite(
  'only',
  add('left out', () => 1),
  add.only('taken', () => 1, ${QUICK}),
  add.only('taken too', () => 1, ${QUICK}),
  cycle((result) => { console.log('ran: ' + result.name); }),
);
process.exit(0);
`;

describe('a benny script', () => {
  it('has the benchmarks that it has with benny itself', async () => {
    for (const [file, content] of [
      ['forms.bench.cjs', ALL_FORMS],
      ['only.bench.mjs', ONLY],
    ] as const) {
      project.write(file, content);
      const listed = await listedByUs(project, file);
      expect(listed.map(({ name }) => name)).toEqual(await ranByHarness(project, file));
      expect(listed).toHaveLength(file === 'forms.bench.cjs' ? 5 : 2);
      expect(listed.every(({ group }) => group.join() === file.split('.')[0])).toBe(true);
    }
  });

  it('is measured whole, each case as what its first call shows', async () => {
    bare.write('forms.bench.cjs', ALL_FORMS);
    const outcome = await bare.measure('forms.bench.cjs');
    for (const name of outcome.names()) expect(outcome.measured(name).measuredCount).toBeGreaterThan(0);
    // One that waits is measured call by call.
    expect(outcome.batchSize('forms > asynchronous')).toBe(1);
  });

  it('calls a setup once, and only to measure', async () => {
    const script = `
      const b = require('benny');
      b.suite('s', b.add('one', async () => { console.log('SETUP'); return () => 1; }), b.add.only('two', () => { console.log('SETUP'); return () => 2; }));`;
    expect((await listed(script)).exit.output).not.toContain('SETUP');
    const outcome = await bare.measure('script.bench.cjs');
    expect(outcome.names()).toEqual(['s > two']);
    expect(outcome.exit.output.match(/SETUP/g)).toHaveLength(1);
  });

  it('finds results in its handlers, saves none, and goes on', async () => {
    const outcome = await listed(`
      const b = require('benny');
      b.suite(
        'results',
        b.add('a', () => 1),
        b.add('b', () => 2),
        b.cycle((result, { results }) => 'cycle ' + result.name + ' ' + results.length + ' ' + Number.isFinite(result.details.mean)),
        b.complete((summary) => console.log(summary.name, summary.fastest.name, summary.results[1].ops, summary.date instanceof Date)),
        b.save({ file: 'results', folder: 'saved' }),
        b.save({ file: 'results', folder: 'saved', format: 'csv' }),
        async (config) => (suite) => suite.on('start', () => console.log('start of ' + suite.length)),
      ).then((summary) => { console.log('then', summary.results.length, summary.results[0].margin); process.exit(0); });`);
    expect(outcome.names()).toEqual(['results > a', 'results > b']);
    expect(outcome.exit.output.trim().split('\n')).toEqual([
      'start of 2',
      'cycle a 2 true',
      'cycle b 2 true',
      'results a 1000 true',
      'then 2 0',
    ]);
    expect(existsSync(join(bare.root, 'saved'))).toBe(false);
  });

  it('leaves suites to the files that they are in', async () => {
    const own = bare.write(
      'own.bench.cjs',
      "const b = require('benny'); b.suite('own', b.add('x', () => 1));",
    );
    bare.write(
      'all.bench.cjs',
      "const b = require('benny'); require('./own.bench.cjs'); b.suite('all', b.add('x', () => 1));",
    );
    expect((await bare.list('all.bench.cjs')).names()).toEqual(['own > x', 'all > x']);
    const beside = [bare.source('head', 'all.bench.cjs', { otherFiles: [own] })];
    expect((await bare.list('all.bench.cjs', beside)).names()).toEqual(['all > x']);
  });
});

async function listed(content: string): Promise<Outcome> {
  bare.write('script.bench.cjs', content);
  return bare.list('script.bench.cjs');
}
