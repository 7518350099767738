import { resolve } from 'node:path';
import type { DeclaredMetrics } from '@perf-suite/exporter';
import type { BaselineRun } from '@perf-suite/perf-guard';
import { inputName, inputPath, readRunFile, refuseOverInputs } from '@perf-suite/schema/node';
import type { Settings } from '../config/settings-table.js';

/** Of what a run reads, only these can be what `--out` may replace: a run file, or an empty one. */
export async function refuseOutOverInputs(
  path: string,
  { baseline, metricsFile }: Settings,
  root: string,
): Promise<void> {
  const inputs = [
    ...baseline.map((file) => ({ what: `the baseline ${file}`, path: inputPath(root, file) })),
    ...(metricsFile === null
      ? []
      : [{ what: `the metrics file ${metricsFile}`, path: resolve(root, metricsFile) }]),
  ];
  await refuseOverInputs({ path, flag: `--out ${path}`, example: '--out results/today.run.json' }, inputs);
}

/** Returns what a metrics.yaml declares; null without one. What reads it is loaded only when asked for. */
export async function readDeclared(
  metricsFile: string | null,
  root: string,
): Promise<DeclaredMetrics | null> {
  if (metricsFile === null) return null;
  const { readCustomMetrics } = await import('@perf-suite/exporter');
  return readCustomMetrics(resolve(root, metricsFile), metricsFile);
}

/** Returns the earlier runs that the run is judged against. */
export async function readBaselines(files: readonly string[], root: string): Promise<BaselineRun[]> {
  return Promise.all(
    files.map(async (file) => ({
      run: await readRunFile(inputPath(root, file)),
      file: inputName(inputPath(root, file)),
    })),
  );
}
