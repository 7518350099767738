import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lockCore } from './core-lock.js';

/** No machine has such cores, so that no run on this one holds them. */
const CORE = 1_000_000 + 10 * process.pid;

const BUILT = join(
  dirname(createRequire(import.meta.url).resolve('perf-suite/package.json')),
  'dist/orchestrator/processes/core-lock.js',
);

describe.runIf(process.platform === 'linux')('the lock of a core', () => {
  it('is held by one run at a time, and says nothing of other cores', async () => {
    const release = await lockCore(CORE);
    expect(release).not.toBeNull();
    expect(await lockCore(CORE)).toBeNull();
    const releaseOther = await lockCore(CORE + 1);
    expect(releaseOther).not.toBeNull();
    releaseOther?.();
    release?.();
    const again = await lockCore(CORE);
    expect(again).not.toBeNull();
    again?.();
  });

  it('is free again once its process was killed', async () => {
    const program = `
      const { lockCore } = await import(${JSON.stringify(pathToFileURL(BUILT).href)});
      if (await lockCore(${CORE + 2}) === null) throw new Error('taken');
      console.log('locked');
      setInterval(() => {}, 1000);
    `;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', program]);
    await once(holder.stdout, 'data');
    expect(await lockCore(CORE + 2)).toBeNull();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const release = await lockCore(CORE + 2);
    expect(release).not.toBeNull();
    release?.();
  });
});
