import type { MetricDefinition } from '../catalogue/metric-definition.js';

/** A metric of the user's own, and where metrics.yaml declares it. */
export interface DeclaredMetric {
  readonly definition: MetricDefinition;
  /** From 1. */
  readonly line: number;
}

/** What a metrics.yaml declares. */
export interface DeclaredMetrics {
  /** The file's path; null where none was given. */
  readonly source: string | null;
  readonly byName: ReadonlyMap<string, DeclaredMetric>;
}

export const NOTHING_DECLARED: DeclaredMetrics = { source: null, byName: new Map() };
