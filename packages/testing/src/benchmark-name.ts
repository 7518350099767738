/** What names a benchmark in run files, reports and live events. */
export interface BenchmarkName {
  readonly id: string;
  readonly file: string;
  readonly group: readonly string[];
  readonly name: string;
}

/** Returns the parts of an id: `a.bench.ts#json > small`, or a name alone. */
export function benchmarkNamed(id: string): BenchmarkName {
  const at = id.indexOf('#');
  const titles = id.slice(at + 1).split(' > ');
  return {
    id,
    file: at < 0 ? 'a.bench.ts' : id.slice(0, at),
    group: titles.slice(0, -1),
    name: titles.at(-1) ?? '',
  };
}
