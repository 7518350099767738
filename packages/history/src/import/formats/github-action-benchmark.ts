import { type DeepReadonly, describeValue } from '@perf-suite/schema';
import * as v from 'valibot';
import { instantMs } from '../../model/field.js';
import { anyObject, measured, text } from '../fields.js';
import { ImportFile } from '../import-file.js';
import type { ImportedPoint, ImportedRun, Importer } from '../importer.js';
import { benchmarkId } from '../names.js';
import { pointOfSummary } from '../points.js';
import type { Direction, Units } from '../units.js';

/** Scripts write numbers as texts now and then, which the action takes as well. */
const number = v.union([
  measured,
  v.pipe(text, v.regex(/^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i, 'a number'), v.transform(Number), v.finite()),
]);
const benchesSchema = v.array(
  v.object({
    name: text,
    value: number,
    unit: v.optional(text, ''),
    range: v.optional(v.union([text, v.number()])),
  }),
);
const entrySchema = v.object({
  commit: v.object({ id: text, timestamp: v.optional(text) }),
  date: v.pipe(v.number(), v.transform(Math.round), instantMs),
  tool: v.optional(text, ''),
  benches: benchesSchema,
});

const PREFIX = /^\s*window\.BENCHMARK_DATA\s*=\s*/;

/** What the workflow declares in the settings of the action, which the history keeps. */
const DECLARED: Readonly<Record<string, Direction>> = {
  customSmallerIsBetter: 'lower',
  customBiggerIsBetter: 'higher',
};

export const githubActionBenchmark: Importer = {
  name: 'github-action-benchmark',
  tool: 'github-action-benchmark',
  madeBy:
    'its `data.js` (branch `gh-pages`, `dev/bench/data.js`) with the whole history, or the JSON of `customSmallerIsBetter` and `customBiggerIsBetter`',
  p50: '`value`: with most tools the mean',
  p95: null,
  rounds: null,
  facts: ['commit', 'date'],
  recognizes: (file) => PREFIX.test(file.text) || isBenches(file.jsonIfAny()),
  read: (file, { units }) => {
    if (!PREFIX.test(file.text)) {
      return [
        { points: pointsOf(file.parse(benchesSchema, file.json()), { file, at: '', units, suite: null }) },
      ];
    }
    const json = new ImportFile(file.path, file.text.replace(PREFIX, '').replace(/;?\s*$/, ''));
    const { entries } = json.parse(v.object({ entries: anyObject }), json.json());
    return json.entries(entries, '/entries').flatMap(({ key: suite, value, at }) => {
      if (!Array.isArray(value)) throw json.wrong(at, 'a list', describeValue(value));
      return value.flatMap((entry, i) => runOf(entry, { file: json, at: `${at}/${i}`, units, suite }));
    });
  },
};

interface Place {
  readonly file: ImportFile;
  readonly at: string;
  readonly units: Units;
  readonly suite: string | null;
}

/** An entry is a run; one whose job found no benchmark is none. */
function runOf(value: unknown, place: Place): ImportedRun[] {
  const { commit, date, tool, benches } = place.file.parse(entrySchema, value, place.at);
  if (benches.length === 0) return [];
  const declared = Object.hasOwn(DECLARED, tool) ? DECLARED[tool] : undefined;
  const points = pointsOf(benches, { ...place, at: `${place.at}/benches` }, declared);
  return [{ points, startedAtMs: date, commit: commit.id }];
}

function pointsOf(
  benches: DeepReadonly<v.InferOutput<typeof benchesSchema>>,
  { file, at, units, suite }: Place,
  declared?: Direction,
): ImportedPoint[] {
  return benches.map(({ name, value, unit, range }, i) => {
    const meaning = units.meaning(unit, {
      file,
      at: `${at}/${i}/unit`,
      ...(declared !== undefined && { declared }),
    });
    const named = { at: `${at}/${i}`, benchmark: benchmarkId(suite, [name]), meaning };
    return pointOfSummary(named, { p50: value, spread: spreadOf(range, value) });
  });
}

/** `± 3`, `+/- 2,802`, `±1.23%`; the ranges of other tools are written in other units. */
function spreadOf(range: string | number | undefined, value: number): number | null {
  const [, digits = '', percent] =
    /^(?:±|\+\/-)?\s*(\d[\d,]*(?:\.\d+)?)\s*(%)?$/.exec(String(range ?? '').trim()) ?? [];
  if (digits === '') return null;
  const number = Number(digits.replaceAll(',', ''));
  return percent === undefined ? number : (value * number) / 100;
}

function isBenches(json: unknown): boolean {
  return (
    Array.isArray(json) &&
    json.length > 0 &&
    json.every((one) => typeof one?.name === 'string' && 'value' in one)
  );
}
