import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { BATCHED, type Outcome, Project } from './worker-fixture.js';

const project = new Project();
afterAll(() => project.remove());

/** Lists a script; none of its benchmarks may run. */
async function listScript(content: string, file = 'script.bench.mjs'): Promise<Outcome> {
  project.write(file, content);
  const outcome = await project.list(file);
  expect(outcome.exit.output).not.toContain('RAN');
  return outcome;
}

/** Measures a script and returns what it wrote when it ended. */
async function measureScript(content: string, file = 'measured.bench.mjs'): Promise<Outcome> {
  project.write(file, content);
  return project.measure(file);
}

/** What a benchmark does that must not run: mitata itself ends one that throws at its first call. */
const RAN = "console.log('RAN'); throw new Error('stop here');";

const ALL_KINDS = `
  import { barplot, bench, boxplot, compact, group, lineplot, run, summary } from 'mitata';
  bench('plain', () => { ${RAN} });
  bench(function named() { ${RAN} });
  bench(() => { ${RAN} });
  bench('iterates', (state) => { ${RAN} });
  bench('sets up', function* () { ${RAN} });
  bench('async', async () => { ${RAN} });
  bench('renamed', () => { ${RAN} }).name('new name').gc('inner').baseline().compact().highlight('red');
  bench('x is $x and $x', function* () { ${RAN} }).args([1, null, 'text']);
  bench('no placeholder', function* () { ${RAN} }).args('n', [1, 2]);
  bench('$a $b $ab $c', function* () { ${RAN} }).args({ a: [1, 2], b: ['$a', { toString: () => 'b' }], ab: [0] });
  bench('range $n', function* () { ${RAN} }).range('n', 1, 1000);
  bench('range by $n', function* () { ${RAN} }).range('n', 3, 20, 2);
  bench('dense $n', function* () { ${RAN} }).dense_range('n', 1, 6, 2);
  bench('without $x', function* () { ${RAN} }).args([1, 2]).args('n', [1]).args(null);
  bench('none $x', function* () { ${RAN} }).args([]);
  group(() => { bench('in an unnamed group', () => { ${RAN} }); });
  summary(() => {
    bench('in a summary', () => { ${RAN} });
    group('outer', () => {
      bench('before', () => { ${RAN} });
      boxplot(() => {
        group('inner', () => { bench('same', () => { ${RAN} }); });
        group(() => { bench('same', () => { ${RAN} }); });
      });
      bench('behind', () => { ${RAN} });
    });
  });
  compact(() => { bench('compact', () => { ${RAN} }); });
  // The last one: mitata gives what follows an asynchronous scope the number of another group.
  await lineplot(async () => {
    await null;
    await group('waits', async () => { await null; barplot(() => { bench('after a wait', () => { ${RAN} }); }); });
  });
  const { benchmarks, layout } = await run({ filter: /^(?!before)/, format: 'quiet' });
  const said = benchmarks.map(({ group, runs }) => ({ group: layout[group].name, types: layout[group].types, names: runs.map(({ name }) => name) }));
  console.log('SAID ' + JSON.stringify(said));`;

interface SaidBenchmark {
  readonly group: string | null;
  readonly types: readonly string[];
  readonly names: readonly string[];
}

function saidIn(output: string): readonly SaidBenchmark[] {
  return JSON.parse(/^SAID (.*)$/m.exec(output)?.[1] ?? 'null');
}

it('has the names, number and groups that mitata itself runs', async () => {
  const real = new Project();
  mkdirSync(join(real.root, 'node_modules'));
  const require = createRequire(import.meta.url);
  const installed = dirname(dirname(require.resolve('mitata')));
  symlinkSync(installed, join(real.root, 'node_modules/mitata'));
  const file = real.write('kinds.mjs', ALL_KINDS);
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  real.remove();
  const byMitata = saidIn(stdout);
  expect(byMitata.length).toBe(22);
  expect(stdout).toContain('RAN');

  const outcome = await listScript(ALL_KINDS);
  expect(saidIn(outcome.exit.output)).toEqual(byMitata);
  const listed = outcome.declared('head').map(({ group, name }) => [group.at(-1) ?? null, name]);
  const expected = byMitata.flatMap(({ group, names }) => names.map((name) => [group, name]));
  const repeated = new Set(['no placeholder (2)', 'anonymous (2)']);
  expect(
    listed.map(([group, name]) => [group, repeated.has(String(name)) ? String(name).slice(0, -4) : name]),
  ).toEqual(expected);
  expect(outcome.names()).toContain('outer > inner > same');
  expect(outcome.names()).toContain('outer > same');
});

describe('a mitata file that is measured', () => {
  it('sets up before the yield, and tears down after it, once each', async () => {
    const outcome = await measureScript(`
      import { bench, run } from 'mitata';
      bench('size $x', function* (state) {
        const size = state.get('x');
        console.log('set up ' + size);
        let calls = 0;
        yield () => { calls += 1; return calls; };
        console.log('torn down ' + size + ' ' + (calls > 0));
      }).args([1, 2]);
      await run();`);
    expect(outcome.measured('size 1').measuredCount).toBeGreaterThan(0);
    expect(outcome.measured('size 2').measuredCount).toBeGreaterThan(0);
    expect(outcome.exit.output.trim().split('\n')).toEqual([
      'set up 1',
      'torn down 1 true',
      'set up 2',
      'torn down 2 true',
    ]);
  });

  it('gets parameters that are new for each call, in batches', BATCHED, async () => {
    const outcome = await measureScript(`
      import { bench, run } from 'mitata';
      const seen = new Set();
      bench('computed', function* () {
        let made = 0, called = 0, wrong = 0;
        yield {
          [0]() { made += 1; return { used: false }; },
          [1]: () => 'second',
          bench(first, second) {
            if (first.used || second !== 'second') wrong += 1;
            first.used = true;
            called += 1;
            return first;
          },
        };
        console.log('wrong: ' + wrong + ', one each: ' + (made === called));
      });
      await run();`);
    expect(outcome.measured('computed').measuredCount).toBeGreaterThan(0);
    expect(outcome.batchSize('computed')).toBeGreaterThan(1);
    expect(outcome.exit.output).toContain('wrong: 0, one each: true');
  });

  it('does not time how parameters are made, nor what is around a loop of its own', async () => {
    const outcome = await measureScript(`
      import { bench, run } from 'mitata';
      const pause = () => { const end = performance.now() + 5; while (performance.now() < end); return 1; };
      bench('computed', function* () { yield { [0]: pause, bench: (one) => one }; });
      bench('iterates', (state) => { pause(); for (const _ of state); pause(); });
      await run();`);
    // Had it been timed, each call would have taken at least these 5 ms.
    for (const name of ['computed', 'iterates']) {
      const fastestNs = Math.min(...outcome.samples(name).flatMap(({ head }) => [...head]));
      expect(fastestNs / outcome.batchSize(name)).toBeLessThan(5e6);
    }
  });

  it('may wait: for calls, for parameters, in its own loop, in an async generator', async () => {
    const outcome = await measureScript(`
      import { bench, run } from 'mitata';
      const wrong = [];
      const check = (value) => { if (value !== 7) wrong.push(typeof value); return value; };
      bench('async', async () => { await null; });
      bench('async iterates', async (state) => { for await (const _ of state) await null; });
      bench('awaits within', async (state) => { for (const _ of state) await null; });
      bench('async generator', async function* () { await null; yield async () => { await null; }; await null; });
      bench('async parameter', function* () { yield { async [0]() { return 7; }, bench: (value) => check(value) }; });
      bench('all async', function* () { yield { async [0]() { return 7; }, async bench(value) { await null; check(value); } }; });
      process.on('exit', () => console.log('wrong: ' + wrong.length));
      await run();`);
    for (const name of outcome.names()) expect(outcome.measured(name).measuredCount).toBeGreaterThan(0);
    expect(outcome.names()).toHaveLength(6);
    expect(outcome.exit.output).toContain('wrong: 0');
  });

  it('may run several calls at a time', async () => {
    const outcome = await measureScript(`
      import { bench, run } from 'mitata';
      let running = 0;
      const most = {};
      const work = (name) => async () => {
        running += 1;
        most[name] = Math.max(most[name] ?? 0, running);
        await null;
        running -= 1;
      };
      bench('argument $concurrency', function* () { yield work('argument'); }).args('concurrency', [3]);
      bench('option', function* () { yield { concurrency: 4, bench: work('option') }; });
      bench('with parameters', function* () { yield { concurrency: 5, [0]: () => 1, bench: (one) => work('parameters')(one) }; });
      process.on('exit', () => console.log(JSON.stringify(most)));
      await run();`);
    expect(outcome.measured('with parameters').measuredCount).toBeGreaterThan(0);
    expect(outcome.exit.output).toContain('{"argument":3,"option":4,"parameters":5}');
  });

  it('may say itself how long a call took', async () => {
    const outcome = await measureScript(`
      import { bench, run } from 'mitata';
      bench('manual', function* () { yield { [0]: () => 250, manual: (ns) => ns }; });
      await run();`);
    const durationsNs = outcome.samples('manual').flatMap(({ head }) => [...head]);
    expect(new Set(durationsNs)).toEqual(new Set([250]));
  });

  it('fails by what mitata refuses too', async () => {
    const outcome = await measureScript(`
      import { bench, run } from 'mitata';
      bench('yields nothing', function* () {});
      bench('yields twice', function* () { yield () => 1; yield () => 2; });
      bench('no parameter', function* () { yield { bench: (value) => value }; });
      bench('does not loop', (state) => {});
      await run();`);
    const messageOf = (name: string) => outcome.failed(name).message;
    expect(messageOf('yields nothing')).toContain('expected the generator to yield a function');
    expect(messageOf('yields twice')).toContain('expected the generator to yield once');
    expect(messageOf('no parameter')).toContain('expected a function [0]()');
    expect(messageOf('does not loop')).toContain('for (const _ of state)');
  });

  it('is measured in both variants', async () => {
    project.write(
      'both.bench.mjs',
      `import { bench, run } from 'mitata';
      bench('computed', function* () { yield { [0]: () => [2, 1], bench: (list) => list.sort() }; });
      bench('iterates', (state) => { for (const _ of state); });
      await run();`,
    );
    const sides = [project.source('base', 'both.bench.mjs'), project.source('head', 'both.bench.mjs')];
    const outcome = await project.measure('both.bench.mjs', { variants: sides });
    expect(outcome.names()).toEqual(['computed', 'iterates']);
    expect(outcome.samples('computed')[0]?.base?.length).toBeGreaterThan(0);
    expect(outcome.samples('iterates')[0]?.base?.length).toBeGreaterThan(0);
  });
});

describe('a mitata script', () => {
  it('reads its results as usual', async () => {
    const outcome = await listScript(`
      import { $, bench, do_not_optimize, flags, run } from 'mitata';
      bench('one $x', () => { ${RAN} }).args([1, 2]);
      let text = '';
      const seen = [];
      const result = await run({
        format: { json: { samples: false } },
        print: (line) => { text = line; },
        observe: (trial) => { seen.push(trial.alias); return trial; },
      });
      const { avg, p50, p99, samples, heap } = result.benchmarks[0].runs[1].stats;
      console.log([avg, p50, p99, samples.length, heap.avg].every(Number.isFinite), result.context.runtime, seen.join());
      console.log(JSON.parse(text).benchmarks[0].runs[0].stats.isPlaceholder, $.time(avg), $.bytes(2048), flags.compact);
      do_not_optimize(text);`);
    expect(outcome.names()).toEqual(['one 1', 'one 2']);
    expect(outcome.exit.output).toContain('true node one $x');
    expect(outcome.exit.output).toContain('true 1.00 ns 2.00 kb 1');
  });

  it('may be of version 0.1', async () => {
    const outcome = await listScript(`
      import { baseline, bench, group, run } from 'mitata';
      bench('first', () => { ${RAN} });
      group({ name: 'options', summary: false }, () => {
        baseline('base', () => { ${RAN} });
        bench('other', async () => { ${RAN} });
      });
      const report = await run({ silent: true, json: true, percentiles: false });
      console.log(report.benchmarks.map(({ name, stats }) => name + ' ' + stats.p75).join(), typeof report.cpu, report.runtime.slice(0, 4));`);
    expect(outcome.names()).toEqual(['first', 'options > base', 'options > other']);
    expect(outcome.exit.output).toContain('first 1,base 1,other 1 string node');
  });

  it('may run twice, each time what it declared since', async () => {
    const outcome = await listScript(`
      import { bench, run } from 'mitata';
      bench('taken', () => { ${RAN} });
      bench('left out', () => { ${RAN} });
      await run({ filter: /taken/ });
      bench('next', () => { ${RAN} });
      const { benchmarks } = await run();
      console.log('second: ' + benchmarks.map(({ alias }) => alias));`);
    expect(outcome.names()).toEqual(['taken', 'next']);
    expect(outcome.exit.output).toContain('second: next');
  });

  it('may leave it to another file to run what it declares', async () => {
    const declared = `import { bench } from 'mitata';\nbench('declared', () => { ${RAN} });`;
    expect((await listScript(declared, 'declares.bench.mjs')).names()).toEqual(['declared']);
    const runs = `import './declares.bench.mjs';\nimport { bench, run } from 'mitata';\nbench('own', () => { ${RAN} });\nawait run();`;
    expect((await listScript(runs, 'runs.bench.mjs')).names()).toEqual(['declared', 'own']);
    const declares = join(project.root, 'declares.bench.mjs');
    const beside = await project.list('runs.bench.mjs', [
      project.source('head', 'runs.bench.mjs', { otherFiles: [declares] }),
    ]);
    expect(beside.names()).toEqual(['own']);
  });

  it('may use the parts of mitata', async () => {
    const outcome = await listScript(`
      import { B, measure } from 'mitata';
      import { do_not_optimize, gc, now, print } from 'mitata/src/lib.mjs';
      import { bench } from '../../node_modules/mitata/src/main.mjs';
      const trial = await new B('class $x', function* () { ${RAN} }).args('x', [1, 2]).run();
      const stats = await measure(function measured() { ${RAN} }, { min_samples: 2 });
      bench('by path', () => { ${RAN} });
      do_not_optimize(gc() ?? now() > 0);
      print([trial.runs.length, stats.p50, stats.isPlaceholder].join());`);
    expect(outcome.names()).toEqual(['class 1', 'class 2', 'measured', 'by path']);
    expect(outcome.exit.output).toContain('2,1,true');
  });

  it('may be TypeScript or CommonJS', async () => {
    const typed = `import { bench, run, type k_state } from 'mitata';
      bench('typed', function* (state: k_state) { ${RAN} });
      await run();`;
    expect((await listScript(typed, 'typed.bench.mts')).names()).toEqual(['typed']);
    const required = `const { bench, run } = require('mitata');
      bench('required', () => { ${RAN} });
      run();`;
    expect((await listScript(required, 'required.bench.cjs')).names()).toEqual(['required']);
  });
});
