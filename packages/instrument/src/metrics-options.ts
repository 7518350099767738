import { statfsSync } from 'node:fs';
import { expectKnownOptions, type OptionNames } from './known-options.js';
import { ABOVE_ZERO, COUNT, expectKinds, FLAG, TEXT } from './option-kinds.js';

export interface MetricsOptions {
  /** Also serve plain names (`http_requests_total`, `db_operations_total`, ...) beside those by convention. */
  readonly plainNames?: boolean;
  /** Most label sets of each metric, at least 1; 1,000 unless given. More share one series whose labels are `other`. */
  readonly seriesCap?: number;
  /** Metrics of this process (CPU, memory, event loop, garbage collection, open files); on unless false. */
  readonly processMetrics?: boolean;
  /** Metrics of the machine (CPU, memory, disk); on unless false. */
  readonly systemMetrics?: boolean;
  /** The folder whose file system is looked at; it must exist. `/` unless given. */
  readonly disk?: string;
  /** How long a user counts as active; 5 minutes unless given. */
  readonly activeUserWindowMs?: number;
}

export const METRICS_OPTIONS: OptionNames<MetricsOptions> = {
  plainNames: true,
  seriesCap: true,
  processMetrics: true,
  systemMetrics: true,
  disk: true,
  activeUserWindowMs: true,
};

/** @throws {TypeError} for an unknown option, and for a value that an option cannot have */
export function expectMetricsOptions(options: MetricsOptions): void {
  expectKnownOptions('ServiceMetrics', options, METRICS_OPTIONS);
  expectKinds('ServiceMetrics', options, {
    plainNames: FLAG,
    seriesCap: COUNT,
    processMetrics: FLAG,
    systemMetrics: FLAG,
    disk: TEXT,
    activeUserWindowMs: ABOVE_ZERO,
  });
  if (options.disk === undefined) return;
  try {
    statfsSync(options.disk);
  } catch (cause) {
    throw new TypeError(
      `ServiceMetrics: expected a folder as disk, found ${JSON.stringify(options.disk)}, which cannot be read`,
      { cause },
    );
  }
}
