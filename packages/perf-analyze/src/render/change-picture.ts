import { type TerminalStyle, valueText } from '@perf-suite/command-line/terminal';
import type { ChangeEntry } from '@perf-suite/history';
import { median } from '@perf-suite/perf-guard/statistics';
import type { EnvironmentHistory } from '../history/environment-history.js';
import { isChangeOf } from '../life-cycle/is-change-of.js';
import { drawSparkline } from './sparkline.js';

const MOST_COLUMNS = 60;
/** Runs next to the change that its levels are of: more could reach past another change. */
const MOST_RUNS = 10;

/**
 * Returns a change as one line: a bar for each run of the change's machine, or for each few, with a mark where it
 * changed (of a creep, where it begins and ends), and the levels before and after: `▂▁▂▂▁│▇▆▇▇  145 µs, then 157 µs`.
 * Without the levels where the change is not one of them: of noise, and of two modes.
 * Null where there are no runs on both sides, as of a change of all benchmarks.
 */
export function drawChange(
  entry: ChangeEntry,
  history: EnvironmentHistory,
  { unicode, width }: Pick<TerminalStyle, 'unicode' | 'width'>,
): string | null {
  const series = history.benchmarks.find((columns) => isChangeOf(entry, columns));
  const column = series?.percentiles[entry.percentile];
  const [from, to] = [entry.afterRun, entry.atRun].map((id) =>
    history.runs.findIndex((run) => run.id === id),
  );
  if (series === undefined || column == null || from === undefined || to === undefined) return null;
  const fingerprint = history.runs[to]?.fingerprint;
  const sign = series.better === 'lower' ? 1 : -1;
  const [before, between, after]: [number[], number[], number[]] = [[], [], []];
  column.runs.forEach((run, i) => {
    if (history.runs[run]?.fingerprint !== fingerprint) return;
    const part = run <= from ? before : run < to ? between : after;
    part.push(Math.exp(sign * (column.logs[i] as number)));
  });
  if (from < 0 || before.length === 0 || after.length === 0) return null;
  const bars = barsOf([before, between, after], { columns: Math.min(MOST_COLUMNS, width - 40), unicode });
  if (entry.kind === 'noise' || entry.kind === 'modes') return bars;
  const [was, is] = [before.slice(-MOST_RUNS), after.slice(0, MOST_RUNS)].map((values) =>
    valueText(median(values), series.unit),
  );
  return `${bars}  ${was}, then ${is}`;
}

/** All parts share one scale. */
function barsOf(
  parts: readonly (readonly number[])[],
  { columns, unicode }: { readonly columns: number; readonly unicode: boolean },
): string {
  const runCount = parts.reduce((count, { length }) => count + length, 0);
  const binned = parts
    .filter(({ length }) => length > 0)
    .map((part) => binsOf(part, Math.max(1, Math.round((columns * part.length) / runCount))));
  const bars = [...drawSparkline(binned.flat(), unicode)];
  let start = 0;
  return binned
    .map(({ length }) => {
      start += length;
      return bars.slice(start - length, start).join('');
    })
    .join(unicode ? '│' : '|');
}

/** Returns medians of equal stretches; as many as there are values, if those are fewer. */
function binsOf(values: readonly number[], binCount: number): number[] {
  const count = Math.min(binCount, values.length);
  return Array.from({ length: count }, (_, i) => {
    const [start, end] = [i, i + 1].map((edge) => Math.round((edge * values.length) / count));
    return median(values.slice(start, end));
  });
}
