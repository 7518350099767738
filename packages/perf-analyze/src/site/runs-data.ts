import { printable } from '@perf-suite/command-line';
import type { RunSummary } from '@perf-suite/history';
import type { EnvironmentHistory } from '../history/environment-history.js';
import { packed } from './packed-numbers.js';
import { RUN_FLAGS, type RunsData } from './site-data.js';

/**
 * Returns the runs of an environment as columns.
 * @param summaries what the store says of its runs; those of a run that is not among them are unknown
 */
export function runsForPages(
  { runs }: EnvironmentHistory,
  summaries: readonly RunSummary[],
  { generation, blockSize }: Pick<RunsData, 'generation' | 'blockSize'>,
): RunsData {
  const known = new Map(summaries.map((run) => [run.id, run]));
  const ofRun = runs.map(({ id }) => known.get(id) ?? null);
  const machines = numbered(
    runs.map(({ fingerprint }, i) => machineText(fingerprint, ofRun[i]?.machine ?? null)),
  );
  const tools = numbered(ofRun.map((run) => (run === null ? '' : `${run.tool.name} ${run.tool.version}`)));
  return {
    generation,
    ids: runs.map(({ id }) => printable(id)),
    startedAtMs: packed(Float64Array.from(runs, ({ startedAtMs }) => startedAtMs)),
    commits: runs.map(({ commit }) => printable(commit ?? '')),
    machine: packed(machines.numbers),
    machines: machines.texts,
    tool: packed(tools.numbers),
    tools: tools.texts,
    flags: packed(Uint8Array.from(ofRun, (run) => (run === null ? 0 : flagsOf(run)))),
    baselines: ofRun.flatMap((run, number) =>
      run === null || run.baseline === null ? [] : [[number, printable(run.baseline)] as const],
    ),
    blockSize,
  };
}

function machineText(fingerprint: string, machine: RunSummary['machine'] | null): string {
  const cores = machine?.cores ?? null;
  const parts = [
    machine?.cpuModel,
    cores === null ? null : `${cores} ${cores === 1 ? 'core' : 'cores'}`,
    machine?.os,
    machine?.node == null ? null : `Node ${machine.node}`,
  ];
  const known = parts.filter((part) => part !== null && part !== undefined);
  return `${[...known, `fingerprint ${fingerprint.slice(0, 12)}`].join(' · ')}`;
}

function flagsOf({ state, dirty, evidence }: RunSummary): number {
  return (
    (state === 'partial' ? RUN_FLAGS.partial : 0) +
    (dirty ? RUN_FLAGS.dirty : 0) +
    (evidence === 'summary' ? RUN_FLAGS.summary : 0)
  );
}

/** Returns each different text once, and the number of each text among them. */
function numbered(texts: readonly string[]): { readonly texts: string[]; readonly numbers: Int32Array } {
  const numberOf = new Map<string, number>();
  for (const text of texts) if (!numberOf.has(text)) numberOf.set(text, numberOf.size);
  return {
    texts: [...numberOf.keys()].map(printable),
    numbers: Int32Array.from(texts, (text) => numberOf.get(text) as number),
  };
}
