import os from 'node:os';
import { environmentSchema, parseWith } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint.js';
import { readEnvironment } from './read-environment.js';

describe('readEnvironment', () => {
  it('reports the truth about this machine, in the form that run files take', async () => {
    const environment = await readEnvironment();
    expect(parseWith(environmentSchema, environment, 'here')).toEqual(environment);
    expect(environment.os).toEqual({ platform: process.platform, release: os.release(), arch: process.arch });
    expect(environment.runtime.node).toBe(process.versions.node);
    expect(environment.cpu.availableCores).toBeGreaterThan(0);
    expect(environment.cpu.availableCores).toBeLessThanOrEqual(os.availableParallelism());
    expect(environment.memory.totalBytes).toBe(os.totalmem());
    expect(environment.fingerprint).toBe(fingerprintOf(environment));
  });

  it('takes the name from the user, else from CI, else local', async () => {
    expect((await readEnvironment({ name: 'lab-3', variables: { CI: '1' } })).name).toBe('lab-3');
    expect((await readEnvironment({ variables: { GITHUB_ACTIONS: 'true' } })).name).toBe('github-actions');
    expect((await readEnvironment({ variables: {} })).name).toBe('local');
  });

  it('keeps the same fingerprint under another name', async () => {
    const [a, b] = await Promise.all([readEnvironment({ name: 'a' }), readEnvironment({ name: 'b' })]);
    expect(a?.fingerprint).toBe(b?.fingerprint);
  });

  it('applies a quota, and lists the flags of measured processes, not its own options', async () => {
    const files: Record<string, string> = {
      '/proc/self/cgroup': '0::/\n',
      '/sys/fs/cgroup/cpu.max': '50000 100000\n',
      '/sys/fs/cgroup/memory.max': '104857600\n',
    };
    const environment = await readEnvironment({
      variables: { NODE_OPTIONS: '--no-opt' },
      flags: ['--expose-gc', '--no-lazy'],
      readText: (path) => files[path] ?? null,
    });
    expect(environment.cpu.availableCores).toBe(0.5);
    expect(environment.memory.limitBytes).toBe(104_857_600);
    expect(environment.runtime.flags).toEqual(['--expose-gc', '--no-lazy']);
  });

  it('ignores a memory limit above what the machine has', async () => {
    const files: Record<string, string> = {
      '/proc/self/cgroup': '0::/\n',
      '/sys/fs/cgroup/memory.max': String(os.totalmem() + 1),
    };
    const environment = await readEnvironment({ readText: (path) => files[path] ?? null });
    expect(environment.memory.limitBytes).toBeNull();
  });
});
