import { runInNewContext } from 'node:vm';
import { PerfError, type RunFile, type SingleBenchmark } from '@perf-suite/schema';
import picomatch from 'picomatch';

/** A file may come from anyone: an expression that takes longer than this on the names is refused. */
const LONGEST_MATCH_MS = 2_000;

/**
 * Returns those benchmarks that a run was asked to measure, by the files and the filter that its settings name.
 * @throws {PerfError} `bad-file` when these cannot be matched
 */
export function selectedBenchmarks<T extends Pick<SingleBenchmark, 'id' | 'file'>>(
  benchmarks: readonly T[],
  { id: run, settings: { files, filter } }: Pick<RunFile, 'id' | 'settings'>,
): T[] {
  const ofFile = files === undefined ? null : matching(files.map(globSource), benchmarks, 'file', run);
  const ofFilter = filter == null ? null : matching([filter], benchmarks, 'id', run);
  return benchmarks.filter(({ id, file }) => (ofFile?.has(file) ?? true) && (ofFilter?.has(id) ?? true));
}

/** Names without glob characters, as files with brackets have them, stand for themselves. */
function globSource(pattern: string): string {
  return `${picomatch.makeRe(pattern, { dot: true }).source}|^${pattern.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')}$`;
}

function matching<K extends 'id' | 'file'>(
  sources: readonly string[],
  benchmarks: readonly Readonly<Record<K, string>>[],
  key: K,
  run: string,
): Set<string> {
  const names = benchmarks.map((benchmark) => benchmark[key]);
  try {
    const matched: string = runInNewContext(
      'JSON.stringify(names.filter((name) => sources.some((source) => new RegExp(source).test(name))))',
      { names, sources },
      { timeout: LONGEST_MATCH_MS },
    );
    return new Set(JSON.parse(matched));
  } catch (cause) {
    throw new PerfError(
      'bad-file',
      `run ${run}: expected settings.${key === 'id' ? 'filter' : 'files'} to match names by, found ${JSON.stringify(sources.join(' ').slice(0, 100))}`,
      { hint: 'Measure again with perf-suite run.', cause },
    );
  }
}
