/** Extensions of a config that is code. */
export const CONFIG_MODULES = ['.ts', '.mts', '.js', '.mjs', '.cjs'] as const;

/** Where a root's config may be, the first one found being it. */
export const CONFIG_PLACES: readonly string[] = [
  ...[...CONFIG_MODULES, '.json'].map((extension) => `perf.config${extension}`),
  'package.json',
];
