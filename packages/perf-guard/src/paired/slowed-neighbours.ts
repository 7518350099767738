import { movement } from '@perf-suite/command-line/terminal';
import type { Comparison, PairedBenchmark, Warning } from '@perf-suite/schema';

/** From twice as long on, what a request takes of its service is seen on the others. */
const MUCH_SLOWER = 1;

/**
 * Returns the comparisons, those of requests with a warning that got slower beside a much slower one of the same
 * service: they share its processor, its heap and its turn on the core.
 * @param benchmarks of the comparisons, in the same order
 */
export function withSlowedNeighbours(
  comparisons: readonly Comparison[],
  benchmarks: readonly PairedBenchmark[],
): Comparison[] {
  const slowest = new Map<string, Comparison>();
  comparisons.forEach((comparison, i) => {
    const service = serviceOf(benchmarks[i] as PairedBenchmark);
    if (service === null || changeOf(comparison) < MUCH_SLOWER) return;
    const known = slowest.get(service);
    if (known === undefined || changeOf(known) < changeOf(comparison)) slowest.set(service, comparison);
  });
  return comparisons.map((comparison, i) => {
    const beside = slowest.get(serviceOf(benchmarks[i] as PairedBenchmark) ?? '');
    const isNeighbour = beside !== undefined && beside !== comparison && comparison.verdict === 'regressed';
    if (!isNeighbour || changeOf(comparison) > changeOf(beside) / 2) return comparison;
    return { ...comparison, warnings: [...comparison.warnings, warningBeside(beside)] };
  });
}

/** Null for what is no request to a service. */
function serviceOf({ kind, file, group }: PairedBenchmark): string | null {
  return kind === 'service' ? JSON.stringify([file, group]) : null;
}

function changeOf({ percentiles }: Comparison): number {
  return percentiles[0]?.change?.point ?? 0;
}

function warningBeside(beside: Comparison): Warning {
  return {
    code: 'slowed-neighbour',
    message: `${JSON.stringify(beside.name)} of the same service ${movement(changeOf(beside))}, which makes the requests beside it slower, too`,
    hint: 'Fix that one first, then measure again; or give this one a service of its own.',
  };
}
