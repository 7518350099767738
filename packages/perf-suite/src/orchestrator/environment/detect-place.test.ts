import { describe, expect, it } from 'vitest';
import { detectCi } from './detect-ci.js';
import { detectContainer } from './detect-container.js';

describe('detectContainer', () => {
  const within = (files: Record<string, string>, variables: Record<string, string> = {}) =>
    detectContainer((path) => files[path] ?? null, variables);

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['docker', { '/.dockerenv': '' }, {}],
    ['podman', { '/run/.containerenv': '' }, {}],
    ['kubernetes', { '/.dockerenv': '' }, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }],
    ['kubernetes', { '/proc/1/cgroup': '0::/kubepods/besteffort/pod1' }, {}],
    ['docker', { '/proc/1/cgroup': '4:memory:/docker/abc' }, {}],
    ['podman', { '/proc/1/cgroup': '0::/machine.slice/libpod-abc.scope' }, {}],
    ['lxc', {}, { container: 'lxc' }],
  ])('finds %s', (name, files, variables) => {
    expect(within(files, variables)).toBe(name);
  });

  it('finds none on a plain machine', () => {
    expect(within({ '/proc/1/cgroup': '0::/init.scope' })).toBeNull();
  });
});

describe('detectCi', () => {
  it('names the system, or just says ci', () => {
    expect(detectCi({ CI: 'true', GITHUB_ACTIONS: 'true' })).toBe('github-actions');
    expect(detectCi({ CI: 'true', GITLAB_CI: 'true' })).toBe('gitlab-ci');
    expect(detectCi({ JENKINS_URL: 'http://ci/' })).toBe('jenkins');
    expect(detectCi({ CI: '1' })).toBe('ci');
  });

  it('is not misled by a variable that says no', () => {
    expect(detectCi({ CI: 'false', GITHUB_ACTIONS: '' })).toBeNull();
    expect(detectCi({})).toBeNull();
  });
});
