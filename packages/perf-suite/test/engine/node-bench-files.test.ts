import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import * as nodeBench from '../../src/worker/harness/node-bench/module.js';
import { Project } from './worker-fixture.js';

const project = new Project();
afterAll(() => project.remove());

const FORMS = `
const work = (b) => { console.log('called'); b.record({ operations: 4, duration_ns: 2000n }); };
bench('plain', work);
bench('tuned', { samples: 3, warmup: 1, params: { size: 10, order: 'up' }, tags: ['x'] }, work);
bench(function named(b) { work(b); });
bench((b) => work(b));
bench.skip('skipped', work);
bench('skipped too', { skip: 'not here' }, work);
suite('outer', () => {
  bench('first', work);
  suite('inner', { tags: ['y'] }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    bench('late', work);
  });
  bench('second', work);
});
suite('left out', { skip: true }, () => { bench('never', work); });
`;
const ESM = `import { bench, suite } from 'node:bench';\n${FORMS}`;

const NAMES = [
  'plain',
  'tuned (order=up, size=10)',
  'named',
  '<anonymous>',
  'outer > first',
  'outer > second',
  'outer > inner > late',
];

describe('a node:bench file', () => {
  it.each([
    ['module.bench.mjs', ESM],
    ['default.bench.mjs', `import bench, { suite } from 'node:bench';\n${FORMS}`],
    ['common.bench.cjs', `const bench = require('node:bench');\nconst { suite } = bench;\n${FORMS}`],
    ['named.bench.cjs', `const { bench, describe: suite } = require('node:bench');\n${FORMS}`],
    ['typed.bench.ts', ESM.replace('(b)', '(b: any)')],
    [
      'created.bench.mts',
      `import { createRequire } from 'node:module';\nconst { bench, suite } = createRequire(import.meta.url)('node:bench');\n${FORMS}`,
    ],
  ])('lists its benchmarks, however it is loaded, and runs none: %s', async (file, text) => {
    project.write(file, text);
    const outcome = await project.list(file);
    expect(outcome.names()).toEqual(NAMES);
    expect(outcome.exit.output).not.toContain('called');
  });

  it('tells the time of one operation itself', async () => {
    project.write(
      'recorded.bench.mjs',
      `import { bench } from 'node:bench';
       bench('recorded', (b) => { b.record({ operations: 4, duration_ns: 2000n }); });
       bench('awaited', async (b) => { await null; b.record({ operations: 8, duration_ns: 2000n }); });`,
    );
    const outcome = await project.measure('recorded.bench.mjs');
    const durations = (name: string) => new Set(outcome.samples(name).flatMap(({ head }) => [...head]));
    expect(durations('recorded')).toEqual(new Set([500]));
    expect(durations('awaited')).toEqual(new Set([250]));
    expect(outcome.batchSize('recorded')).toBe(1);
  });

  it('is timed from start() to end(), also where time is faked', async () => {
    project.write(
      'timed.bench.mjs',
      `import { bench } from 'node:bench';
       process.hrtime.bigint = () => 0n;
       const spin = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
       bench('timed', (b) => {
         spin(20);
         b.start();
         spin(1);
         const { operations, rate } = b.end(2);
         if (operations !== 2 || !(rate > 0)) throw new Error('unexpected sample');
         spin(20);
       });`,
    );
    const outcome = await project.measure('timed.bench.mjs');
    // The wait around it is no part of it; half of what is timed is one operation.
    const fastest = Math.min(...outcome.samples('timed').flatMap(({ head }) => [...head]));
    expect(fastest).toBeGreaterThanOrEqual(500_000);
    expect(fastest).toBeLessThan(10_000_000);
  });

  it('has its hooks run around each benchmark, with what they are told', async () => {
    project.write(
      'hooks.bench.mjs',
      `import { after, afterEach, bench, before, beforeEach, suite } from 'node:bench';
       const seen = [];
       const note = (what) => ({ name, params }) => { seen.push([what, name, JSON.stringify(params)].join(' ')); };
       before(note('before')); after(note('after'));
       beforeEach(note('beforeEach')); afterEach(note('afterEach'));
       suite('S', () => {
         before(note('before')); after(note('after'));
         beforeEach(note('each')); afterEach(note('each'));
         bench('one', { params: { n: 1 } }, (b) => {
           const call = [b.phase, b.name, JSON.stringify(b.params), b.index === 0, b.signal.aborted].join(' ');
           if (b.index === 0) seen.push(call);
           b.done();
           b.record({ operations: 1, duration_ns: 5n });
         });
       });
       process.on('exit', () => console.log('|' + seen.join('|')));`,
    );
    const outcome = await project.measure('hooks.bench.mjs');
    expect(outcome.measured('S > one (n=1)').measuredCount).toBeGreaterThan(0);
    expect(
      outcome.exit.output
        .trim()
        .split('|')
        .slice(1)
        .map((line) => line.trim()),
    ).toEqual([
      'before',
      'before S',
      'beforeEach one {"n":1}',
      'each one {"n":1}',
      'warmup one {"n":1} true false',
      'measurement one {"n":1} true false',
      'each one {"n":1}',
      'afterEach one {"n":1}',
      'after S',
      'after',
    ]);
  });

  it('that says nothing of its time, or twice, fails with what was expected', async () => {
    project.write(
      'misused.bench.mjs',
      `import { bench } from 'node:bench';
       bench('nothing', () => {});
       bench('no end', (b) => { b.start(); });
       bench('no start', (b) => { b.end(1); });
       bench('no count', (b) => { b.start(); b.end(); });
       bench('both', (b) => { b.start(); b.record({ operations: 1, duration_ns: 1n }); });`,
    );
    const outcome = await project.measure('misused.bench.mjs');
    const message = (name: string) => outcome.failed(name).message;
    expect(message('nothing')).toContain('expected start() and end(operations), or record()');
    expect(message('no end')).toContain('expected end(operations) after start()');
    expect(message('no start')).toContain('expected start() before end()');
    expect(message('no count')).toContain('expected the number of operations as a whole number from 1');
    expect(message('both')).toContain('either start() and end(), or record()');
  });

  it.each([
    ['one', "bench.only('chosen', work);"],
    ['a whole suite', "suite('S', { only: true }, () => { bench('chosen', work); });"],
  ])('may mark %s as the only one', async (_what, chosen) => {
    project.write(
      'only.bench.mjs',
      `import { bench, suite } from 'node:bench';\nconst work = () => {};\nbench('other', work);\n${chosen}`,
    );
    expect((await project.list('only.bench.mjs')).names().map((name) => name.split(' > ').at(-1))).toEqual([
      'chosen',
    ]);
  });

  it('may run them by itself, choose by name, and read results: they have no meaning yet', async () => {
    project.write(
      'own-run.bench.mjs',
      `import { bench, run } from 'node:bench';
       import { spec } from 'node:bench/reporters';
       const work = () => { console.log('called'); };
       bench('fast one', work);
       bench('slow one', work);
       const stream = run({ namePattern: '^fast' });
       stream.on('bench:summary', ({ counts }) => console.log('counted ' + counts.total));
       for await (const { type, data } of stream)
         if (type === 'bench:complete') console.log(data.name + ' ' + data.summary.mean.toFixed(1));`,
    );
    const outcome = await project.list('own-run.bench.mjs');
    expect(outcome.names()).toEqual(['fast one']);
    expect(outcome.exit.output).toContain('fast one 1.0');
    expect(outcome.exit.output).toContain('counted 1');
    expect(outcome.exit.output).not.toContain('called');
  });

  it('may make runners of its own, of which those count that it runs', async () => {
    project.write(
      'runners.bench.mjs',
      `import { createRunner } from 'node:bench';
       const [used, unused] = [createRunner(), createRunner({ yieldBetweenSamples: false })];
       used.bench('used', () => {});
       unused.bench('unused', () => {});
       for await (const record of used.run());`,
    );
    expect((await project.list('runners.bench.mjs')).names()).toEqual(['used']);
  });

  it('has its benchmarks told apart on both sides of a comparison', async () => {
    project.write(
      'sides.bench.mjs',
      `import { bench } from 'node:bench';
       const { searchParams } = new URL(import.meta.url);
       bench(searchParams.get('perf-variant') === 'base' ? 'base' : 'head', () => {});`,
    );
    const variants = [project.source('base', 'sides.bench.mjs'), project.source('head', 'sides.bench.mjs')];
    const outcome = await project.list('sides.bench.mjs', variants);
    expect(outcome.declared('base').map(({ name }) => name)).toEqual(['base']);
    expect(outcome.declared('head').map(({ name }) => name)).toEqual(['head']);
  });
});

const FLAG = '--experimental-bench';

describe.runIf(process.allowedNodeEnvironmentFlags.has(FLAG))("beside Node's own node:bench", () => {
  it('all of its names are there, and no others', () => {
    const names = "import * as all from 'node:bench'; console.log(Object.keys(all).sort().join(' '));";
    const own = spawnSync(process.execPath, [FLAG, '--input-type=module', '--eval', names], {
      encoding: 'utf8',
    });
    expect(Object.keys(nodeBench).sort().join(' ')).toBe(own.stdout.trim());
  });

  it('the same benchmarks are found, and the same time is told', async () => {
    const file = project.write('beside.bench.mjs', ESM.replaceAll("console.log('called');", ''));
    const own = spawnSync(process.execPath, [FLAG, '--bench', '--bench-reporter=json', file], {
      encoding: 'utf8',
    });
    const completed = own.stdout
      .split('\n')
      .filter((line) => line.includes('"bench:complete"'))
      .map((line) => JSON.parse(line).data as RealResult);
    const measured = completed.filter(({ skip }) => skip === undefined);
    const ours = await project.measure('beside.bench.mjs');
    const named = ours.names().map((name) => name.replace(/ \(.*\)$/, ''));
    expect(named.toSorted()).toEqual(measured.map(({ namePath }) => namePath.join(' > ')).toSorted());
    const nsOf = (name: string) => new Set(ours.samples(name).flatMap(({ head }) => [...head]));
    for (const name of ours.names()) expect(nsOf(name)).toEqual(new Set([500]));
    for (const { summary } of measured) expect(1e9 / (summary?.mean ?? 0)).toBeCloseTo(500, 6);
  });
});

interface RealResult {
  readonly namePath: readonly string[];
  readonly skip?: unknown;
  readonly summary?: { readonly mean: number };
}
