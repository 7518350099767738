import * as v from 'valibot';
import { measured, samples, text } from '../fields.js';
import type { ImportFile } from '../import-file.js';
import type { ImportedPoint, Importer, ImportOptions } from '../importer.js';
import { benchmarkId, pathFrom } from '../names.js';
import { pointOfRounds, pointOfSummary } from '../points.js';
import type { Meaning } from '../units.js';

/** vitest 4 and older; `samples` is empty unless `benchmark.includeSamples` is set. */
const outputSchema = v.object({
  files: v.array(
    v.object({
      filepath: text,
      groups: v.array(
        v.object({
          fullName: text,
          benchmarks: v.array(
            v.object({
              name: text,
              median: v.optional(measured),
              moe: v.optional(measured),
              samples: v.optional(samples),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** vitest 5: a part of the JSON report on tests. */
const reportSchema = v.object({
  startTime: v.optional(measured),
  testResults: v.array(
    v.object({
      name: text,
      assertionResults: v.array(
        v.object({
          status: v.optional(text),
          benchmarks: v.optional(
            v.array(
              v.object({
                name: text,
                tasks: v.array(
                  v.object({ name: text, latency: v.object({ p50: measured, moe: v.optional(measured) }) }),
                ),
              }),
            ),
          ),
        }),
      ),
    }),
  ),
});

const MILLISECONDS: Meaning = { unit: 'ns', factor: 1e6, better: 'lower' };

export const vitest: Importer = {
  name: 'vitest',
  tool: 'vitest',
  madeBy:
    '`vitest bench --outputJson out.json` (4 and older), `vitest bench --reporter=json --outputFile=out.json` (5)',
  p50: 'the median',
  p95: 'the samples, where `benchmark.includeSamples` kept them (4 and older)',
  rounds: 'one, where the file has samples',
  facts: ['date'],
  recognizes: (file) =>
    hasGroups(file.topLevel('files')) ||
    (hasBenchmarks(file.topLevel('testResults')) && file.topLevel('numTotalTests') !== undefined),
  read: (file, options) => [
    file.topLevel('testResults') === undefined ? runOfOutput(file, options) : runOfReport(file, options),
  ],
};

function runOfOutput(file: ImportFile, { root }: ImportOptions) {
  const { files } = file.parse(outputSchema, file.json());
  let isPartial = false;
  const points: ImportedPoint[] = [];
  for (const [i, { filepath, groups }] of files.entries()) {
    for (const [j, { fullName, benchmarks }] of groups.entries()) {
      const [first = '', ...group] = fullName.split(' > ');
      const path = filepath.replaceAll('\\', '/').endsWith(first) ? first : pathFrom(root, filepath);
      for (const [k, { name, median, moe, samples: all = [] }] of benchmarks.entries()) {
        const named = {
          at: `/files/${i}/groups/${j}/benchmarks/${k}`,
          benchmark: benchmarkId(path, [...group, name]),
          meaning: MILLISECONDS,
        };
        if (all.length > 0) points.push(pointOfRounds(named, [all]));
        else if (median !== undefined) points.push(pointOfSummary(named, { p50: median, spread: moe }));
        // A benchmark that failed has a name and nothing else.
        else isPartial = true;
      }
    }
  }
  return { points, isPartial };
}

function runOfReport(file: ImportFile, { root }: ImportOptions) {
  const { startTime, testResults } = file.parse(reportSchema, file.json());
  let isPartial = false;
  const points: ImportedPoint[] = [];
  for (const [i, { name: path, assertionResults }] of testResults.entries()) {
    for (const [j, { status, benchmarks = [] }] of assertionResults.entries()) {
      if (status === 'failed') isPartial = true;
      for (const [k, { name: group, tasks }] of benchmarks.entries()) {
        for (const [l, { name, latency }] of tasks.entries()) {
          const named = {
            at: `/testResults/${i}/assertionResults/${j}/benchmarks/${k}/tasks/${l}`,
            benchmark: benchmarkId(pathFrom(root, path), [group, name]),
            meaning: MILLISECONDS,
          };
          points.push(pointOfSummary(named, { p50: latency.p50, spread: latency.moe }));
        }
      }
    }
  }
  return { points, isPartial, ...(startTime !== undefined && { startedAtMs: Math.round(startTime) }) };
}

function hasGroups(files: unknown): boolean {
  return Array.isArray(files) && files.every((one) => Array.isArray(one?.groups));
}

function hasBenchmarks(results: unknown): boolean {
  return Array.isArray(results) && results.some((one) => Array.isArray(one?.assertionResults));
}
