import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeDemoRepository } from './demo-repository.mjs';

const LOCKFILES = { npm: 'package-lock.json', pnpm: 'pnpm-lock.yaml', yarn: 'yarn.lock' } as const;

describe.each(['npm', 'pnpm', 'yarn'] as const)('makeDemoRepository with %s', (manager) => {
  it.each([false, true])('commits its lockfile and installs the stemmer (workspace: %s)', (workspace) => {
    const parent = mkdtempSync(join(tmpdir(), 'perf-demo-'));
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
    const { folder, packageFolder } = makeDemoRepository({
      folder: join(parent, 'demo'),
      manager,
      workspace,
    });
    const tracked = execFileSync('git', ['ls-files'], { cwd: folder, encoding: 'utf8' }).split('\n');
    expect(tracked).toContain(LOCKFILES[manager]);
    const stem = `console.log(require('word-stemmer').stem('watching'))`;
    expect(execFileSync('node', ['--eval', stem], { cwd: packageFolder, encoding: 'utf8' }).trim()).toBe(
      'watch',
    );
    expect(existsSync(join(packageFolder, 'bench/search.bench.ts'))).toBe(true);
  });
});
