import { createHash } from 'node:crypto';
import { printable } from '@perf-suite/command-line';
import type { ChangeEntry, RunSummary } from '@perf-suite/history';
import type { BenchmarkColumns, EnvironmentHistory } from '../history/environment-history.js';
import { isChangeOf } from '../life-cycle/is-change-of.js';
import { changesForPages } from './change-data.js';
import { blockForPages, blockSizeFor, columnForPages } from './column-data.js';
import { overviewForPages } from './overview-data.js';
import { runsForPages } from './runs-data.js';
import { safeName } from './safe-name.js';
import {
  type BenchmarkData,
  type ChangesData,
  DATA_NAMES,
  DATA_VARIABLE,
  type OverviewData,
  type RunsData,
  type SiteChange,
  type SiteData,
  type SiteEnvironment,
} from './site-data.js';

/** One environment of a site: its history, its change points (oldest first), and what the store says of its runs. */
export interface SiteSource {
  readonly history: EnvironmentHistory;
  readonly entries: readonly ChangeEntry[];
  readonly runs: readonly RunSummary[];
}

export interface SiteOptions {
  readonly title: string;
  readonly links: SiteData['links'];
  readonly writtenAtMs: number;
  /** Of the program: its pages may read data otherwise. */
  readonly version: string;
}

/** One data file: its name without folder and ending, and what it holds. */
export interface DataFile {
  readonly name: string;
  readonly content: string;
}

/** Yields the data files of a site, one at a time, so that never more than one is in memory. */
export function* siteDataFiles(sources: readonly SiteSource[], options: SiteOptions): Generator<DataFile> {
  const generation = generationOf(sources, options);
  const environments: SiteEnvironment[] = [];
  for (const source of sources) {
    const { project, environment, branch } = source.history;
    const folder = safeName(environment, JSON.stringify([project, environment, branch]));
    environments.push(environmentOf(source, folder, sources));
    yield* environmentFiles(source, folder, generation);
  }
  const { title, links, writtenAtMs } = options;
  const site: SiteData = { generation, title: printable(title), writtenAtMs, links, environments };
  yield dataFile(DATA_NAMES.site, site);
}

function* environmentFiles(
  { history, entries, runs }: SiteSource,
  folder: string,
  generation: string,
): Generator<DataFile> {
  const { benchmarks } = history;
  const changes = changesForPages(history, entries, (entry) => {
    const columns = benchmarks.find((one) => isChangeOf(entry, one));
    return columns === undefined ? null : keyOf(columns.benchmark, columns.unit);
  });
  const shown = new Map(changes.map((change) => [change.id, change]));
  const runCount = history.runs.length;
  const blockSize = blockSizeFor(benchmarks.length);
  const overview: OverviewData = overviewForPages(history, entries, { generation, keyOf, shown });
  yield dataFile(DATA_NAMES.overview(folder), overview);
  const all: ChangesData = { generation, changes };
  yield dataFile(DATA_NAMES.changes(folder), all);
  const table: RunsData = runsForPages(history, runs, { generation, blockSize });
  yield dataFile(DATA_NAMES.runs(folder), table);
  const byBenchmark = groupedByKey(changes);
  const ofMachine = changes.filter(({ key, kind }) => key === null && kind === 'machine');
  for (const columns of benchmarks) {
    const key = keyOf(columns.benchmark, columns.unit);
    const own = [...(byBenchmark.get(key) ?? []), ...ofMachine].sort((a, b) => a.at - b.at);
    yield dataFile(DATA_NAMES.benchmark(folder, key), benchmarkData(columns, { generation, runCount, own }));
  }
  for (let number = 0; number * blockSize < runCount; number++) {
    const first = number * blockSize;
    const count = Math.min(blockSize, runCount - first);
    yield dataFile(DATA_NAMES.block(folder, number), blockForPages(benchmarks, { generation, first, count }));
  }
}

function benchmarkData(
  columns: BenchmarkColumns,
  context: { readonly generation: string; readonly runCount: number; readonly own: readonly SiteChange[] },
): BenchmarkData {
  const { generation, runCount, own } = context;
  const { p50, p95 } = columns.percentiles;
  return {
    generation,
    benchmark: printable(columns.benchmark),
    unit: printable(columns.unit),
    better: columns.better,
    percentiles: {
      p50: columnForPages(columns, p50, runCount),
      p95: columnForPages(columns, p95, runCount),
    },
    changes: own,
  };
}

/** The same benchmark in two units is two histories. */
function keyOf(benchmark: string, unit: string): string {
  return safeName(benchmark, JSON.stringify([benchmark, unit]));
}

function environmentOf(
  { history, entries }: SiteSource,
  folder: string,
  sources: readonly SiteSource[],
): SiteEnvironment {
  const { project, environment, branch, runs, benchmarks } = history;
  const isAmbiguous = new Set(sources.map((source) => source.history.project)).size > 1;
  return {
    folder,
    label: printable(isAmbiguous ? `${project}: ${environment}` : environment),
    branch: branch === null ? null : printable(branch),
    runCount: runs.length,
    benchmarkCount: benchmarks.length,
    firstMs: runs[0]?.startedAtMs ?? 0,
    lastMs: runs.at(-1)?.startedAtMs ?? 0,
    openCount: entries.filter(({ state }) => state === 'open').length,
  };
}

function groupedByKey(changes: readonly SiteChange[]): Map<string, SiteChange[]> {
  const groups = new Map<string, SiteChange[]>();
  for (const change of changes) {
    if (change.key === null) continue;
    const group = groups.get(change.key);
    if (group === undefined) groups.set(change.key, [change]);
    else group.push(change);
  }
  return groups;
}

/** Returns what is another one whenever any of the files may be. */
function generationOf(sources: readonly SiteSource[], { title, links, version }: SiteOptions): string {
  const hash = createHash('sha256').update(JSON.stringify([title, links, version]));
  for (const { history, entries, runs } of sources) {
    const { project, environment, branch } = history;
    hash.update(JSON.stringify([project, environment, branch, entries, runs]));
    for (const { benchmark, unit, percentiles } of history.benchmarks) {
      hash.update(JSON.stringify([benchmark, unit]));
      for (const column of [percentiles.p50, percentiles.p95]) {
        if (column !== null) hash.update(column.runs).update(column.logs).update(column.errors);
      }
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** No name and no text in it can end the statement: all of it is JSON. */
function dataFile(name: string, data: object): DataFile {
  return {
    name,
    content: `(self.${DATA_VARIABLE}??={})[${JSON.stringify(name)}]=${JSON.stringify(data)};\n`,
  };
}
