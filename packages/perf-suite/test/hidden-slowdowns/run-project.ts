import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseReport, type Verdict, type Warning } from '@perf-suite/schema';
import { freePort } from '@perf-suite/testing/real-server';
import { git, writeFiles } from '../base/temporary-repository.js';
import { type Finished, perfSuite } from '../failures/run-command.js';
import type { Files, Way } from './way.js';

/** Few and short rounds: a change of 30 % is found, and no other one passes for it. */
const SETTINGS = [
  '--rounds',
  '7',
  '--time',
  '30ms',
  '--warmup',
  '40ms',
  '--min-effect',
  '10%',
  '--format',
  'json',
];

/** How long before head's change everything else was written. */
const AGE_S = 600;

export interface Outcome extends Finished {
  /** Null where no benchmark was judged. */
  readonly verdict: Verdict | null;
  /** p50 of head is slower by this much, in %; null where it was not measured on both sides. */
  readonly slowerPercent: number | null;
  /** The verdict in words; null where no benchmark was judged. */
  readonly summary: string | null;
  /** All warnings, of the run as well as of the benchmark. */
  readonly warnings: readonly Warning[];
}

export interface RunOptions {
  /** Leaves the project's folder, and says where it is. */
  readonly keep?: boolean;
  /** Further arguments of the command. */
  readonly args?: readonly string[];
}

/** Makes the project in a folder of its own, compares it with `main` by the real command, and removes it. */
export async function runProject(way: Way, options: RunOptions = {}): Promise<Outcome> {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'perf-hidden-')));
  try {
    return await runIn(place, way, options.args ?? []);
  } finally {
    if (options.keep === true) process.stderr.write(`${way.name}: ${place}\n`);
    else rmSync(place, { recursive: true, force: true });
  }
}

async function runIn(place: string, way: Way, args: readonly string[]): Promise<Outcome> {
  const head = join(place, 'project');
  const outside = join(place, 'outside');
  const port = `${await freePort()}`;
  const fill = (text: string): string =>
    text.replaceAll('{{head}}', head).replaceAll('{{outside}}', outside).replaceAll('{{port}}', port);
  makeProject(head, outside, way, fill);
  const env = Object.fromEntries(Object.entries(way.env ?? {}).map(([name, value]) => [name, fill(value)]));
  const against = way.args?.includes('--against') ? [] : ['--against', 'main'];
  const finished = await perfSuite(['run', ...against, ...SETTINGS, ...(way.args ?? []).map(fill), ...args], {
    cwd: head,
    variables: {
      ...TAKEN_AWAY,
      PERF_SUITE_ALL: undefined,
      XDG_CACHE_HOME: join(place, 'cache'),
      HOME: join(place, 'home'),
      ...env,
    },
  });
  return describeOutcome(finished);
}

function makeProject(head: string, outside: string, way: Way, fill: (text: string) => string): void {
  for (const folder of [head, outside, join(dirname(head), 'home')]) mkdirSync(folder, { recursive: true });
  const before = filled(way.base, fill);
  writeFiles(outside, filled(way.outside ?? {}, fill));
  writeFiles(head, {
    '.gitignore': `${ignoredPaths(way).join('\n')}\n`,
    'package.json': { name: 'project', version: '1.0.0', private: true },
    ...before,
  });
  for (const [path, content] of Object.entries(before)) {
    if (content.startsWith('#!')) chmodSync(join(head, path), 0o755);
  }
  for (const [path, target] of Object.entries(way.links ?? {})) {
    mkdirSync(dirname(join(head, path)), { recursive: true });
    symlinkSync(fill(target), join(head, path));
  }
  git(head, 'init', '--quiet', '--initial-branch=main');
  commitAll(head, 'Base');
  const ignored = filled(way.ignored ?? {}, fill);
  writeFiles(head, ignored);
  const then = Date.now() / 1000 - AGE_S;
  for (const path of [...Object.keys(before), ...Object.keys(ignored)])
    utimesSync(join(head, path), then, then);
  if (way.install !== undefined) installPackages(head, way.install);
  git(head, 'checkout', '--quiet', '-b', 'change');
  writeFiles(head, filled(way.head, fill));
  commitAll(head, 'Head');
  writeFiles(head, filled(way.uncommitted ?? {}, fill));
}

function ignoredPaths({ ignored, install }: Way): string[] {
  const installed = install === undefined ? [] : ['node_modules', 'package-lock.json'];
  return ['.perf', 'ignored', '.cache', ...installed, ...Object.keys(ignored ?? {})];
}

function installPackages(folder: string, packages: readonly string[]): void {
  const flags = ['--no-save', '--no-audit', '--no-fund', '--prefer-offline'];
  execFileSync('npm', ['install', ...flags, ...packages], { cwd: folder, stdio: 'pipe' });
}

function commitAll(folder: string, message: string): void {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', message);
}

function filled(files: Files, fill: (text: string) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      fill(typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`),
    ]),
  );
}

/** Variables of whoever runs the tests that would change what the projects do. */
const TAKEN_AWAY = { CI: undefined, NODE_ENV: undefined, NODE_PATH: undefined, VITEST: undefined };

/** What `--format json` prints, as far as it is needed here. */
interface Printed {
  readonly report: unknown;
  readonly warnings: readonly Warning[];
  readonly benchmarks: readonly {
    readonly failure: { readonly message: string } | null;
    readonly warnings: readonly Warning[];
  }[];
}

function describeOutcome(finished: Finished): Outcome {
  // What ends without a result has an error on standard error.
  if (!finished.stdout.trimStart().startsWith('{'))
    return { ...finished, verdict: null, slowerPercent: null, summary: null, warnings: [] };
  const { report, warnings, benchmarks }: Printed = JSON.parse(finished.stdout);
  const judged = report == null ? null : parseReport(report, 'standard output');
  const [comparison] = judged?.comparisons ?? [];
  const p50 = comparison?.percentiles.find(({ percentile }) => percentile === 'p50');
  const all = [
    ...(comparison?.warnings ?? []),
    ...(comparison?.percentiles ?? []).flatMap((one) => one.warnings),
    ...benchmarks.flatMap((one) => one.warnings),
    ...benchmarks.flatMap(({ failure }) =>
      failure === null ? [] : [{ code: 'failed', message: failure.message }],
    ),
    ...warnings,
    ...(judged?.warnings ?? []),
  ];
  return {
    ...finished,
    verdict: comparison?.verdict ?? null,
    summary: comparison?.summary ?? null,
    slowerPercent: p50?.change == null ? null : Math.round(p50.change.point * 1000) / 10,
    warnings: [...new Map(all.map((warning) => [`${warning.code} ${warning.message}`, warning])).values()],
  };
}
