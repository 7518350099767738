import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { baseCacheFolder } from '../../src/orchestrator/base/base-cache-folder.js';
import type { PreparedBase } from '../../src/orchestrator/base/base-context.js';
import { prepareBase } from '../../src/orchestrator/base/prepare-base.js';
import { CACHE_HOME, perfSuite, QUICK } from '../failures/run-command.js';
import { commitFiles, git, repositoryWith } from './temporary-repository.js';

/** A project whose build output git ignores. */
const files = {
  'package.json': { name: 'built', type: 'module' },
  '.gitignore': 'dist\n.perf\nnode_modules\n',
  'value.js': 'export const value = 1;\n',
};
const SETUP =
  'mkdir -p dist node_modules/dep && echo built > dist/index.js && echo 1 > node_modules/dep/index.js && ln -s dist/index.js link.js';

async function prepare(root: string, log: string[] = []): Promise<PreparedBase> {
  return prepareBase({
    root,
    against: 'HEAD',
    setupCommand: SETUP,
    cacheFolder: join(root, '.perf/base'),
    log: (line) => log.push(line),
  });
}

describe.skipIf(process.platform === 'win32')(
  'a kept base is made again, with a line that says why, when',
  () => {
    it.each<[string, (folder: string) => void, string]>([
      ['its folder was replaced by a file', replaceByFile, 'its folder is no folder any more'],
      ['its folder is gone', (folder) => rmSync(folder, { recursive: true }), 'its folder is gone'],
      [
        'its build output was removed',
        (folder) => rmSync(join(folder, 'dist'), { recursive: true }),
        'dist/index.js changed',
      ],
      [
        'its build output was swapped',
        (folder) => writeFileSync(join(folder, 'dist/index.js'), 'BUILT\n'),
        'dist/index.js changed',
      ],
      [
        'an installed package was edited',
        (folder) => writeFileSync(join(folder, 'node_modules/dep/index.js'), '2\n'),
        'node_modules/dep/index.js changed',
      ],
      [
        'a tracked file was edited',
        (folder) => writeFileSync(join(folder, 'value.js'), 'export const value = 2;\n'),
        'value.js changed',
      ],
      ['a link leads elsewhere', relink, 'link.js changed'],
      ['a file was added', (folder) => writeFileSync(join(folder, 'value.cjs'), ''), 'value.cjs changed'],
      [
        'the list of its files is damaged',
        (folder) => writeFileSync(`${folder}.manifest`, '{}'),
        'list of its files is gone or damaged',
      ],
      ['its note became a folder', replaceNoteByFolder, 'its preparation was not finished'],
    ])('%s', async (_, change, reason) => {
      const root = repositoryWith(files);
      const first = await prepare(root);
      await first.cleanup();
      change(first.folder);
      const log: string[] = [];
      const second = await prepare(root, log);
      expect(second.folder).toBe(first.folder);
      expect(log.join('\n')).toMatch(/Base \w{7} is made again: /);
      expect(log.join('\n')).toContain(reason);
      expect(readFileSync(join(second.folder, 'dist/index.js'), 'utf8')).toBe('built\n');
      expect(readFileSync(join(second.folder, 'value.js'), 'utf8')).toBe(files['value.js']);
      await second.cleanup();
      const again: string[] = [];
      await (await prepare(root, again)).cleanup();
      expect(again.join('\n')).toContain('is ready from an earlier run');
    });
  },
);

it('a base that another run uses is left as it is, and a copy made beside it', async () => {
  const root = repositoryWith(files);
  const first = await prepare(root);
  writeFileSync(join(first.folder, 'dist/index.js'), 'changed while it is used');
  const log: string[] = [];
  const second = await prepare(root, log);
  expect(second.folder).toBe(`${first.folder}~2`);
  expect(log.join('\n')).toContain('made again, next to the one that another run uses');
  expect(readFileSync(join(first.folder, 'dist/index.js'), 'utf8')).toBe('changed while it is used');
  expect(readFileSync(join(second.folder, 'dist/index.js'), 'utf8')).toBe('built\n');
  const third = await prepare(root);
  expect(third.folder).toBe(second.folder);
  for (const { cleanup } of [first, second, third]) await cleanup();
  expect((await prepare(root)).folder).toBe(first.folder);
});

it('a lock that became a folder does not stop anyone', async () => {
  const root = repositoryWith(files);
  const { folder, cleanup } = await prepare(root);
  await cleanup();
  mkdirSync(`${folder}.lock`);
  expect((await prepare(root)).folder).toBe(folder);
  expect(existsSync(`${folder}.lock`)).toBe(false);
});

it('a run compares with what the commit builds, though its kept base was tampered with', async () => {
  const benchmark = `import { suite } from 'perf-suite';
import { value } from './dist/index.js';
export default suite(({ bench }) => { bench('value', () => value); });
`;
  const root = repositoryWith({ ...files, 'a.bench.js': benchmark });
  commitFiles(root, { 'value.js': 'export const value = 3;\n' }, 'Second');
  mkdirSync(join(root, 'dist'));
  writeFileSync(join(root, 'dist/index.js'), 'export const value = 3;\n');
  const setup = 'mkdir dist && cp value.js dist/index.js';
  const args = ['run', ...QUICK, '--against', 'HEAD~1', '--base-setup', setup, '--fail-on', 'none'];
  const first = await perfSuite(args, { cwd: root });
  expect(first.exitCode, first.stderr).toBe(0);
  const cache = baseCacheFolder(root, { XDG_CACHE_HOME: CACHE_HOME });
  const [key = ''] = readdirSync(cache).filter((name) => /^[0-9a-f]{12}-[0-9a-f]{8}$/.test(name));
  rmSync(join(cache, key, 'dist'), { recursive: true });
  const second = await perfSuite(args, { cwd: root });
  expect(second.stderr).toContain('is made again: dist/index.js changed since it was prepared');
  expect(second.exitCode, second.stderr).toBe(0);
  expect(second.stdout).not.toContain('new');
  expect(git(root, 'status', '--porcelain')).toBe('');
});

function replaceByFile(folder: string): void {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'a file');
}

function relink(folder: string): void {
  rmSync(join(folder, 'link.js'));
  symlinkSync('value.js', join(folder, 'link.js'));
}

function replaceNoteByFolder(folder: string): void {
  const note = `${folder}.json`;
  renameSync(note, join(dirname(folder), 'aside'));
  mkdirSync(note);
}
