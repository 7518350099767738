import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import * as v from 'valibot';
import { count, measured, samples, text } from '../fields.js';
import { type ImportFile, readImportFile } from '../import-file.js';
import type { ImportedPoint, Importer } from '../importer.js';
import { pointOfRounds, pointOfSummary } from '../points.js';
import type { Meaning } from '../units.js';

/** Three files of one benchmark, in its folder `new`. All times are nanoseconds. */
const identitySchema = v.object({ full_id: text });
const sampleSchema = v.object({ iters: v.array(count), times: v.pipe(samples, v.minLength(1)) });
const estimatesSchema = v.object({
  median: v.object({ point_estimate: measured }),
  std_dev: v.optional(v.object({ point_estimate: measured })),
});

const NANOSECONDS: Meaning = { unit: 'ns', factor: 1, better: 'lower' };
const ESTIMATES = 'estimates.json';

export const criterion: Importer = {
  name: 'criterion',
  tool: 'criterion',
  madeBy: '`cargo bench`: the folder `target/criterion`, or one `new/estimates.json` of it',
  p50: 'the median of the samples, each the mean of its iterations',
  p95: 'the samples (`sample.json`), where there are 100 or more (the default)',
  rounds: 'one, where `sample.json` is there',
  facts: [],
  recognizes: (file) =>
    file.isFolder || (basename(file.path) === ESTIMATES && file.topLevel('median') !== undefined),
  read: async (file) => {
    const paths = file.isFolder ? await estimatesIn(file.path) : [file.path];
    const points: ImportedPoint[] = [];
    for (const path of paths) points.push(await pointOf(await readImportFile(path)));
    return [{ points }];
  },
};

async function pointOf(estimates: ImportFile): Promise<ImportedPoint> {
  const folder = dirname(estimates.path);
  const identity = await readImportFile(join(folder, 'benchmark.json'));
  const named = {
    at: `/ of ${identity.name}`,
    benchmark: identity.parse(identitySchema, identity.json()).full_id,
    meaning: NANOSECONDS,
  };
  const { median, std_dev: spread } = estimates.parse(estimatesSchema, estimates.json());
  const raw = await ifThere(join(folder, 'sample.json'));
  if (raw === null)
    return pointOfSummary(named, { p50: median.point_estimate, spread: spread?.point_estimate ?? null });
  const { iters, times } = raw.parse(sampleSchema, raw.json());
  if (iters.length !== times.length) throw raw.wrong('/iters', `${times.length} counts`, `${iters.length}`);
  return pointOfRounds(named, [times.map((all, i) => all / (iters[i] as number))]);
}

async function ifThere(path: string): Promise<ImportFile | null> {
  return (await stat(path).catch(() => null)) === null ? null : readImportFile(path);
}

/** `base` is the run before, and `change` the comparison: neither is a result of this run. */
async function estimatesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new PerfError('not-found', `${folder}: expected a folder that can be read`, { cause });
  });
  return names
    .filter((name) => basename(name) === ESTIMATES && basename(dirname(name)) === 'new')
    .sort()
    .map((name) => join(folder, name));
}
