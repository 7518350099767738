import { expect, it } from 'vitest';
import { PackageConfigs } from '../config/package-configs.js';
import { type ListedFile, planRun } from './plan.js';

const NOTHING_ELSE = { declaresNothing: false, isThread: false, leavesToOthers: false, warnings: [] };

function listed(fileId: string, names: readonly string[]): ListedFile {
  const benchmarks = names.map((name) => ({
    id: `${fileId}#${name}`,
    group: [],
    name,
    async: false,
    timeMs: null,
    minimumEffect: null,
  }));
  return { file: `/p/${fileId}`, fileId, benchmarks, failure: null, ...NOTHING_ELSE };
}

const BROKEN: ListedFile = {
  file: '/p/c.js',
  fileId: 'c.js',
  benchmarks: [],
  failure: { reason: 'load', round: 0, message: 'x is not defined' },
  ...NOTHING_ELSE,
};
const packages = await PackageConfigs.read([], { root: '/p', flags: {}, variables: {} });
const OPTIONS = { root: '/p', filter: null, patterns: ['*.js'], packages };

it('keeps the order of files and of benchmarks inside them', () => {
  const plan = planRun([listed('a.js', ['two', 'one']), listed('b.js', ['three'])], OPTIONS);
  expect(plan.benchmarks.map(({ id }) => id)).toEqual(['a.js#two', 'a.js#one', 'b.js#three']);
});

it('filters by the whole id, and keeps files that did not load', () => {
  const plan = planRun([listed('a.js', ['one', 'two']), BROKEN], { ...OPTIONS, filter: /a\.js#t/ });
  expect(plan.benchmarks.map(({ name }) => name)).toEqual(['two']);
  expect(plan.brokenFiles).toEqual([{ file: '/p/c.js', fileId: 'c.js', failure: BROKEN.failure }]);
});

it('refuses two benchmarks of one id', () => {
  expect(() => planRun([listed('a.js', ['one', 'two', 'one'])], OPTIONS)).toThrow(
    'a.js: expected each benchmark to have its own name, found "one" twice',
  );
});

it('refuses an empty plan, naming the filter or the files', () => {
  expect(() => planRun([listed('a.js', ['one'])], { ...OPTIONS, filter: /x/ })).toThrow(
    '--filter x: expected to match a benchmark in a.js (in /p), found none among 1, such as "a.js#one"',
  );
  const files = ['a.js', 'b.js', 'c.js', 'd.js', 'e.js'].map((name) => listed(name, []));
  expect(() => planRun(files, OPTIONS)).toThrow(
    'No benchmark in a.js, b.js, c.js and 2 more (in /p): expected at least one, found none',
  );
});
