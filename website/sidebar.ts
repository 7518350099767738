import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { linkOf } from './pages.js';

type Item = DefaultTheme.SidebarItem;

/** The order in which a reader needs the pages. Pages of docs/ that are not here follow at the end of the guide. */
const GUIDE = [
  'docs/measuring.md',
  'docs/existing-benchmarks.md',
  'docs/commands.md',
  'docs/services.md',
  'docs/judging.md',
  'docs/why-it-got-slower.md',
  'docs/bisect.md',
  'docs/load.md',
  'docs/ci.md',
  'docs/history.md',
  'docs/history-import.md',
  'docs/analysis.md',
  'docs/instrument.md',
  'docs/workspaces.md',
  'docs/shell-completions.md',
];
const EVIDENCE = [
  'docs/how-it-decides.md',
  'docs/accuracy.md',
  'docs/hidden-slowdowns.md',
  'docs/silent-passes.md',
  'docs/compatibility.md',
];
const MONITORING = [
  'docs/monitoring/quick-start.md',
  'docs/monitoring/README.md',
  'docs/monitoring/dashboards.md',
  'docs/monitoring/live.md',
  'docs/metrics.md',
  'docs/monitoring/custom-metrics.md',
  'docs/monitoring/services.md',
  'docs/monitoring/alerts.md',
  'docs/monitoring/kubernetes.md',
  'docs/monitoring/troubleshooting.md',
  'docs/monitoring/routine.md',
  'docs/monitoring/operations.md',
];
const LIVE = ['packages/stream/README.md', 'packages/stream/PROTOCOL.md'];
const PACKAGES = [
  'perf-guard',
  'exporter',
  'history',
  'perf-analyze',
  'load',
  'instrument',
  'schema',
  'command-line',
].map((name) => `packages/${name}/README.md`);
const PROJECT = [
  'docs/architecture.md',
  'docs/glossary.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
];
const BENCHES = ['bench/README.md', 'examples/README.md', 'examples/service/README.md'];

/** Returns the pages in groups; each is called what its heading says. */
export function sidebarOf(root: string): Item[] {
  const item = (file: string): Item => ({ text: headingOf(join(root, file)), link: linkOf(file) });
  const pagesIn = (folder: string) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .map((name) => `${folder}/${name}`);
  const folded = (text: string, folder: string): Item => ({
    text,
    collapsed: true,
    items: pagesIn(folder).map(item),
    ...(existsSync(join(root, folder, 'README.md')) && { link: linkOf(`${folder}/README.md`) }),
  });
  const placed = new Set([...GUIDE, ...EVIDENCE, ...MONITORING, ...PROJECT]);
  const others = pagesIn('docs').filter((page) => !placed.has(page));
  return [
    {
      text: 'Guide',
      items: [
        { text: 'Overview', link: linkOf('README.md') },
        ...[...GUIDE, ...others].map(item),
        folded('Harness by harness', 'docs/harnesses'),
      ],
    },
    { text: 'How far to trust it', items: EVIDENCE.map(item) },
    {
      text: 'Monitoring',
      items: [...MONITORING.map(item), folded('Runbooks', 'docs/monitoring/runbooks')],
    },
    { text: 'Live stream', items: LIVE.map(item) },
    { text: 'Packages', items: PACKAGES.map(item) },
    {
      text: 'Project',
      items: [
        ...PROJECT.map(item),
        folded('Decisions', 'docs/decisions'),
        { text: 'Benches and examples', collapsed: true, items: BENCHES.map(item) },
      ],
    },
  ];
}

function headingOf(path: string): string {
  const heading = /^# (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
  if (heading === undefined) throw new Error(`${path}: expected a heading that begins with "# ", found none`);
  return heading.replaceAll('`', '');
}
