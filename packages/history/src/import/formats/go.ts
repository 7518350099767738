import { describeValue } from '@perf-suite/schema';
import type { ImportFile } from '../import-file.js';
import type { ImportedPoint, Importer } from '../importer.js';
import { benchmarkId } from '../names.js';
import { pointOfRounds, pointOfSummary } from '../points.js';
import type { Meaning, Units } from '../units.js';

/** `BenchmarkParse-2   500   1541 ns/op   4.54 MB/s   240 B/op   6 allocs/op`, see go.dev/design/14313-benchmark-format */
const RESULT = /^(?<name>Benchmark\S*)\s+(?<count>\d+)\s+(?<values>\S.*)$/;
const SETTING = /^(?<key>pkg|goos|goarch|cpu):\s*(?<value>.*)$/;

interface Measured {
  readonly at: string;
  readonly benchmark: string;
  readonly meaning: Meaning;
  readonly values: number[];
}

export const goBench: Importer = {
  name: 'go',
  tool: 'go test',
  madeBy: '`go test -bench . -count 10`, its output in a file',
  p50: 'each line is the mean of its iterations: the median of the lines of a benchmark',
  p95: null,
  rounds: 'one for each of `-count`',
  facts: ['machine'],
  recognizes: ({ text }) => /^Benchmark\S*\s+\d+\s+\S+ \S+\/op/m.test(text),
  read: (file, { units }) => {
    const settings = new Map<string, string>();
    const found = new Map<string, Measured>();
    let isPartial = false;
    for (const [i, line] of file.text.split(/\r?\n/).entries()) {
      const { key, value } = SETTING.exec(line)?.groups ?? {};
      if (key !== undefined && value !== undefined) settings.set(key, value);
      if (/^(--- )?FAIL\b/.test(line)) isPartial = true;
      const { name, values } = RESULT.exec(line)?.groups ?? {};
      if (name === undefined || values === undefined) continue;
      const benchmark = benchmarkId(settings.get('pkg') ?? null, [name]);
      takeValues(values, { benchmark, at: `line ${i + 1}`, file, units, found });
    }
    const [cpu, os, arch] = ['cpu', 'goos', 'goarch'].map((key) => settings.get(key));
    const machine = { ...(cpu && { cpuModel: cpu }), ...(os && { os: `${os} ${arch ?? ''}`.trim() }) };
    return [{ points: [...found.values()].map(pointOf), isPartial, machine }];
  },
};

interface Line {
  readonly at: string;
  readonly benchmark: string;
  readonly file: ImportFile;
  readonly units: Units;
  readonly found: Map<string, Measured>;
}

/** Takes the pairs of value and unit of one line. */
function takeValues(values: string, { at, benchmark, file, units, found }: Line): void {
  const words = values.trim().split(/\s+/);
  for (let i = 0; i < words.length; i += 2) {
    const [number = '', unit] = words.slice(i, i + 2);
    const value = Number(number);
    if (number === '' || !Number.isFinite(value) || value < 0) {
      throw file.wrong(at, 'a number that is not negative', describeValue(number));
    }
    if (unit === undefined) throw file.wrong(at, 'a unit after each number', describeValue(values));
    const key = JSON.stringify([benchmark, unit]);
    const known = found.get(key);
    if (known !== undefined) known.values.push(value);
    else found.set(key, { at, benchmark, meaning: units.meaning(unit, { file, at }), values: [value] });
  }
}

function pointOf({ values, ...named }: Measured): ImportedPoint {
  if (values.length === 1) return pointOfSummary(named, { p50: values[0] as number });
  return {
    ...pointOfRounds(
      named,
      values.map((value) => [value]),
    ),
    p95: null,
  };
}
