import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Method, otava, perfAnalyze } from './methods.js';
import { singleSeries } from './single-series.js';

/**
 * Prints the F1 of each method on the Turing Change Point Dataset: series of economy, weather and the like
 * with the change points that five people marked in each. F1 is that of the paper (van den Burg and
 * Williams 2020): a margin of 5, precision against all people together, recall the mean over them, and
 * the first value counts as a change point that everybody has.
 * TCPD_PATH=CHECKOUT OTAVA_PATH=CHECKOUT node bench/dist/change-points/turing-series.js
 */
const checkout = process.env.TCPD_PATH;
if (checkout === undefined)
  throw new RangeError('TCPD_PATH must name a checkout of the Turing Change Point Dataset');
const MARGIN = 5;

interface DatasetFile {
  readonly series: readonly { readonly raw: readonly (number | null)[] }[];
}

const annotations = JSON.parse(readFileSync(join(checkout, 'annotations.json'), 'utf8')) as Record<
  string,
  Record<string, number[]>
>;
const left: string[] = [];
const datasets = Object.entries(annotations).flatMap(([name, people]) => {
  const values = valuesOf(name);
  if (typeof values === 'string') left.push(`${name} (${values})`);
  return typeof values === 'string' ? [] : [{ name, values, people: Object.values(people) }];
});
const nothing: Method = { name: 'nothing', judge: (histories) => histories.map(() => []) };
const methods = [perfAnalyze, nothing];
if (process.env.OTAVA_PATH !== undefined) {
  methods.push(otava('Apache Otava', { minimumMagnitude: 0, largestPValue: 0.001 }));
}
console.log(`| series | values | ${methods.map(({ name }) => name).join(' | ')} |`);
const scores = methods.map(({ judge }) => {
  const found = judge(datasets.map(({ name, values }) => [singleSeries(name, values)]));
  return datasets.map(({ people }, i) =>
    // Of a creep, people mark where it begins.
    f1(
      (found[i] ?? [])
        .filter(({ kind }) => kind !== 'machine')
        .map(({ kind, from, at }) => (kind === 'creep' ? from : at)),
      people,
    ),
  );
});
datasets.forEach(({ name, values }, i) => {
  console.log(
    `| ${name} | ${values.length} | ${scores.map((own) => (own[i] as number).toFixed(2)).join(' | ')} |`,
  );
});
const means = scores.map((own) => own.reduce((sum, score) => sum + score / own.length, 0));
console.log(`| mean of ${datasets.length} | | ${means.map((mean) => mean.toFixed(2)).join(' | ')} |`);
console.log(`\nLeft out: ${left.join(', ')}`);

/** Returns the values, or why there are none. */
function valuesOf(name: string): number[] | string {
  const path = join(checkout as string, 'datasets', name, `${name}.json`);
  if (!existsSync(path)) return 'not in the checkout';
  const { series } = JSON.parse(readFileSync(path, 'utf8')) as DatasetFile;
  if (series.length > 1) return 'several dimensions';
  const values = series[0]?.raw ?? [];
  if (values.some((value) => value === null || value <= 0)) return 'values without a logarithm';
  return values as number[];
}

function f1(found: readonly number[], people: readonly (readonly number[])[]): number {
  const all = new Set([0, ...found]);
  const marked = people.map((own) => new Set([0, ...own]));
  const together = new Set(marked.flatMap((own) => [...own]));
  const precision = hits(together, all) / all.size;
  const recall = marked.reduce((sum, own) => sum + hits(own, all) / own.size / marked.length, 0);
  return (2 * precision * recall) / (precision + recall);
}

/** Returns how many true change points have one of those found within the margin, each of which counts once. */
function hits(truth: ReadonlySet<number>, found: ReadonlySet<number>): number {
  const left = new Set(found);
  let count = 0;
  for (const place of [...truth].sort((a, b) => a - b)) {
    const nearest = [...left]
      .filter((one) => Math.abs(one - place) <= MARGIN)
      .sort((a, b) => Math.abs(a - place) - Math.abs(b - place))[0];
    if (nearest === undefined) continue;
    left.delete(nearest);
    count += 1;
  }
  return count;
}
