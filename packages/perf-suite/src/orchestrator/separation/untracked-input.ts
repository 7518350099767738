import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join, normalize } from 'node:path';
import { listed } from '@perf-suite/command-line';
import type { Variant, Warning } from '@perf-suite/schema';
import { activitiesOf } from './activities.js';
import type { Observation } from './observe-sides.js';
import type { Trees } from './trees.js';

/** Files of one side's folder, by their name in it. */
type Named = ReadonlyMap<string, string>;

/**
 * Returns a warning where head uses a file of its folder that git does not keep, and base runs without it or with
 * another one: a switch, a setting, or a cache that older code left there.
 * @param root absolute folder of head's project
 * @param setUp the command that sets up base
 */
export function untrackedInput(
  observation: Observation,
  trees: Trees,
  { root, setUp }: { readonly root: string; readonly setUp: string },
): Warning | null {
  const only = onlyInHead(observation, trees, root);
  const [first] = only;
  if (first !== undefined) {
    return {
      code: 'untracked-input',
      message: `it uses ${listed(only)}, which git does not keep, so that only head has it: base ran without it`,
      hint: `Remove it, or give it to base too: --base-setup "${setUp} && cp -r ${join(root, first)} ${first}"`,
    };
  }
  const old = olderThanBases(observation, trees, root);
  if (old.length === 0) return null;
  return {
    code: 'untracked-input',
    message: `it reads ${listed(old)}, which git does not keep: head's is older than this run, while base made its own`,
    hint: 'Remove it before the run, so that both make it anew.',
  };
}

function onlyInHead(observation: Observation, trees: Trees, root: string): string[] {
  const inHead = lookedAt(observation, 'head', trees);
  const inBase = lookedAt(observation, 'base', trees);
  const missedByBase = [...inHead].filter(([name, path]) => {
    const other = inBase.get(name);
    return other !== undefined && existsSync(path) && !existsSync(other);
  });
  const scripts = scriptsOf(observation, 'head', trees);
  const baseHas = new Set([...inBase.keys(), ...scriptsOf(observation, 'base', trees).keys()]);
  const further = [...scripts, ...inHead].filter(
    ([name, path]) => !baseHas.has(name) && existsSync(path) && !isFromThisRun(path),
  );
  return [...new Map([...missedByBase, ...further.filter(([name, path]) => isMissed(name, path))])]
    .filter(([, path]) => !isTracked(path, root))
    .map(([name]) => name);

  // A new module that is not committed yet, and what a build made, belong to head's change.
  function isMissed(name: string, path: string): boolean {
    if (isNamedInBase(observation, trees, name)) return true;
    const hasNeighbours = [...baseHas].some((other) => dirname(other) === dirname(name));
    return scripts.has(name) && !hasNeighbours && isIgnored(path, root);
  }
}

/** Node looks for modules itself, unseen: what base's code names, it looks for. */
function isNamedInBase(observation: Observation, trees: Trees, name: string): boolean {
  const wanted = new Set([name, withoutExtension(name)]);
  return [...observation.scripts.values()].some(({ path, source }) => {
    if (path === null || source === null || trees.ownerOf(path) !== 'base') return false;
    const folder = dirname(trees.nameOf(path));
    return [...source.matchAll(/(['"`])([^'"`\n]+)\1/g)].some(
      ([, , text = '']) => wanted.has(join(folder, text)) || wanted.has(normalize(text)),
    );
  });
}

function withoutExtension(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}

/** Files that head found there and only read, while base, which had none, wrote its own. */
function olderThanBases(observation: Observation, trees: Trees, root: string): string[] {
  const written = (variant: Variant) => accessed(observation, variant, trees, 'written');
  const byBase = written('base');
  const byHead = written('head');
  return [...accessed(observation, 'head', trees, 'read')]
    .filter(([name, path]) => byBase.has(name) && !byHead.has(name) && isFile(path) && !isFromThisRun(path))
    .filter(([, path]) => !isTracked(path, root))
    .map(([name]) => name);
}

function lookedAt(observation: Observation, variant: Variant, trees: Trees): Named {
  return new Map([
    ...accessed(observation, variant, trees, 'read'),
    ...accessed(observation, variant, trees, 'written'),
  ]);
}

function accessed(
  observation: Observation,
  variant: Variant,
  trees: Trees,
  wanted: 'read' | 'written',
): Named {
  const files = activitiesOf(observation, variant).flatMap((activity) => activity.files);
  return ownOf(
    files.filter(({ kind }) => kind === wanted).map(({ path }) => path),
    variant,
    trees,
  );
}

function scriptsOf(observation: Observation, variant: Variant, trees: Trees): Named {
  return ownOf(
    [...observation.scripts.values()].flatMap(({ path }) => path ?? []),
    variant,
    trees,
  );
}

function ownOf(paths: readonly string[], variant: Variant, trees: Trees): Named {
  // Of what is installed, only caches hold what a run leaves there.
  const own = paths.filter(
    (path) =>
      trees.ownerOf(path) === variant &&
      !/[/\\](?:node_modules(?![/\\]\.cache[/\\])|\.perf|\.git)(?:[/\\]|$)/.test(path),
  );
  return new Map(own.map((path) => [trees.nameOf(path), path]));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isFromThisRun(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= performance.timeOrigin;
}

function isTracked(path: string, root: string): boolean {
  return git(root, ['ls-files', '--', path])?.trim() !== '';
}

function isIgnored(path: string, root: string): boolean {
  return git(root, ['check-ignore', '--quiet', '--', path]) !== null;
}

/** Returns what git prints; null where it fails: without git nobody can say. */
function git(root: string, args: readonly string[]): string | null {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return null;
  }
}
