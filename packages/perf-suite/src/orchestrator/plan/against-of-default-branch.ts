import type { Warning } from '@perf-suite/schema';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';
import { childEnvironment } from '../base/child-environment.js';
import { type Git, gitIn } from '../base/git.js';
import { runCommand } from '../base/run-command.js';
import { CONFIG_PLACES } from '../config/config-places.js';
import type { PartialSettings, Settings } from '../config/settings-table.js';
import { variableOf } from '../config/settings-table.js';

export interface AgainstRequest {
  /** Absolute project folder. */
  readonly root: string;
  readonly flags: PartialSettings;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** The first that exists counts. */
const DEFAULT_BRANCHES = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/**
 * Returns a warning where the config of the repository's default branch says what to compare with, and this one says
 * otherwise or nothing: a change could so keep itself from being compared with what it is to be compared with.
 */
export async function changedAgainst(
  { root, flags, variables }: AgainstRequest,
  { against }: Pick<Settings, 'against'>,
): Promise<Warning[]> {
  // Whoever starts the run says it.
  if (flags.against != null || variables[variableOf('against')]) return [];
  const git = gitIn(root, childEnvironment({ ...variables }), runCommand);
  const found = await againstOfDefaultBranch(git).catch(() => null);
  return found === null ? [] : againstWarnings(against, found.against, `of ${found.branch}`);
}

/**
 * Returns a warning where `against` of this config is not as it is in another.
 * @param whose completes "the config ..."
 */
export function againstWarnings(now: string | null, before: string | null, whose: string): Warning[] {
  if (before === null || before === now) return [];
  const found =
    now === null
      ? 'this one has no "against": this run compares with nothing by itself'
      : `this one with "${now}": what changed before that is not seen`;
  return [
    {
      code: 'against-changed',
      message: `the config ${whose} compares with "${before}", ${found}`,
      hint: `Nothing is wrong where this is meant; else restore it, or pass --against ${before}.`,
    },
  ];
}

async function againstOfDefaultBranch(git: Git): Promise<{ branch: string; against: string } | null> {
  const refs = DEFAULT_BRANCHES.flatMap((name) => [`refs/remotes/${name}`, `refs/heads/${name}`]);
  const known = await git.try('for-each-ref', '--format=%(refname)', ...refs);
  const names = (known ?? '').split('\n').map((ref) => ref.replace(/^refs\/(?:remotes|heads)\//, ''));
  const branch = DEFAULT_BRANCHES.find((name) => names.includes(name));
  if (branch === undefined) return null;
  const places = await git.try('ls-tree', '--name-only', branch, '--', ...CONFIG_PLACES);
  const present = CONFIG_PLACES.filter((place) => (places ?? '').split('\n').includes(place));
  for (const place of present) {
    const text = await git.try('show', `${branch}:./${place}`);
    const config = text === null ? null : configIn(text, place);
    if (config !== null) return config.against === null ? null : { branch, against: config.against };
  }
  return null;
}

/** What a config file says; null where it is none. One that is code is read, not run: it may import what is not there. */
function configIn(text: string, place: string): { readonly against: string | null } | null {
  if (!place.endsWith('.json')) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    return { against: /["']?\bagainst\b["']?\s*:\s*(["'`])(.+?)\1/.exec(code)?.[2] ?? null };
  }
  try {
    const value = parseJsonBytes(Buffer.from(text), place) as Readonly<Record<string, unknown>> | null;
    const config = place === 'package.json' ? value?.perf : value;
    if (typeof config !== 'object' || config === null) return null;
    const { against } = config as { readonly against?: unknown };
    return { against: typeof against === 'string' ? against : null };
  } catch {
    return null;
  }
}
