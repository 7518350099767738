import { describeValue } from '@perf-suite/schema';
import type { Importer } from '../importer.js';
import { pointOfSummary } from '../points.js';
import type { Meaning } from '../units.js';

/** `String(event.target)`: `parse x 1,076,282 ops/sec ±37.61% (6 runs sampled)` */
const LINE =
  /^(?<name>.+?) x (?<rate>\S+) ops\/sec(?: (?:±|\+-|\+\/-)\s?(?<error>\S+)%)? \(\d+ runs? sampled\)$/;
const NUMBER = /^\d[\d,]*(?:\.\d+)?$/;
const RATE: Meaning = { unit: 'ops/s', factor: 1, better: 'higher' };

export const benchmarkJs: Importer = {
  name: 'benchmark-js',
  tool: 'benchmark.js',
  madeBy: 'the lines that `String(event.target)` prints; all others are passed over',
  p50: 'the rate, of which benchmark.js knows the mean',
  p95: null,
  rounds: null,
  facts: [],
  recognizes: ({ text }) => / x [\d,.]+ ops\/sec .*\(\d+ runs? sampled\)/.test(text),
  read: (file) => {
    const points = file.text.split('\n').flatMap((line, i) => {
      const { name, rate = '', error } = LINE.exec(line.trim())?.groups ?? {};
      if (name === undefined) return [];
      const at = `line ${i + 1}`;
      const value = Number(rate.replaceAll(',', ''));
      if (!NUMBER.test(rate) || !Number.isFinite(value))
        throw file.wrong(at, 'a number of ops/sec', describeValue(rate));
      const percent = Number(error);
      const spread = Number.isFinite(percent) && percent >= 0 ? (value * percent) / 100 : null;
      return [pointOfSummary({ at, benchmark: name, meaning: RATE }, { p50: value, spread })];
    });
    return [{ points }];
  },
};
