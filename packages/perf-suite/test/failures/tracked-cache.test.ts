import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { git, repositoryWith, temporaryFolder } from '../base/temporary-repository.js';
import { perfSuite, QUICK } from './run-command.js';

it('a cache that a commit brings along is not used, and a warning names its file', async () => {
  const author = repositoryWith({
    'a.bench.ts': `import { suite } from 'perf-suite';
const name: string = 'true name';
export default suite(({ bench }) => { bench(name, () => 1); });
`,
  });
  expect((await perfSuite(['list'], { cwd: author })).stdout).toContain('true name');
  const cache = join(author, '.perf/cache');
  const compiled = readdirSync(cache).filter((name) => name.endsWith('.js'));
  expect(compiled).toHaveLength(1);
  for (const name of compiled) {
    const file = join(cache, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace('true name', 'other name'));
  }
  git(author, 'add', '--force', '.perf/cache');
  git(author, 'commit', '--quiet', '--message', 'A cache');
  const root = join(temporaryFolder(), 'clone');
  git(author, 'clone', '--quiet', '.', root);
  const temporary = temporaryFolder();
  const options = { cwd: root, variables: { TMPDIR: temporary } };
  for (const args of [['list'], ['run', ...QUICK]]) {
    const { exitCode, stdout, stderr } = await perfSuite(args, options);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('true name');
    expect(`${stdout}${stderr}`.replace(/\s+/g, ' ')).toMatch(
      /git tracks \.perf\/cache\/.*git rm -r --cached \.perf/,
    );
  }
  expect(readdirSync(temporary)).toEqual([]);
});
