import * as v from 'valibot';
import { measured, samples, text } from '../fields.js';
import type { ImportedPoint, Importer } from '../importer.js';
import { benchmarkId } from '../names.js';
import { pointOfRounds, pointOfSummary } from '../points.js';
import type { Meaning } from '../units.js';

/** mitata 1. All times are nanoseconds; `samples` are left out with `samples: false`. */
const schema = v.object({
  layout: v.optional(v.array(v.object({ name: v.nullable(text) })), []),
  benchmarks: v.array(
    v.object({
      group: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
      runs: v.array(
        v.object({
          name: text,
          error: v.optional(v.unknown()),
          stats: v.optional(v.object({ p50: measured, samples: v.nullish(samples) })),
        }),
      ),
    }),
  ),
  context: v.optional(
    v.object({
      now: v.optional(measured),
      arch: v.nullish(text),
      version: v.nullish(text),
      runtime: v.nullish(text),
      cpu: v.nullish(v.object({ name: v.nullish(text) })),
    }),
  ),
});

const NANOSECONDS: Meaning = { unit: 'ns', factor: 1, better: 'lower' };
/** Before 2001: a clock that does not count from 1970. */
const EARLIEST_MS = 1e12;

export const mitata: Importer = {
  name: 'mitata',
  tool: 'mitata',
  madeBy: "`await run({ format: 'json' })`, its output in a file",
  p50: 'the median',
  p95: 'the samples, unless they were left out',
  rounds: 'one, where the file has samples',
  facts: ['date', 'machine'],
  recognizes: (file) => {
    const context = file.topLevel('context');
    const isContext = typeof context === 'object' && context !== null && 'runtime' in context;
    return isContext && Array.isArray(file.topLevel('benchmarks'));
  },
  read: (file) => {
    const { layout, benchmarks, context } = file.parse(schema, file.json());
    let isPartial = false;
    const points: ImportedPoint[] = [];
    for (const [i, { group, runs }] of benchmarks.entries()) {
      const groupName = group === undefined ? '' : (layout[group]?.name ?? '');
      for (const [j, { name, stats }] of runs.entries()) {
        const named = {
          at: `/benchmarks/${i}/runs/${j}`,
          benchmark: benchmarkId(null, [groupName, name]),
          meaning: NANOSECONDS,
        };
        if (stats === undefined) isPartial = true;
        else if (stats.samples?.length) points.push(pointOfRounds(named, [stats.samples]));
        else points.push(pointOfSummary(named, { p50: stats.p50 }));
      }
    }
    const { now, arch, version, runtime, cpu } = context ?? {};
    return [
      {
        points,
        isPartial,
        ...(now !== undefined && now > EARLIEST_MS && { startedAtMs: Math.round(now) }),
        machine: {
          ...(cpu?.name && { cpuModel: cpu.name }),
          ...(arch && { os: arch }),
          ...(runtime === 'node' && version && { node: version }),
        },
      },
    ];
  },
};
