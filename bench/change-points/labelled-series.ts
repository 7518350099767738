import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Series } from '@perf-suite/history';
import { otava, perfAnalyze } from './methods.js';
import { singleSeries } from './single-series.js';

/**
 * Prints what each method finds in real benchmarks' histories (throughput, higher is better) of other tools'
 * tests: the TigerBeetle series of Apache Otava's and, with MONGODB_PATH set to a checkout of MongoDB's
 * signal-processing-algorithms, two of theirs. Nobody has said what is right in them.
 * OTAVA_PATH=CHECKOUT node bench/dist/change-points/labelled-series.js
 */
const checkout = process.env.OTAVA_PATH;
if (checkout === undefined) throw new RangeError('OTAVA_PATH must name a checkout of Apache Otava');
const source = readFileSync(join(checkout, 'tests', 'tigerbeetle_test.py'), 'utf8');
const tigerBeetle = JSON.parse(/return (\[[\d, ]+\])/.exec(source)?.[1] ?? '[]') as number[];
const series = [singleSeries('TigerBeetle', tigerBeetle, 'higher'), ...seriesOfMongoDb()];
const methods = [
  perfAnalyze,
  otava('Apache Otava, defaults', { minimumMagnitude: 0, largestPValue: 0.001 }),
  otava('Apache Otava, 2 %', { minimumMagnitude: 0.02, largestPValue: 0.001 }),
  otava('Apache Otava, 5 %', { minimumMagnitude: 0.05, largestPValue: 0.001 }),
];
for (const one of series) {
  console.log(`${one.benchmark}, ${one.points.length} runs`);
  for (const method of methods) {
    const found = method.judge([[one]])[0] ?? [];
    const places = found.map(({ kind, from, at }) => (kind === 'step' ? at : `${kind} ${from}-${at}`));
    console.log(`  ${method.name}: ${places.join(', ') || 'nothing'}`);
  }
}

function seriesOfMongoDb(): Series[] {
  const path = process.env.MONGODB_PATH;
  if (path === undefined) return [];
  return ['real_series', 'robust_series'].map((name) => {
    const text = readFileSync(join(path, 'tests', 'data', `${name}.json`), 'utf8');
    return singleSeries(`MongoDB ${name}`, JSON.parse(text) as number[], 'higher');
  });
}
