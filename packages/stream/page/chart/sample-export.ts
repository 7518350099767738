import { csvLine } from '@perf-suite/page-parts/chart/download';
import type { TableContent } from '@perf-suite/page-parts/chart/panel';
import { formatCount, formatTime } from '@perf-suite/page-parts/format-values';
import { VARIANTS } from '../model/distribution.js';
import type { BenchmarkModel } from '../model/run-model.js';
import type { ShownSamples } from './sample-drawing.js';

/** The table mirrors the newest columns; all samples are in the CSV file. */
const TABLE_ROWS = 60;

/** Returns lowest, middle and highest of the newest columns that are drawn. */
export function sampleTable({ grid, base, head }: ShownSamples): TableContent {
  const names = ['low', 'middle', 'high'];
  const first = Math.max(0, grid.count - TABLE_ROWS);
  const rows = Array.from({ length: grid.count - first }, (_, row) => {
    const column = first + row;
    const start = grid.from + column * grid.width;
    const values = [base, head].flatMap(({ low, middle, high }) => [
      low[column],
      middle[column],
      high[column],
    ]);
    const place = `${formatCount(start)}${grid.width === 1 ? '' : ` +${grid.width}`}`;
    return [place, ...values.map((ns) => formatTime(ns))];
  });
  const variantNames = VARIANTS.flatMap((variant) => names.map((name) => `${variant} ${name}`));
  return { head: ['samples', ...variantNames], rows };
}

/** Yields the lines of a CSV file with every sample that is kept exactly. */
export function* sampleLines(benchmark: BenchmarkModel | null): Iterable<string> {
  yield csvLine(['variant', 'round', 'sample', 'ns_per_iteration']);
  if (benchmark === null) return;
  for (const variant of VARIANTS) {
    const series = benchmark.series[variant];
    for (const { round, first, start, count } of series.stretches) {
      for (let i = Math.max(0, series.keptFrom - start); i < count; i++) {
        yield csvLine([variant, round + 1, first + i, series.at(start + i) ?? null]);
      }
    }
  }
}
