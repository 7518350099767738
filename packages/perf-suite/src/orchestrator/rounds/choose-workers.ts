import type { PreparedRun } from '../plan/prepare-run.js';
import type { PairsCheckParts } from './compare-pairs-with-processes.js';
import type { RunWorker } from './measure-round.js';
import type { SuiteParts } from './run-suite.js';

const FEWEST_ROUNDS_CHECKED = 6;

/** Returns how jobs are run: in one process for both variants, or in one for each where one cannot hold both. */
export async function chooseWorkers(
  { plan, header, runWorker }: PreparedRun,
  parts: Pick<PairsCheckParts, 'recorder' | 'events'>,
): Promise<Pick<SuiteParts, 'runWorker' | 'checkPairs'>> {
  const { isolation, rounds } = header.settings;
  if (header.base === null) return { runWorker };
  const { inVariantProcesses } = await import('../processes/variant-processes.js');
  const runApart = inVariantProcesses(runWorker);
  if (isolation === 'process') return { runWorker: runApart };
  const apart = new Set(plan.apart.keys());
  const runEither: RunWorker = (job, options) => (apart.has(job.fileId) ? runApart : runWorker)(job, options);
  // With so few rounds nothing will be decided.
  if (rounds !== 'auto' && rounds < FEWEST_ROUNDS_CHECKED) return { runWorker: runEither };
  const { checkPairs } = await import('./compare-pairs-with-processes.js');
  const check = {
    ...parts,
    plan,
    runPairs: runWorker,
    runApart,
    setApart: (fileId: string) => apart.add(fileId),
  };
  return { runWorker: runEither, checkPairs: (settings) => checkPairs(settings, check) };
}
