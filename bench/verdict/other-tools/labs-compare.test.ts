import { expect, test } from 'vitest';
import { readComparison } from './labs-compare.js';

// Printed by @pmndrs/labs 0.6.0, shortened to three rows; the list of skipped benchmarks is as its source prints it.
const rows = `▶ workload.bench.js (tsx + v8 flags)
papaparse                      1.02 ms/iter 670.75 µs █

\u001b[1m\u001b[36m━━ compare\u001b[0m \u001b[2mbase -> head\u001b[0m
Mann-Whitney U  α=0.05  minΔ=5%  cliff's d≥0.474

⚠ baseline CPU clock drifted 33.0% during its run

workload.bench.js
  bench                baseline  candidate    Δp50    Δp99     p    ±Δ
----------------------------------------------------------------------
  \u001b[90m■\u001b[0m semver             299.07µs   280.86µs   -6.1%  -37.7% <.001  ±19%
                     █▁▁▁▁▁▁▁▁▁ █▁▁▁▁▁▁▁▁▁

  \u001b[31m▼\u001b[0m marked             484.18µs   973.13µs +101.0%  -36.9% <.001   ±6%
                     █▂▁▁▁▁▁▁▁▁ █▁▁▁▁▁▁▁▁▁

  \u001b[32m▲\u001b[0m js-yaml            174.19µs   159.35µs   -8.5%  -88.3% <.001   ±5%
                     █▁▁▁▁▁▁▁▁▁ █▁▁▁▁▁▁▁▁▁

`;

test('reads which benchmarks are slower, and by how much', () => {
  expect(readComparison(`${rows}compared: 3  matched: 3\n`)).toEqual({
    slower: ['marked'],
    p50: { semver: -0.061, marked: 1.01, 'js-yaml': -0.085 },
    skipped: [],
  });
});

test('reads which benchmarks were not judged', () => {
  const skipped =
    'skipped (1)\n  · papaparse         noisy — baseline did not collect enough stable samples\n';
  expect(readComparison(`${rows}${skipped}compared: 3  matched: 4\n`).skipped).toEqual(['papaparse']);
});

test('refuses a comparison whose rows it cannot all read', () => {
  expect(() => readComparison(`${rows}compared: 4  matched: 4\n`)).toThrow('expected 4 benchmarks, found 3');
  expect(() => readComparison('✖ Compare failed')).toThrow('expected a comparison');
});
