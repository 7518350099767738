import { printable } from '@perf-suite/command-line';
import { counted, percent, plainPercent, pValueText } from '@perf-suite/command-line/terminal';
import { type Comparison, type PairedBenchmark, unpackDurations } from '@perf-suite/schema';
import { formatBytes } from '../report/allocation.js';
import { median } from '../statistics/quantile.js';

/** Returns what a call of each side allocates, what was made of it, and how much time collecting garbage took. */
export function allocationLines(benchmark: PairedBenchmark, { allocation }: Comparison): string[] {
  if (allocation === undefined) return [];
  const lines: string[] = [];
  const { baselineBytes, currentBytes, replicates, notMeasured } = allocation;
  if (baselineBytes !== null && currentBytes !== null) {
    lines.push(
      `  base ${formatBytes(baselineBytes)}${outside(allocation.baselineExternalBytes)}, head ${formatBytes(currentBytes)}${outside(allocation.currentExternalBytes)}, the median of ${counted(replicates, 'round')}`,
      ...judged(allocation),
    );
  }
  if (notMeasured !== null) lines.push(`  not known from every round: ${printable(notMeasured)}`);
  const share = collectingShare(benchmark);
  if (share !== null)
    lines.push(`  collecting garbage took ${percent(share)} of the measured time, both sides together`);
  return ['What a call allocates', ...lines, ''];
}

function outside(bytes: number | null): string {
  return bytes === null || bytes === 0 ? '' : ` (${formatBytes(bytes)} of it in array buffers)`;
}

function judged(allocation: NonNullable<Comparison['allocation']>): string[] {
  const { changeBytes, pValue, verdict, minimumEffect, leastBytes, gates } = allocation;
  if (changeBytes === null) return ['  from one round alone nothing can be said of a change'];
  const { point, lower, upper } = changeBytes;
  const p = pValue === null ? '' : `, p ${pValueText(pValue)}`;
  const rule = `a change counts from ${plainPercent(minimumEffect)} and ${formatBytes(leastBytes)} a call`;
  const gate = gates ? '' : '; told only: --fail-on allocated lets it fail the run';
  return [
    `  head less base: ${formatBytes(point)} [${formatBytes(lower)}, ${formatBytes(upper)}]${p}: ${verdict}`,
    `  ${rule}${gate}`,
  ];
}

/** The median over rounds; null where no round knows. */
function collectingShare({ rounds }: PairedBenchmark): number | null {
  const shares = rounds.flatMap(({ memory, pairs, measuredCount }) => {
    const keptNs = sumOf(unpackDurations(pairs.base)) + sumOf(unpackDurations(pairs.head));
    const measuredMs = (keptNs / 1e6) * (measuredCount / pairs.head.count);
    return memory === null || !(measuredMs > 0) ? [] : [Math.min(1, memory.gcMs / measuredMs)];
  });
  return shares.length === 0 ? null : median(shares);
}

function sumOf(durationsNs: Float64Array): number {
  return durationsNs.reduce((sum, ns) => sum + ns, 0);
}
