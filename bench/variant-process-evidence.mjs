#!/usr/bin/env node
// Which statistic of a round says most about p50 when base and head live in variant processes?
// Reads A/A runs (same code on both sides, all samples kept) and prints, for each candidate, the spread of its
// log ratios over rounds. Make such a run with:
//
//   perf-suite run --against <same code> --isolation process --rounds 30 --sample-cap 100000 --out a.run.json
//   node bench/variant-process-evidence.mjs a.run.json
import { unpackDurations } from '@perf-suite/schema';
import { readRunFile } from '@perf-suite/schema/node';

/** Slices in a round of 90 ms: 5 ms for each variant. */
const SLICES = 9;

const CANDIDATES = {
  'median of pairs': (base, head) =>
    quantile(
      base.map((ns, i) => Math.log(head[i] / ns)),
      0.5,
    ),
  'p25 of slices, median': (base, head) => {
    const length = Math.max(1, Math.round(base.length / SLICES));
    const logs = [];
    for (let i = 0; i + length <= base.length; i += length) {
      logs.push(logRatio(base.slice(i, i + length), head.slice(i, i + length), 0.25));
    }
    return quantile(logs, 0.5);
  },
  'p25 of the round': (base, head) => logRatio(base, head, 0.25),
  'p50 of the round': (base, head) => logRatio(base, head, 0.5),
};

for (const file of process.argv.slice(2)) {
  const run = await readRunFile(file);
  console.log(`\n${file}: isolation ${run.settings.isolation}, ${run.rounds.length} rounds; % of p50\n`);
  console.log(
    '| benchmark | statistic | centre | sd | robust sd | worst round |\n| --- | --- | ---: | ---: | ---: | ---: |',
  );
  for (const { name, rounds } of run.benchmarks) {
    const samples = rounds.map(({ pairs }) =>
      [pairs.base, pairs.head].map((packed) => [...unpackDurations(packed)]),
    );
    for (const [title, statistic] of Object.entries(CANDIDATES)) {
      const logs = samples.map(([base, head]) => statistic(base, head));
      const cells = [
        quantile(logs, 0.5),
        deviation(logs),
        robustDeviation(logs),
        Math.max(...logs.map(Math.abs)),
      ];
      console.log(`| ${name} | ${title} | ${cells.map((log) => (100 * log).toFixed(2)).join(' | ')} |`);
    }
  }
}

function logRatio(base, head, share) {
  return Math.log(quantile(head, share) / quantile(base, share));
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const lower = sorted[Math.floor(at)];
  return lower + (sorted[Math.ceil(at)] - lower) * (at % 1);
}

function deviation(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** The median absolute deviation, scaled to the standard deviation of a normal distribution. */
function robustDeviation(values) {
  const middle = quantile(values, 0.5);
  return (
    1.4826 *
    quantile(
      values.map((value) => Math.abs(value - middle)),
      0.5,
    )
  );
}
