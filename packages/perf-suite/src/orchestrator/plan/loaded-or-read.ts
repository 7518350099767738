import type { LoadedByFile } from './code-snapshot.js';
import type { Plan } from './plan.js';

/**
 * Joins what a benchmark file imports with what it was seen to load and read; leaves out what does not load. What those
 * load that are in the place of a file counts for that file, which they are found by.
 * @param seen by benchmark file
 */
export function loadedOrRead(
  { brokenFiles, replaced }: Pick<Plan, 'brokenFiles' | 'replaced'>,
  imported: LoadedByFile,
  seen: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const broken = new Set(brokenFiles.map(({ file }) => file));
  const inPlace = new Set(replaced);
  const everything = [
    ...[...imported.values()].flatMap((paths) => paths ?? []),
    ...[...seen.values()].flat(),
  ];
  return new Map(
    [...imported].flatMap(([file, paths]) => {
      if (paths === null || broken.has(file)) return [];
      const own = inPlace.has(file) ? everything : [...paths, ...(seen.get(file) ?? [])];
      return [[file, [...new Set(own)]] as const];
    }),
  );
}
