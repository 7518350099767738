import { benchmark } from '../project-snippets.js';
import type { Way } from '../way.js';

/** Ways to reach a package that is compared with another of its versions; head's `satisfies` takes three times as long. */
export const NPM_PACKAGES: readonly Way[] = [
  semver('imported as usual', "import semver from 'semver';"),
  semver(
    'imported dynamically: `await import("semver")`',
    "const { default: semver } = await import('semver');",
  ),
  semver(
    'required through `createRequire(import.meta.url)`',
    "import { createRequire } from 'node:module';\nconst semver = createRequire(import.meta.url)('semver');",
  ),
  {
    ...semver('in a package that no benchmark imports', ''),
    name: 'of no package that is compared: no benchmark imports it',
    base: { 'bench/work.bench.mjs': benchmark('', "() => 'one'.concat('two')") },
    expected: { outcome: 'refused', says: /expected a benchmark that imports semver, found none/ },
  },
];

function semver(name: string, imports: string): Way {
  return {
    name: `in a package of npm that is ${name}`,
    kind: 'wrong files',
    base: {
      'bench/work.bench.mjs': benchmark(
        imports,
        "() => { let last; for (let i = 0; i < 20; i++) last = semver.satisfies('1.' + i + '.3', '^1.2.0'); return last; }",
      ),
    },
    head: {},
    install: ['semver@5.7.0'],
    args: ['--against', 'npm:semver@7.8.5'],
    expected: { outcome: 'found' },
  };
}
