import * as v from 'valibot';
import { anyObject, measured, samples, text } from '../fields.js';
import type { ImportedPoint, Importer } from '../importer.js';
import { parametersText } from '../names.js';
import { pointOfRounds, pointOfSummary } from '../points.js';
import type { Meaning } from '../units.js';

/** All times are seconds; older versions wrote no `times`. */
const schema = v.object({
  results: v.array(
    v.object({
      command: text,
      median: measured,
      stddev: v.nullish(measured),
      times: v.nullish(samples),
      exit_codes: v.optional(v.array(v.nullable(v.number()))),
      parameters: v.optional(anyObject),
    }),
  ),
});

const SECONDS: Meaning = { unit: 'ns', factor: 1e9, better: 'lower' };

export const hyperfine: Importer = {
  name: 'hyperfine',
  tool: 'hyperfine',
  madeBy: '`hyperfine --export-json out.json`',
  p50: 'the median',
  p95: 'the runs of the command, where there are 100 or more',
  rounds: 'one for each run of the command, which is a process of its own',
  facts: [],
  recognizes: (file) => {
    const results = file.topLevel('results');
    return (
      Array.isArray(results) && results.some((one) => typeof one?.command === 'string' && 'median' in one)
    );
  },
  read: (file) => {
    const { results } = file.parse(schema, file.json());
    const points = results.map(({ command, parameters, median, stddev, times }, i): ImportedPoint => {
      const named = {
        at: `/results/${i}`,
        benchmark: `${command}${parametersText(parameters)}`,
        meaning: SECONDS,
      };
      if (!times?.length) return pointOfSummary(named, { p50: median, spread: stddev });
      const { p95 } = pointOfRounds(named, [times]);
      const rounds = times.map((seconds) => [seconds]);
      return { ...pointOfRounds(named, rounds), p95 };
    });
    const isPartial = results.some(({ exit_codes: codes = [] }) => codes.some((code) => code !== 0));
    return [{ points, isPartial }];
  },
};
