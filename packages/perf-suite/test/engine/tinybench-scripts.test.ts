import { afterAll, describe, expect, it } from 'vitest';
import { type Outcome, Project } from './worker-fixture.js';

// No harness is installed here: files get the one of the worker.
const project = new Project();
afterAll(() => project.remove());

/** Lists a script; none of its benchmarks may run. */
async function listScript(content: string, file = 'script.bench.mjs'): Promise<Outcome> {
  project.write(file, content);
  const outcome = await project.list(file);
  expect(outcome.exit.output).not.toContain('RAN');
  return outcome;
}

const IMPORT = "import { Bench } from 'tinybench';";
const RAN = "() => console.log('RAN')";

describe('a tinybench script that exports nothing', () => {
  it('is known by what it runs, at the top level', async () => {
    const outcome = await listScript(`${IMPORT}
      const bench = new Bench({ time: 60_000 }).add('a', ${RAN}).add('b', ${RAN});
      await bench.run();
      console.table(bench.table());`);
    expect(outcome.names()).toEqual(['a', 'b']);
    expect(outcome.declared('head').length).toBe(2);
  });

  it('may run in a main() that nobody awaits, after work of its own', async () => {
    const outcome = await listScript(`${IMPORT}
      import { setTimeout } from 'node:timers/promises';
      async function main() {
        await setTimeout(300);
        const bench = new Bench().add('late', ${RAN});
        await bench.run();
        await setTimeout(300);
        await new Bench({ name: 'second' }).add('later', ${RAN}).run();
      }
      main();`);
    expect(outcome.names()).toEqual(['1 > late', 'second > later']);
  });

  it('may be CommonJS with then(), and the program that was started', async () => {
    const outcome = await listScript(
      `const { Bench } = require('tinybench');
      if (require.main === module && process.argv[1] === __filename && process.argv.length === 2) {
        const bench = new Bench();
        bench.add('one', ${RAN});
        bench.run().then(() => { console.log(bench.tasks[0].result.hz); process.exit(0); });
      }`,
      'script.bench.cjs',
    );
    expect(outcome.names()).toEqual(['one']);
    expect(outcome.exit.output).toContain('1000');
  });

  it('may end the process when it has run', async () => {
    const outcome = await listScript(`${IMPORT}
      await new Bench().add('one', ${RAN}).run();
      process.exit(0);
      console.log('unreachable RAN');`);
    expect(outcome.names()).toEqual(['one']);
  });

  it('may keep a server open', async () => {
    const outcome = await listScript(`${IMPORT}
      import { createServer } from 'node:http';
      createServer().listen(0, '127.0.0.1');
      new Bench().add('one', ${RAN}).run();`);
    expect(outcome.names()).toEqual(['one']);
  });

  it('is loaded for both sides of a comparison in one process', async () => {
    project.write('both.bench.mjs', `${IMPORT}\nnew Bench().add('a', ${RAN}).run();`);
    const sides = [project.source('base', 'both.bench.mjs'), project.source('head', 'both.bench.mjs')];
    const outcome = await project.list('both.bench.mjs', sides);
    for (const side of ['base', 'head'] as const)
      expect(outcome.declared(side).map(({ name }) => name)).toEqual(['a']);
  });

  it('reads results, tables and events of all versions as usual', async () => {
    const outcome = await listScript(`${IMPORT}
      const bench = new Bench({ name: 'all', time: 10 });
      bench.add('one', ${RAN});
      const seen = [];
      for (const type of ['start', 'cycle', 'complete']) bench.addEventListener(type, (event) => seen.push(type + (event.task?.name ?? '')));
      const tasks = await bench.run();
      const [{ result, name }] = tasks;
      const numbers = [result.hz, result.mean, result.p99, result.latency.p50, result.throughput.mean, result.samples.length];
      console.log(seen.join(), name, numbers.every(Number.isFinite), bench.results.length, bench.getTask('one') === tasks[0]);
      console.log(bench.table((task) => ({ name: task.name.toUpperCase(), ops: task.result.throughput.mean.toFixed(1) })));`);
    expect(outcome.names()).toEqual(['all > one']);
    expect(outcome.exit.output).toContain('start,cycleone,complete one true 1 true');
    expect(outcome.exit.output).toContain("name: 'ONE', ops: '1.0'");
  });

  it('is measured like any other, with its hooks', async () => {
    project.write(
      'measured.bench.mjs',
      `${IMPORT}
      const bench = new Bench({ setup: (task) => console.log('setup ' + task.name) });
      bench.add('one', () => 1).add('two', async () => 2);
      await bench.run();`,
    );
    const outcome = await project.measure('measured.bench.mjs');
    expect(outcome.measured('one').measuredCount).toBeGreaterThan(0);
    expect(outcome.measured('two').measuredCount).toBeGreaterThan(0);
    expect(outcome.exit.output).toContain('setup two');
  });

  it('that fails after its benchmarks says so', async () => {
    const outcome = await listScript(`${IMPORT}
      await new Bench().add('one', ${RAN}).run();
      throw new Error('results look odd');`);
    expect(outcome.names()).toEqual(['one']);
    const [loaded] = outcome.messages.filter(({ type }) => type === 'loaded');
    expect(loaded).toMatchObject({
      warnings: [{ code: 'script-failed', message: expect.stringContaining('results look odd') }],
    });
  });

  it('that neither runs nor exports its Bench is told to', async () => {
    const outcome = await listScript(`${IMPORT}
      new Bench().add('one', ${RAN});`);
    expect(outcome.loadFailure()).toMatchObject({
      message: expect.stringContaining('expected benchmarks that the file runs or exports'),
      hint: expect.stringContaining('bench.run()'),
    });
  });

  it('that ends the process before its benchmarks has failed', async () => {
    project.write('early.bench.mjs', 'process.exit(3);');
    const outcome = await project.list('early.bench.mjs');
    expect(outcome.messages.filter(({ type }) => type === 'loaded')).toEqual([]);
    expect(outcome.exit).toMatchObject({ exitCode: 3 });
  });
});

describe('several Benches in one file', () => {
  it('are groups: by their names, or numbered', async () => {
    const outcome = await listScript(`${IMPORT}
      for (const name of ['small', undefined, undefined]) {
        const bench = new Bench({ name });
        bench.add('same', ${RAN});
        await bench.run();
      }`);
    expect(outcome.names()).toEqual(['small > same', '2 > same', '3 > same']);
  });

  it('may be exported together, as an array or by names', async () => {
    const made = `${IMPORT}
      const a = new Bench({ name: 'a' }).add('x', ${RAN});
      const b = new Bench({ name: 'b' }).add('x', ${RAN});
      const other = new Bench({ name: 'not exported' }).add('x', ${RAN});`;
    expect((await listScript(`${made}\nexport default [a, b];`)).names()).toEqual(['a > x', 'b > x']);
    expect((await listScript(`${made}\nexport { a, b };`)).names()).toEqual(['a > x', 'b > x']);
    expect((await listScript(`${made}\nexport { a, b };\nexport default b;`)).names().toSorted()).toEqual([
      'a > x',
      'b > x',
    ]);
  });
});

describe('a file that imports other benchmark files', () => {
  it('leaves to them what they declare', async () => {
    const own = project.write(
      'own.bench.mjs',
      `${IMPORT}\nawait new Bench({ name: 'own' }).add('x', ${RAN}).run();`,
    );
    const index = `${IMPORT}
      import './own.bench.mjs';
      await new Bench({ name: 'index' }).add('y', ${RAN}).run();`;
    project.write('all.bench.mjs', index);
    const alone = await project.list('all.bench.mjs');
    expect(alone.names()).toEqual(['own > x', 'index > y']);
    const beside = await project.list('all.bench.mjs', [
      project.source('head', 'all.bench.mjs', { otherFiles: [own] }),
    ]);
    expect(beside.names()).toEqual(['index > y']);
  });
});

it('passes through what CodSpeed wraps', async () => {
  const outcome = await listScript(`${IMPORT}
    import { withCodSpeed } from '@codspeed/tinybench-plugin';
    const bench = withCodSpeed(new Bench());
    bench.add('one', ${RAN});
    await bench.run();`);
  expect(outcome.names()).toEqual(['one']);
});
