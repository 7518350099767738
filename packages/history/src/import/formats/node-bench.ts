import * as v from 'valibot';
import { anyObject, text } from '../fields.js';
import type { ImportedPoint, Importer } from '../importer.js';
import { benchmarkId, parametersText, pathFrom } from '../names.js';
import { pointOfRounds } from '../points.js';
import type { Meaning } from '../units.js';

/** An event a line. Durations are whole nanoseconds, as texts. */
const eventSchema = v.object({ type: text, data: anyObject });
const completeSchema = v.object({
  file: v.optional(text),
  namePath: v.pipe(v.array(text), v.minLength(1)),
  params: v.optional(anyObject),
  samples: v.array(
    v.object({
      operations: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
      duration_ns: v.pipe(text, v.regex(/^\d{1,18}$/, 'whole nanoseconds, as text')),
    }),
  ),
  error: v.optional(v.unknown()),
});

const NANOSECONDS: Meaning = { unit: 'ns', factor: 1, better: 'lower' };

export const nodeBench: Importer = {
  name: 'node-bench',
  tool: 'node:bench',
  madeBy: '`node --experimental-bench --bench --bench-reporter=json`, its output in a file',
  p50: 'the median of the samples, each the mean of its operations',
  p95: 'the samples, where there are 100 or more',
  rounds: 'one: the process that measured',
  facts: [],
  recognizes: ({ text: all }) => /^\s*\{"type":\s*"bench:/.test(all),
  read: (file, { root }) => {
    let isPartial = false;
    const points: ImportedPoint[] = [];
    for (const { line, value } of file.jsonLines()) {
      const at = `line ${line}, `;
      const { type, data } = file.parse(eventSchema, value, at);
      if (type !== 'bench:complete') continue;
      const { file: path, namePath, params, samples, error } = file.parse(completeSchema, data, `${at}/data`);
      if (error !== undefined || samples.length === 0) {
        isPartial = true;
        continue;
      }
      const names = [...namePath.slice(0, -1), `${namePath.at(-1)}${parametersText(params)}`];
      points.push(
        pointOfRounds(
          {
            at: `${at}/data`,
            benchmark: benchmarkId(path === undefined ? null : pathFrom(root, path), names),
            meaning: NANOSECONDS,
          },
          [samples.map(({ operations, duration_ns }) => Number(duration_ns) / operations)],
        ),
      );
    }
    return [{ points, isPartial }];
  },
};
