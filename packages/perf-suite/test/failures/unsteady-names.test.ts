import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryWith } from '../base/temporary-repository.js';
import { measured, perfSuite, QUICK, readRun } from './run-command.js';

const files = {
  'package.json': { name: 'project', type: 'module' },
  '.gitignore': '.perf\n',
  'lib.js': 'export const one = () => [1, 2].join();\n',
  'a.bench.js': `import { suite } from 'perf-suite';
import { one } from './lib.js';
export default suite(({ bench }) => {
  bench('steady', () => one());
  bench('at ' + process.hrtime.bigint(), () => one());
});
`,
};

it('a benchmark whose name is another one each time the file is loaded fails, and says why', async () => {
  const finished = await measured([], { cwd: repositoryWith(files) });
  expect(finished.exitCode).toBe(6);
  const [steady, unsteady] = finished.run.benchmarks;
  expect(steady).toMatchObject({ name: 'steady', failure: null });
  expect(unsteady?.failure).toMatchObject({
    reason: 'load',
    message: 'the file did not declare it when it was loaded again',
  });
  expect(finished.stderr.replace(/\s+/g, ' ')).toContain('Give it the same name each time');
});

it('in pairs it is missing, with the name that it has now', async () => {
  const root = repositoryWith(files);
  const out = join(root, '.perf/a.run.json');
  const finished = await perfSuite(['run', ...QUICK, '--against', 'HEAD', '--out', out], { cwd: root });
  // Missing, or failed where head loads before base.
  expect([4, 6], finished.stderr).toContain(finished.exitCode);
  const messages = readRun(out, finished).benchmarks.flatMap(({ warnings }) =>
    warnings.map(({ message }) => message),
  );
  expect(messages).toContainEqual(
    expect.stringMatching(/^base declares it, head declares "at \d+": a name with a time/),
  );
});
