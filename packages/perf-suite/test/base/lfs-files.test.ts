import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareBase } from '../../src/orchestrator/base/prepare-base.js';
import { perfSuite, QUICK } from '../failures/run-command.js';
import { commitFiles, git, repositoryWith, temporaryFolder, writeFiles } from './temporary-repository.js';

const hasLfs = spawnSync('git', ['lfs', 'version']).status === 0;

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

function pointerTo(content: string): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(content)}\nsize ${content.length}\n`;
}

/** Puts a file where Git LFS keeps those that it has fetched. */
function keep(root: string, content: string): void {
  const id = sha256(content);
  writeFiles(root, { [`.git/lfs/objects/${id.slice(0, 2)}/${id.slice(2, 4)}/${id}`]: content });
}

/** Two commits of a project whose data lie in Git LFS; head has the real file of its own. */
function projectWithData(): string {
  const root = repositoryWith({
    'package.json': { name: 'project', type: 'module' },
    '.gitattributes': '*.json.bin filter=lfs diff=lfs merge=lfs -text\n',
    'data.json.bin': pointerTo('[1]'),
    'a.bench.js': `import { readFileSync } from 'node:fs';
import { suite } from 'perf-suite';
import { read } from './read.js';
const data = JSON.parse(read());
export default suite(({ bench }) => { bench('sum', () => data.length + 1); });
`,
    'read.js': `import { readFileSync } from 'node:fs';
export const read = () => readFileSync(new URL('./data.json.bin', import.meta.url), 'utf8');
`,
  });
  commitFiles(root, { 'data.json.bin': pointerTo('[1,2]') }, 'Newer data');
  writeFiles(root, { 'data.json.bin': '[1,2]' });
  return root;
}

function prepare(root: string, env: NodeJS.ProcessEnv = process.env, setupCommand: string | null = null) {
  const cacheFolder = join(root, '.perf/base');
  return prepareBase({ root, against: 'HEAD~1', setupCommand, cacheFolder, log: () => {}, env });
}

/** A PATH on which there is git, but not Git LFS. */
function pathWithoutLfs(): string {
  const folder = temporaryFolder();
  const git = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  symlinkSync(git, join(folder, 'git'));
  symlinkSync('/bin/sh', join(folder, 'sh'));
  symlinkSync(process.execPath, join(folder, 'node'));
  return folder;
}

describe('files of Git LFS in base', () => {
  it.skipIf(!hasLfs)('are those of base where this clone holds them, without any network', async () => {
    const root = projectWithData();
    keep(root, '[1]');
    const base = await prepare(root);
    expect(readFileSync(join(base.folder, 'data.json.bin'), 'utf8')).toBe('[1]');
    // And the kept base is used again.
    const again = await prepare(root);
    expect(again.folder).toBe(base.folder);
  });

  it('that cannot be had are named, and nothing is measured', async () => {
    const root = projectWithData();
    const args = ['run', '--cwd', root, '--against', 'HEAD~1', ...QUICK];
    const finished = await perfSuite(args);
    expect(finished.exitCode).toBe(2);
    expect(finished.stderr).toContain(
      'data.json.bin: expected the real file in base, as head has it, found a pointer of Git LFS',
    );
    expect(finished.stderr).toContain('git lfs fetch');
  });

  it('are named also where Git LFS is not installed', async () => {
    const root = projectWithData();
    keep(root, '[1]');
    // Settings for Git LFS without the program: git itself would fail in the middle of the checkout.
    git(root, 'config', 'filter.lfs.process', 'git-lfs filter-process');
    git(root, 'config', 'filter.lfs.required', 'true');
    await expect(prepare(root, { ...process.env, PATH: pathWithoutLfs() })).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringContaining('(Git LFS is not installed)'),
    });
  });

  it('may be set up by --base-setup', async () => {
    const root = projectWithData();
    const base = await prepare(root, process.env, "printf '[7]' > data.json.bin");
    expect(readFileSync(join(base.folder, 'data.json.bin'), 'utf8')).toBe('[7]');
  });

  it('stay pointers where they are pointers in head too', async () => {
    const root = projectWithData();
    writeFiles(root, { 'data.json.bin': pointerTo('[1,2]') });
    const base = await prepare(root);
    expect(readFileSync(join(base.folder, 'data.json.bin'), 'utf8')).toBe(pointerTo('[1]'));
  });
});
