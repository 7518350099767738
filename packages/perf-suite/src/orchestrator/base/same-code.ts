import { dirname, join } from 'node:path';
import type { Warning } from '@perf-suite/schema';
import type { Git } from './git.js';
import { readManifest } from './package-manifest.js';

/** Laid over both sides, or this tool's own: they make no difference. */
const SAME_ON_BOTH = /(^|\/)\.perf\/|\.bench\.[cm]?[jt]sx?$/;

/**
 * Returns the evidence that head is the same code as a commit: `tree 1a2b3c4`; null where they differ, or head
 * has changes that are not committed.
 */
export async function sameTree(git: Git, commit: string): Promise<string | null> {
  const [ofHead, ofBase] = await Promise.all(
    ['HEAD', commit].map((one) => git.try('rev-parse', '--verify', '--quiet', `${one}^{tree}`)),
  );
  if (!ofHead || ofHead !== ofBase || !(await isClean(git))) return null;
  return `tree ${ofHead.slice(0, 7)}`;
}

/** True where the working tree has what HEAD has. What git ignores is not looked at. */
export async function isClean(git: Git): Promise<boolean> {
  const listed = await git.try('status', '--porcelain', '--untracked-files=all', '-z');
  if (listed === null) return false;
  return listed
    .split('\0')
    .filter(Boolean)
    .every((entry) => entry.startsWith('?? ') && SAME_ON_BOTH.test(entry));
}

/** Returns the evidence that a project has these packages in the same versions: their names; null where it has not. */
export async function sameVersions(
  project: string,
  packages: ReadonlyMap<string, string>,
): Promise<string | null> {
  for (const [name, version] of packages) {
    if ((await installedVersion(project, name)) !== version) return null;
  }
  return [...packages].map(([name, version]) => `${name}@${version}`).join(', ');
}

async function installedVersion(project: string, name: string): Promise<string | null> {
  for (let folder = project; ; folder = dirname(folder)) {
    const manifest = await readManifest(join(folder, 'node_modules', name));
    if (manifest !== null) return manifest.version;
    if (folder === dirname(folder)) return null;
  }
}

/**
 * Returns the warning on a base that is the same code as head, with the evidence that it is; none for null. It is
 * said in the run and in all that is made of it: a verdict on nothing looks like any other.
 */
export function sameCodeWarnings(what: string | null): Warning[] {
  if (what === null) return [];
  return [
    {
      code: 'same-code',
      message: `base and head are the same code (${what}): what differs is noise`,
      hint: 'Such a run shows only how large the noise is; to compare, name another version. Build output and installed packages that git ignores were not compared.',
    },
  ];
}
