import type { TimedSeries } from '../forecast/forecast.js';
import type { Column, EnvironmentHistory } from './environment-history.js';

/** Returns the runs of a column that the newest run's machine measured; null where there is no column. */
export function columnOfNewestMachine(
  history: EnvironmentHistory,
  column: Column | null,
): TimedSeries | null {
  if (column === null) return null;
  const newest = history.runs[column.runs.at(-1) as number]?.fingerprint;
  const kept = [...column.runs.keys()].filter(
    (i) => history.runs[column.runs[i] as number]?.fingerprint === newest,
  );
  return {
    timesMs: Float64Array.from(kept, (i) => history.runs[column.runs[i] as number]?.startedAtMs ?? 0),
    values: Float64Array.from(kept, (i) => column.logs[i] as number),
    errors: Float64Array.from(kept, (i) => column.errors[i] as number),
  };
}
