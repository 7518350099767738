import * as v from 'valibot';
import { count, instantOf, measured, samples, text } from '../fields.js';
import type { ImportedPoint, Importer } from '../importer.js';
import { pointOfRounds, pointOfSummary } from '../points.js';
import type { Meaning } from '../units.js';

/** All times are seconds; `data` is there with `--benchmark-save-data`. */
const schema = v.object({
  machine_info: v.optional(
    v.object({
      system: v.optional(text),
      release: v.optional(text),
      machine: v.optional(text),
      // Version 3 has `brand`, version 4 `brand_raw` and `count`.
      cpu: v.optional(
        v.object({ brand: v.optional(text), brand_raw: v.optional(text), count: v.optional(count) }),
      ),
    }),
  ),
  commit_info: v.optional(
    v.object({ id: v.nullish(text), branch: v.nullish(text), dirty: v.optional(v.boolean()) }),
  ),
  datetime: v.optional(text),
  version: v.optional(text),
  benchmarks: v.array(
    v.object({
      fullname: text,
      stats: v.object({ median: measured, stddev: v.optional(measured), data: v.optional(samples) }),
    }),
  ),
});

const SECONDS: Meaning = { unit: 'ns', factor: 1e9, better: 'lower' };

export const pytestBenchmark: Importer = {
  name: 'pytest-benchmark',
  tool: 'pytest-benchmark',
  madeBy: '`pytest --benchmark-json=out.json`, best with `--benchmark-save-data`',
  p50: 'the median',
  p95: 'the samples, where `--benchmark-save-data` kept 100 or more',
  rounds: 'one, where the file has samples',
  facts: ['commit', 'branch', 'date', 'machine'],
  recognizes: (file) => {
    const benchmarks = file.topLevel('benchmarks');
    return (
      Array.isArray(benchmarks) &&
      benchmarks.some((one) => typeof one?.fullname === 'string' && 'stats' in one)
    );
  },
  read: (file) => {
    const { machine_info: machine, commit_info: commit, ...rest } = file.parse(schema, file.json());
    const points = rest.benchmarks.map(({ fullname, stats }, i): ImportedPoint => {
      const named = { at: `/benchmarks/${i}`, benchmark: fullname, meaning: SECONDS };
      if (stats.data?.length) return pointOfRounds(named, [stats.data]);
      return pointOfSummary(named, { p50: stats.median, spread: stats.stddev });
    });
    const startedAtMs = instantOf(utc(rest.datetime));
    const cpuModel = machine?.cpu?.brand_raw ?? machine?.cpu?.brand;
    const os = [machine?.system, machine?.release, machine?.machine].filter(Boolean).join(' ');
    return [
      {
        points,
        ...(rest.version !== undefined && { version: rest.version }),
        ...(startedAtMs !== undefined && { startedAtMs }),
        // What it writes outside of a repository.
        ...(commit?.id && commit.id !== 'unversioned' && { commit: commit.id }),
        ...(commit?.branch && !/^\(.*\)$/.test(commit.branch) && { branch: commit.branch }),
        ...(commit?.dirty !== undefined && { dirty: commit.dirty }),
        machine: {
          ...(cpuModel && { cpuModel }),
          ...(machine?.cpu?.count !== undefined && { cores: machine.cpu.count }),
          ...(os !== '' && { os }),
        },
      },
    ];
  },
};

/** It writes UTC; older versions without saying so. */
function utc(date: string | undefined): string | undefined {
  if (date === undefined || /(Z|[+-]\d\d:?\d\d)$/.test(date)) return date;
  return `${date}Z`;
}
