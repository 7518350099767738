import type { ReadText } from './read-text.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** Returns the kind of container this process runs in (`docker`, `podman`, `kubernetes`, ...), or null. */
export function detectContainer(readText: ReadText, variables: Variables): string | null {
  if (variables.KUBERNETES_SERVICE_HOST) return 'kubernetes';
  if (readText('/run/.containerenv') !== null) return 'podman';
  if (readText('/.dockerenv') !== null) return 'docker';
  // Set by systemd-nspawn, LXC and podman for the first process and often passed on.
  if (variables.container) return variables.container;
  const group = readText('/proc/1/cgroup') ?? '';
  const named = /\b(docker|kubepods|containerd|lxc|libpod)\b/.exec(group)?.[1];
  if (named === 'kubepods') return 'kubernetes';
  if (named === 'libpod') return 'podman';
  return named ?? null;
}
