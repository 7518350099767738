import type { Series, SeriesPoint } from '@perf-suite/history';
import { seededRandom } from '@perf-suite/perf-guard/statistics';

/** Returns Gaussian noise, the same for the same seed. */
export function gaussian(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface MadeSeries {
  readonly benchmark: string;
  readonly runCount: number;
  readonly seed: number;
  /** Standard deviation of the logs. */
  readonly noise?: number;
  /** By run, what the typical time is multiplied by. */
  readonly factor?: (run: number) => number;
  readonly fingerprint?: (run: number) => string;
  readonly better?: Series['better'];
}

export const FIRST_RUN_MS = Date.UTC(2026, 0, 1);
export const DAY_MS = 86_400_000;

/** Returns a series of one run a day, of about a millisecond (or 1,000 operations a second). */
export function madeSeries({ noise = 0.01, factor = () => 1, ...made }: MadeSeries): Series {
  const next = gaussian(made.seed);
  const points = Array.from({ length: made.runCount }, (_, run): SeriesPoint => {
    const value = (made.better === 'higher' ? 1e3 : 1e6) * factor(run) * Math.exp(noise * next());
    return {
      run: `run-${run}`,
      startedAtMs: FIRST_RUN_MS + run * DAY_MS,
      commit: run.toString(16).padStart(40, '0'),
      fingerprint: made.fingerprint?.(run) ?? 'machine',
      evidence: 'summary',
      state: 'complete',
      dirty: false,
      p50: value,
      p95: null,
      roundP50: [],
      roundP95: [],
      spread: null,
    };
  });
  const { better = 'lower', benchmark } = made;
  const unit = better === 'lower' ? 'ns' : 'ops/s';
  return { project: 'default', environment: 'ci', branch: 'main', benchmark, unit, better, points };
}
