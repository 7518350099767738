import * as v from 'valibot';
import { anyObject, measured, samples, text } from '../fields.js';
import type { ImportedPoint, Importer } from '../importer.js';
import { parametersText } from '../names.js';
import { pointOfRounds, pointOfSummary } from '../points.js';

/** JMH writes NaN as a text where an error cannot be computed. */
const spread = v.fallback(v.optional(measured), undefined);
const schema = v.pipe(
  v.array(
    v.object({
      jmhVersion: v.optional(text),
      benchmark: text,
      mode: v.picklist(['thrpt', 'avgt', 'sample', 'ss']),
      params: v.optional(anyObject),
      primaryMetric: v.object({
        score: measured,
        scoreError: spread,
        scoreUnit: text,
        scorePercentiles: v.optional(anyObject),
        rawData: v.optional(v.array(samples)),
      }),
    }),
  ),
);
const percentilesSchema = v.object({ '50.0': measured, '95.0': measured });

export const jmh: Importer = {
  name: 'jmh',
  tool: 'JMH',
  madeBy: '`java -jar benchmarks.jar -rf json -rff out.json`',
  p50: 'the median of the iterations; in mode `sample`, of the samples',
  p95: 'mode `sample` has it; in modes `avgt` and `ss`, from 100 iterations on',
  rounds: 'one for each fork; none in mode `sample`',
  facts: [],
  recognizes: (file) => {
    const json = file.jsonIfAny();
    return Array.isArray(json) && json.some((one) => typeof one?.primaryMetric === 'object');
  },
  read: (file, { units }) => {
    const results = file.parse(schema, file.json());
    const points = results.map(({ benchmark, mode, params, primaryMetric }, i): ImportedPoint => {
      const at = `/${i}`;
      const { score, scoreError, scoreUnit, scorePercentiles, rawData = [] } = primaryMetric;
      const better = mode === 'thrpt' ? 'higher' : 'lower';
      const named = {
        at,
        // The others can be told by the unit.
        benchmark: `${benchmark}${parametersText(params)}${mode === 'sample' || mode === 'ss' ? ` [${mode}]` : ''}`,
        meaning: units.meaning(scoreUnit, { file, at: `${at}/primaryMetric/scoreUnit`, declared: better }),
      };
      if (mode === 'sample') {
        const found = file.parse(percentilesSchema, scorePercentiles, `${at}/primaryMetric/scorePercentiles`);
        return pointOfSummary(named, { p50: found['50.0'], p95: found['95.0'], spread: scoreError });
      }
      if (rawData.some(({ length }) => length > 0)) return pointOfRounds(named, rawData);
      return pointOfSummary(named, { p50: score, spread: scoreError });
    });
    const version = results[0]?.jmhVersion;
    return [{ points, ...(version !== undefined && { version }) }];
  },
};
