import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Series } from '@perf-suite/history';
import { otava, perfAnalyze } from './methods.js';

/**
 * Prints what each method finds in the TigerBeetle series of Apache Otava's own tests, a real benchmark's
 * history (throughput, higher is better): OTAVA_PATH=CHECKOUT node bench/dist/change-points/labelled-series.js
 */
const checkout = process.env.OTAVA_PATH;
if (checkout === undefined) throw new RangeError('OTAVA_PATH must name a checkout of Apache Otava');
const source = readFileSync(join(checkout, 'tests', 'tigerbeetle_test.py'), 'utf8');
const values = JSON.parse(/return (\[[\d, ]+\])/.exec(source)?.[1] ?? '[]') as number[];
const series: Series = {
  project: 'tigerbeetle',
  benchmark: 'throughput',
  environment: 'nightly',
  branch: 'main',
  unit: 'transactions/s',
  better: 'higher',
  points: values.map((p50, run) => ({
    run: `run-${run}`,
    startedAtMs: run * 86_400_000,
    commit: null,
    fingerprint: 'machine',
    evidence: 'summary',
    state: 'complete',
    dirty: false,
    p50,
    p95: null,
    roundP50: [],
    roundP95: [],
    spread: null,
  })),
};
for (const method of [
  perfAnalyze,
  otava('Apache Otava, defaults', { minimumMagnitude: 0, largestPValue: 0.001 }),
  otava('Apache Otava, 2 %', { minimumMagnitude: 0.02, largestPValue: 0.001 }),
  otava('Apache Otava, 5 %', { minimumMagnitude: 0.05, largestPValue: 0.001 }),
]) {
  const found = method.judge([[series]])[0] ?? [];
  console.log(
    `${method.name}: ${found.map(({ kind, from, at }) => (kind === 'step' ? at : `${kind} ${from}-${at}`)).join(', ')}`,
  );
}
