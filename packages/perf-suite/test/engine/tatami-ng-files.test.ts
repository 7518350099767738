import { afterAll, expect, it } from 'vitest';
import { Project } from './worker-fixture.js';

// It is not installed here: files get the one of the worker.
const project = new Project();
afterAll(() => project.remove());

const RAN = "() => console.log('RAN')";

it('lists what a tatami-ng script declares, and runs none of it', async () => {
  project.write(
    'script.bench.mjs',
    `import { baseline, bench, bmf, clear, group, run } from 'tatami-ng';
    bench(' trimmed ', ${RAN});
    bench(function named() { console.log('RAN'); });
    group('group', () => {
      baseline('base', ${RAN});
      bench('other', async () => console.log('RAN'));
    });
    group({ name: 'options', summary: false, before: ${RAN}, after: ${RAN} }, () => bench('one', ${RAN}, { before: ${RAN} }));
    group(() => bench('unnamed', ${RAN}));
    const report = await run({ silent: true, json: true, units: false });
    console.log(report.benchmarks.length, report.benchmarks[2].stats.latency.p50.toFixed(1), typeof report.cpu);
    console.log(JSON.stringify(await run({ reporter: bmf })).slice(0, 40));
    clear();`,
  );
  const outcome = await project.list('script.bench.mjs');
  const names = ['trimmed', 'named', 'group > base', 'group > other', 'options > one', 'unnamed'];
  expect(outcome.names()).toEqual(names);
  expect(outcome.exit.output).not.toContain('RAN');
  expect(outcome.exit.output).toContain('6 1.0 string');
  expect(outcome.exit.output).toContain('{"trimmed":{"latency":{"value":1');
});

it('runs the hooks of benchmarks and groups in order', async () => {
  project.write(
    'hooks.bench.mjs',
    `import { bench, group, run } from 'tatami-ng';
    const seen = new Set();
    const note = (what) => () => { seen.add(what); };
    group({ name: 'group', before: note('group before'), after: note('group after') }, () => {
      bench('hooked', note('call'), {
        before: note('before'), after: note('after'), beforeEach: note('before each'), afterEach: note('after each'),
      });
    });
    process.on('exit', () => console.log([...seen].join('|')));
    await run();`,
  );
  const outcome = await project.measure('hooks.bench.mjs');
  expect(outcome.measured('group > hooked').measuredCount).toBeGreaterThan(0);
  expect(outcome.exit.output.trim()).toBe(
    'group before|before|before each|call|after each|after|group after',
  );
});
