import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { prepareBase } from '../../src/orchestrator/base/prepare-base.js';
import { repositoryWith, temporaryFolder, writeFiles } from './temporary-repository.js';

const requestFor = (root: string) => ({
  root,
  setupCommand: null,
  cacheFolder: join(root, '.perf/base'),
  log: () => {},
  commandLimitMs: 500,
});

it('npm that waits for a registry that never answers is ended, and its folder is not kept', async () => {
  const root = temporaryFolder();
  const registry = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => registry.once('listening', resolve));
  onTestFinished(() => void registry.close());
  const { port } = registry.address() as { port: number };
  const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/` };
  const prepared = prepareBase({ ...requestFor(root), env, against: 'npm:no-such-package@1.0.0' });
  await expect(prepared).rejects.toMatchObject({
    code: 'setup-failed',
    message: 'npm install no-such-package@1.0.0: expected an end within 0.5 s, found none',
    hint: expect.stringContaining('npm ping'),
  });
});

it.skipIf(process.platform === 'win32')(
  'git that never ends is ended, and not taken for one that failed',
  async () => {
    const root = repositoryWith({ 'package.json': {} });
    const programs = temporaryFolder();
    writeFiles(programs, { git: '#!/bin/sh\nexec sleep 300\n' });
    chmodSync(join(programs, 'git'), 0o755);
    const env = { ...process.env, PATH: `${programs}:${process.env.PATH}` };
    await expect(prepareBase({ ...requestFor(root), env, against: 'main' })).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringMatching(/^git --version: expected an end within 0\.5 s, found none/),
    });
  },
);
