import { readFileSync, statSync } from 'node:fs';
import type { Variant } from '@perf-suite/schema';
import type { BenchmarkObserved } from '../../wire/observation.js';
import type { Observation } from './observe-sides.js';
import type { Trees } from './trees.js';

/** Larger files are compared by their size. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Returns whether the files that a side read in its own checkout hold the same on the other side. What is code is
 * compared elsewhere, by what of it ran.
 */
export function equalData(
  observation: Observation,
  sides: Readonly<Record<Variant, BenchmarkObserved>>,
  trees: Trees,
): boolean {
  const [base, head] = (['base', 'head'] as const).map((variant) =>
    contentsRead(observation, sides[variant], trees),
  ) as [Map<string, string>, Map<string, string>];
  return base.size === head.size && [...base].every(([name, content]) => head.get(name) === content);
}

function contentsRead(
  observation: Observation,
  { variant, setUp, first, between }: BenchmarkObserved,
  trees: Trees,
): Map<string, string> {
  const scripts = new Set([...observation.scripts.values()].map(({ path }) => path));
  const activities = [observation.loads[variant], setUp, first, between].filter(
    (activity) => activity !== undefined,
  );
  const contents = new Map<string, string>();
  for (const { path, kind } of activities.flatMap(({ files }) => files)) {
    if (kind === 'written' || scripts.has(path) || trees.ownerOf(path) !== variant) continue;
    contents.set(trees.nameOf(path), contentOf(path));
  }
  return contents;
}

function contentOf(path: string): string {
  try {
    const { size } = statSync(path);
    return size > MOST_BYTES ? `${size} bytes` : readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
