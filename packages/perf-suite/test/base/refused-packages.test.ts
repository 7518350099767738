import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { perfSuite } from '../failures/run-command.js';
import { temporaryFolder, writeFiles } from './temporary-repository.js';

it.each(['--foo', 'semver@http:host', 'semver@..', 'semver@file:x', '../x'])(
  'run --against npm:%s ends with 2, and npm never starts',
  async (text) => {
    const root = temporaryFolder();
    writeFiles(root, {
      'a.bench.js': `import { suite } from 'perf-suite';\nexport default suite(({ bench }) => { bench('one', () => 1); });\n`,
      'bin/npm': '#!/bin/sh\ntouch "$STARTED"\n',
    });
    chmodSync(join(root, 'bin/npm'), 0o755);
    const variables = { PATH: `${join(root, 'bin')}:${process.env.PATH}`, STARTED: join(root, 'started') };
    const { exitCode, stderr } = await perfSuite(['run', '--against', `npm:${text}`], {
      cwd: root,
      variables,
    });
    expect(exitCode, stderr).toBe(2);
    expect(stderr).toContain(`expected npm:name@version, found "${text}"`);
    expect(existsSync(join(root, 'started'))).toBe(false);
  },
);
