/** Who may import whom; see docs/architecture.md. Checked by `pnpm check:imports`. */

/** A package may import only the packages listed here, whether from source or built. */
const allowed = {
  schema: [],
  'page-parts': [],
  'command-line': ['schema'],
  'perf-guard': ['schema', 'command-line'],
  exporter: ['schema', 'command-line'],
  stream: ['schema', 'command-line', 'page-parts'],
  history: ['schema', 'command-line'],
  'perf-analyze': ['schema', 'command-line', 'history', 'perf-guard', 'page-parts'],
  instrument: [],
  load: ['schema', 'command-line'],
  'perf-suite': ['schema', 'command-line', 'perf-guard', 'exporter', 'stream', 'instrument', 'load'],
};
const packageNames = Object.keys(allowed);

const directions = packageNames.map((name) => {
  const forbidden = packageNames.filter((other) => other !== name && !allowed[name].includes(other));
  return {
    name: `${name}-imports-only-${['itself', ...allowed[name]].join('-')}`,
    severity: 'error',
    from: { path: `^packages/${name}/(src|page)/` },
    to: { path: forbidden.length > 0 ? `^packages/(${forbidden.join('|')})/` : '^$' },
  };
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'every-import-is-declared-and-found',
      severity: 'error',
      from: { path: '^packages/', pathNot: 'fixtures' },
      to: { couldNotResolve: true },
    },
    {
      name: 'published-code-imports-no-development-dependency',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
    {
      name: 'schema-touches-files-only-under-src-node',
      severity: 'error',
      from: { path: '^packages/schema/src/', pathNot: '^packages/schema/src/node/|\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'judging-touches-no-system',
      severity: 'error',
      from: {
        path: '^packages/perf-guard/src/(statistics|paired|stored|report|render)/',
        pathNot: '\\.test\\.ts$',
      },
      // These two only compute.
      to: { dependencyTypes: ['core'], pathNot: '^(util|vm)$' },
    },
    {
      // Also of packages/testing, whose path has /testing/ in it.
      name: 'product-imports-no-tests',
      severity: 'error',
      from: { path: '^(packages/[^/]+|monitoring)/(src|page)/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '\\.test\\.ts$|/testing/|^packages/[^/]+/test/' },
    },
    {
      name: 'tests-of-other-packages-are-not-imported',
      comment: 'What tests of two packages need is in packages/testing.',
      severity: 'error',
      from: { path: '^(packages/[^/]+|monitoring|bench|examples)/' },
      to: { path: '^packages/[^/]+/test/|^packages/.+/testing/', pathNot: '^$1/' },
    },
    // perf-suite runs in two processes; they meet in what both share.
    {
      name: 'measuring-process-knows-no-orchestrator',
      severity: 'error',
      from: { path: '^packages/perf-suite/src/(api|wire|worker)/' },
      to: { path: '^packages/perf-suite/src/orchestrator/' },
    },
    {
      name: 'orchestrator-knows-no-measuring-process',
      severity: 'error',
      from: { path: '^packages/perf-suite/src/(api|wire|orchestrator)/' },
      to: { path: '^packages/perf-suite/src/worker/' },
    },
    {
      name: 'what-benchmark-files-import-knows-no-process',
      severity: 'error',
      from: { path: '^packages/perf-suite/src/(api|index)' },
      to: { path: '^packages/perf-suite/src/(wire|worker|orchestrator)/' },
    },
    {
      name: 'monitoring-imports-only-the-exporter',
      severity: 'error',
      from: { path: '^monitoring/src/' },
      to: { path: '^packages/(?!exporter/)' },
    },
    {
      name: 'tests-of-monitoring-also-write-run-files-and-judge-them',
      severity: 'error',
      from: { path: '^monitoring/', pathNot: '^monitoring/src/' },
      to: { path: '^packages/(stream|perf-suite)/' },
    },
    ...directions,
  ],
  options: {
    // Not excluded: an import of another package is resolved to its built declarations.
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '(^|/)fixtures/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.check.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
