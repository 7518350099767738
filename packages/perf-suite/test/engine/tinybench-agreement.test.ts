import { createRequire } from 'node:module';
import { expect, it, onTestFinished } from 'vitest';
import { install, listedByUs, ranByHarness } from './real-harness.js';
import { Project } from './worker-fixture.js';

const SCRIPT = `import { Bench } from 'tinybench';
const options = { time: 1, iterations: 1, warmupTime: 1, warmupIterations: 1, warmup: false };
const first = new Bench(options);
first.add('sync', () => 1).add('async', async () => 2);
for (const size of [10, 1000]) first.add('loop of ' + size, () => { for (let i = 0; i < size; i++); });
first.add('removed', () => 3);
first.remove('removed');
const second = new Bench({ ...options, name: 'second' });
second.add('sync', () => 4, { beforeAll() {}, afterEach() {} });
for (const bench of [first, second]) {
  bench.addEventListener('cycle', ({ task }) => console.log('ran: ' + task.name));
  await bench.run();
  if (bench.tasks.some(({ result }) => !Number.isFinite(result.latency?.mean ?? result.mean))) throw new Error('no result');
}
`;

const require = createRequire(import.meta.url);
const fromVitest = createRequire(require.resolve('vitest/package.json'));

it.each([
  ['6', require],
  ['2', fromVitest],
])('finds the benchmarks that tinybench %s runs, under the same names', async (_major, { resolve }) => {
  const project = new Project();
  onTestFinished(() => project.remove());
  const manifest = resolve('tinybench').replace(/dist[/\\].*$/, 'package.json');
  project.write('script.mjs', SCRIPT);
  install(project, 'tinybench', manifest);
  const ran = await ranByHarness(project, 'script.mjs');
  expect(ran).toEqual(['sync', 'async', 'loop of 10', 'loop of 1000', 'sync']);
  const listed = await listedByUs(project, 'script.mjs');
  expect(listed.map(({ name }) => name)).toEqual(ran);
  expect(listed.map(({ group }) => group)).toEqual([['1'], ['1'], ['1'], ['1'], ['second']]);
});
