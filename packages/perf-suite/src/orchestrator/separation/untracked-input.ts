import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { listed } from '@perf-suite/command-line';
import type { Variant, Warning } from '@perf-suite/schema';
import { activitiesOf } from './activities.js';
import type { Observation } from './observe-sides.js';
import type { Trees } from './trees.js';

/**
 * Returns a warning where both sides look for a file that only head's folder has, since git does not keep it: a
 * switch or a setting that base runs without.
 * @param root absolute folder of head's project
 */
export function untrackedInput(observation: Observation, trees: Trees, root: string): Warning | null {
  const [inHead, inBase] = (['head', 'base'] as const).map((variant) =>
    lookedAt(observation, variant, trees),
  ) as [Map<string, string>, Map<string, string>];
  const onlyInHead = [...inHead].filter(([name, path]) => {
    const other = inBase.get(name);
    return other !== undefined && existsSync(path) && !existsSync(other);
  });
  const names = onlyInHead.filter(([, path]) => !isTracked(path, root)).map(([name]) => name);
  if (names.length === 0) return null;
  return {
    code: 'untracked-input',
    message: `it reads ${listed(names)}, which git does not keep, so that only head has it: base ran without it`,
    hint: 'Remove it, or give it to base too: --base-setup "cp ..."',
  };
}

function lookedAt(observation: Observation, variant: Variant, trees: Trees): Map<string, string> {
  const paths = activitiesOf(observation, variant).flatMap(({ files }) => files.map(({ path }) => path));
  const own = paths.filter(
    (path) => trees.ownerOf(path) === variant && !/[/\\](?:node_modules|\.perf|\.git)(?:[/\\]|$)/.test(path),
  );
  return new Map(own.map((path) => [trees.nameOf(path), path]));
}

function isTracked(path: string, root: string): boolean {
  try {
    return (
      execFileSync('git', ['ls-files', '--', path], { cwd: root, encoding: 'utf8', stdio: 'pipe' }) !== ''
    );
  } catch {
    // Without git nobody can say.
    return true;
  }
}
