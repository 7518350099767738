import { describe, expect, it } from 'vitest';
import { readCgroupLimits } from './cgroup-limits.js';

const filesOf = (files: Readonly<Record<string, string>>) => (path: string) => files[path] ?? null;

describe('readCgroupLimits', () => {
  it('takes the tightest of a v2 group and those above it', () => {
    const readText = filesOf({
      '/proc/self/cgroup': '0::/kubepods/pod1\n',
      '/sys/fs/cgroup/kubepods/pod1/cpu.max': '250000 100000\n',
      '/sys/fs/cgroup/kubepods/cpu.max': '150000 100000\n',
      '/sys/fs/cgroup/cpu.max': 'max 100000\n',
      '/sys/fs/cgroup/kubepods/pod1/memory.max': '536870912\n',
      '/sys/fs/cgroup/kubepods/memory.max': 'max\n',
    });
    expect(readCgroupLimits(readText)).toEqual({ cores: 1.5, memoryBytes: 536_870_912 });
  });

  it('finds the mount itself where the path is one of the host (a container with v1)', () => {
    const readText = filesOf({
      '/proc/self/cgroup': '4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n1:name=systemd:/x\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '50000\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '1073741824\n',
    });
    expect(readCgroupLimits(readText)).toEqual({ cores: 0.5, memoryBytes: 1_073_741_824 });
  });

  it.each<[string, Record<string, string>]>([
    ['no control groups', {}],
    [
      'a v2 group without limits',
      { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' },
    ],
    [
      'v1 groups without limits',
      {
        '/proc/self/cgroup': '4:memory:/\n2:cpu:/\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      },
    ],
    [
      'files that make no sense',
      { '/proc/self/cgroup': 'x\n0::/\n', '/sys/fs/cgroup/cpu.max': 'abc', '/sys/fs/cgroup/memory.max': '' },
    ],
  ])('finds no limit with %s', (_, files) => {
    expect(readCgroupLimits(filesOf(files))).toEqual({ cores: null, memoryBytes: null });
  });
});
