import type { Variant } from '@perf-suite/schema';
import type { RunWorker } from '../rounds/measure-round.js';

/** The program that runs each side's processes; null for the Node that runs this. */
export type Programs = Readonly<Record<Variant, string | null>>;

/** Returns the function that runs workers on the Node of the side whose code they hold. */
export function workersOn(programs: Programs, runWorker: RunWorker): RunWorker {
  return (job, options) => {
    // Both services get their load from one program, and are started by the program of their side.
    if (job.ofService) return runWorker(job, options);
    // Two sides that share a process are run by one program.
    const program = programs[job.variants[0]?.variant ?? 'head'];
    return runWorker(job, program === null ? options : { ...options, program });
  };
}
