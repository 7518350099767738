import type { BenchmarkKind } from '@perf-suite/schema';
import type { MeasuringTime } from '../../wire/measuring-time.js';
import { DEFAULT_SETTINGS, type Settings } from '../config/settings-table.js';
import type { PlannedBenchmark } from '../plan/plan.js';

/**
 * A command takes tens of milliseconds at least: in the time for a function it would be executed once or twice. Where an
 * execution takes tenths of a second, p50 of five differs more from round to round than 24 rounds make up for. A service
 * is started anew for each round, which takes as long as it is measured.
 */
const DEFAULT_TIMES: Readonly<Record<BenchmarkKind, MeasuringTime>> = {
  command: { timeMs: 1000, longer: { ms: 3000, samples: 10 } },
  service: { timeMs: 2000 },
};

/**
 * A function whose calls are long is measured for so many times the default, until it has what p95 needs in a round. With
 * fewer, p50 of calls that take one of two times jumps between the two, and the rounds that it then takes to decide cost
 * far more than measuring longer in each.
 */
const LONGER_WITH_FEW_SAMPLES = 3;
const ENOUGH_SAMPLES = 100;

/**
 * Returns how long a benchmark is measured in a round: a flag beats its own wish, its own wish beats the settings of the
 * project, and those beat the default of its kind.
 */
export function measuringTimeOf(
  { timeMs: own, kind }: Pick<PlannedBenchmark, 'timeMs' | 'kind'>,
  { timeMs }: Pick<Settings, 'timeMs'>,
  flagMs: number | undefined,
): MeasuringTime {
  const chosenMs = flagMs ?? own ?? (timeMs === DEFAULT_SETTINGS.timeMs ? null : timeMs);
  if (chosenMs !== null) return { timeMs: chosenMs };
  return kind === undefined
    ? { timeMs, longer: { ms: LONGER_WITH_FEW_SAMPLES * timeMs, samples: ENOUGH_SAMPLES } }
    : DEFAULT_TIMES[kind];
}
