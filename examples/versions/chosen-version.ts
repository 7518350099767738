/**
 * Returns the version of a library that this run measures: `current`, or `old` where the environment
 * says EXAMPLES_VERSIONS=old. So two runs of the same benchmarks can be compared with `perf-guard check`.
 *
 * A run with `--against npm:<library>@<version>` needs none of this: it gives the base variant another
 * copy of the library under the same name.
 */
export function chosenVersion<Library>(versions: {
  readonly current: Library;
  readonly old: Library;
}): Library {
  const choice = process.env.EXAMPLES_VERSIONS ?? 'current';
  if (choice === 'current' || choice === 'old') return versions[choice];
  throw new Error(`EXAMPLES_VERSIONS is ${JSON.stringify(choice)}: expected "current" or "old"`);
}
