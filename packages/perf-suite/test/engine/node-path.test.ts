import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../base/temporary-repository.js';
import { perfSuite } from '../failures/run-command.js';

it("a benchmark finds packages in the user's NODE_PATH, and not in those that pnpm's scripts add", async () => {
  const cwd = temporaryFolder();
  const hoisted = 'node_modules/.pnpm/node_modules';
  writeFiles(cwd, {
    'package.json': {},
    'modules/shared.js': 'exports.name = "of the user";',
    [`${hoisted}/hidden.js`]: 'exports.name = "of another package";',
    'shared.bench.js': benchmarkNamedBy('shared'),
    'hidden.bench.js': benchmarkNamedBy('hidden'),
  });
  const NODE_PATH = [join(cwd, hoisted), join(cwd, 'modules')].join(delimiter);
  const { stdout, stderr } = await perfSuite(['list'], { cwd, variables: { NODE_PATH } });
  expect(stdout).toContain('of the user');
  expect(stdout).not.toContain('of another package');
  expect(stdout + stderr).toContain("Cannot find module 'hidden'");
});

function benchmarkNamedBy(module: string): string {
  return `const { suite } = require('perf-suite');
const { name } = require('${module}');
module.exports = suite(({ bench }) => { bench(name, () => 1); });
`;
}
