import * as v from 'valibot';
import { count, measured, samples, text } from '../fields.js';
import type { ImportedPoint, Importer } from '../importer.js';
import { pointOfRounds } from '../points.js';

/** A message a line; those with other reasons are passed over. */
const messageSchema = v.object({ reason: text });
const completeSchema = v.object({
  id: text,
  unit: text,
  iteration_count: v.array(count),
  measured_values: v.pipe(samples, v.minLength(1)),
  typical: v.optional(v.object({ estimate: measured })),
});

export const cargoCriterion: Importer = {
  name: 'cargo-criterion',
  tool: 'cargo-criterion',
  madeBy: '`cargo criterion --message-format=json`, its output in a file',
  p50: 'the median of the samples, each the mean of its iterations',
  p95: 'the samples, where there are 100 or more (the default)',
  rounds: 'one: the process that measured',
  facts: [],
  recognizes: ({ text: all }) => /^\s*\{"reason":\s*"(?:benchmark|group)-complete"/m.test(all),
  read: (file, { units }) => {
    const points: ImportedPoint[] = [];
    for (const { line, value } of file.jsonLines()) {
      const at = `line ${line}, `;
      if (file.parse(messageSchema, value, at).reason !== 'benchmark-complete') continue;
      const found = file.parse(completeSchema, value, at);
      const { id, unit, iteration_count: counts, measured_values: values } = found;
      if (counts.length !== values.length) {
        throw file.wrong(`${at}/iteration_count`, `${values.length} counts`, `${counts.length}`);
      }
      points.push(
        pointOfRounds(
          { at: `${at}/id`, benchmark: id, meaning: units.meaning(unit, { file, at: `${at}/unit` }) },
          [values.map((all, i) => all / (counts[i] as number))],
        ),
      );
    }
    return [{ points }];
  },
};
