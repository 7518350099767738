import type { DeclaredMetrics, Misfit } from '@perf-suite/exporter';
import type { RunMetric, Warning } from '@perf-suite/schema';

/**
 * Returns what is wrong with the metrics that benchmarks set, each metric once: not declared, or declared
 * otherwise. Without a metrics.yaml only a live run says so, whose /metrics lacks them; the run file keeps
 * all of them for an exporter that knows.
 */
export async function metricWarnings(
  metrics: readonly RunMetric[],
  { declared, live }: { readonly declared: DeclaredMetrics | null; readonly live: boolean },
): Promise<Warning[]> {
  if (metrics.length === 0 || (declared === null && !live)) return [];
  // Loaded only when asked for.
  const { misfitOf, NOTHING_DECLARED } = await import('@perf-suite/exporter');
  const misfits = new Map<string, Misfit>();
  for (const metric of metrics) {
    const misfit = misfitOf(metric, declared ?? NOTHING_DECLARED);
    if (misfit !== null && !misfits.has(metric.name)) misfits.set(metric.name, misfit);
  }
  return [...misfits.values()].map(({ kind, message, hint }) => ({ code: `metric-${kind}`, message, hint }));
}
