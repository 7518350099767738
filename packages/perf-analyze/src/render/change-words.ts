import { printable } from '@perf-suite/command-line';
import { changeText, percent, pValueText } from '@perf-suite/command-line/terminal';
import type { ChangeEntry } from '@perf-suite/history';
import { ALL_BENCHMARKS } from '../changes/change.js';
import { isSpeed } from '../history/speed-units.js';
import { changeShown } from './change-of-values.js';

/** Returns what happened, as half a sentence: `p50 +5.1 % (+4.6 to +5.5 %)`. */
export function changeSize(entry: ChangeEntry): string {
  const { kind, percentile, ratio } = entry;
  if (kind === 'modes')
    return `${percentile} alternates between two levels, ${percent(Math.abs(ratio.point))} apart`;
  const { point, lower, upper } = changeShown(entry);
  const size = `${changeText(point)} (${changeText(lower)} to ${changeText(upper)})`;
  return kind === 'noise' ? `${percentile} varies ${size}` : `${percentile} ${size}`;
}

export function kindWord({ kind, ratio, benchmark, unit }: ChangeEntry): string {
  const [worse, better] = unit === undefined || isSpeed(unit) ? ['slower', 'faster'] : ['worse', 'better'];
  switch (kind) {
    case 'step':
      return ratio.point > 0 ? worse : better;
    case 'creep':
      return `creeping ${ratio.point > 0 ? worse : better}`;
    case 'noise':
      return ratio.point > 0 ? 'more noise' : 'less noise';
    case 'modes':
      return 'two modes';
    case 'machine':
      return benchmark === ALL_BENCHMARKS ? 'machine' : 'machine, one benchmark';
  }
}

/** Returns what changed: the benchmark, with the unit where that is no time or rate. */
export function changeSubject({ benchmark, unit }: Pick<ChangeEntry, 'benchmark' | 'unit'>): string {
  if (benchmark === ALL_BENCHMARKS) return 'all benchmarks';
  return printable(unit === undefined || isSpeed(unit) ? benchmark : `${benchmark} (${unit})`);
}

/** Returns how sure the change is: `p < 0.0001`, `confirmed by pairs: +5.2 %`. */
export function sureness({ pValue, confirmed }: ChangeEntry): string {
  if (confirmed !== null) return `confirmed in pairs: ${changeText(confirmed.change.point)}`;
  return pValue === 0 ? 'another machine fingerprint' : `p ${pValueText(pValue)}`;
}

/** Returns where it happened: `1a2b3c4..5d6e7f8`. */
export function commitRange({ afterCommit, atCommit, afterRun, atRun }: ChangeEntry): string {
  if (afterCommit === null || atCommit === null) return `after ${afterRun}, at ${atRun}`;
  return afterCommit === atCommit
    ? `at ${atCommit.slice(0, 10)} (measured before and after)`
    : `${afterCommit.slice(0, 10)}..${atCommit.slice(0, 10)}`;
}

/** What other tools measured, or a load on a service, no benchmark file of perf-suite has. */
const IN_BENCHMARK_FILE = /^[^#]+\.[cm]?[jt]sx?#/;

/**
 * Returns the command that measures in pairs whether the code changed; null where pairs cannot say it:
 * of the machine, of noise, of what is in no benchmark file, and where the commits are not known or the same.
 */
export function confirmingCommand(entry: ChangeEntry): string | null {
  const { kind, benchmark, afterCommit, atCommit, confirmed } = entry;
  if (confirmed !== null || kind === 'machine' || kind === 'noise') return null;
  if (!IN_BENCHMARK_FILE.test(benchmark)) return null;
  if (afterCommit === null || atCommit === null || afterCommit === atCommit) return null;
  return `perf-suite bisect --good ${afterCommit.slice(0, 10)} --bad ${atCommit.slice(0, 10)} ${shellQuoted(benchmark)}`;
}

/** Returns the command that compares the working tree with the code before the change. */
export function comparingCommand({ benchmark, afterCommit }: ChangeEntry): string | null {
  if (afterCommit === null || !IN_BENCHMARK_FILE.test(benchmark)) return null;
  const filter = `^${benchmark.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;
  return `perf-suite run --against ${afterCommit.slice(0, 10)} --filter ${shellQuoted(filter)}`;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
