import { relative } from 'node:path';
import { parseScenario, readScenarioFile, type Scenario } from '@perf-suite/load';
import type { Plan, PlannedBenchmark } from '../plan/plan.js';
import type { LoadTarget } from './load-request.js';

/** What is asked of a service, and what its requests are called in a run. */
export interface LoadPlan {
  readonly scenario: Scenario;
  readonly plan: Plan;
}

/**
 * Returns what is sent to a service: what a scenario file says, or GET of the URL's own path.
 * @param scenarioFile absolute; null without one
 * @throws {PerfError} see `readScenarioFile`
 */
export async function planLoad(
  target: LoadTarget,
  { root, scenarioFile }: { readonly root: string; readonly scenarioFile: string | null },
): Promise<LoadPlan> {
  if (scenarioFile === null) {
    const scenario = parseScenario(
      { requests: [{ path: target.path.replaceAll(/[{}]/g, encodeURIComponent) }] },
      { source: 'the URL' },
    );
    return { scenario, plan: planOf(scenario, { root, fileId: 'load' }) };
  }
  const scenario = await readScenarioFile(scenarioFile);
  const fileId = relative(root, scenarioFile).replaceAll('\\', '/');
  return { scenario, plan: planOf(scenario, { root, fileId }) };
}

function planOf(
  { requests }: Scenario,
  { root, fileId }: { readonly root: string; readonly fileId: string },
): Plan {
  const benchmarks = requests.map(
    ({ name }): PlannedBenchmark => ({
      id: `${fileId}#${name}`,
      file: fileId,
      fileId,
      group: [],
      name,
      async: true,
      timeMs: null,
      minimumEffect: null,
    }),
  );
  return {
    root,
    files: [],
    replaced: [],
    benchmarks,
    ownInBase: new Set(),
    apart: new Map(),
    loadSameCode: new Set(),
    brokenFiles: [],
  };
}
