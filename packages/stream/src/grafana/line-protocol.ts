import type { WatchedRun } from '../watch/watched-run.js';

/** One row that Grafana gets: what it is of, what is known of it, and since when. */
export interface Line {
  /** Measurement and tags: what the line is of. */
  readonly of: string;
  readonly fields: string;
  readonly timeNs: bigint;
}

const LONGEST_TAG = 200;

/**
 * Returns what a run has shown so far as lines of InfluxDB's line protocol, which Grafana Live takes: one of the run
 * and one of each benchmark. Times are those of the run; all fields are numbers with a fraction, as Grafana takes the
 * first value's type for that of the field.
 */
export function linesOf(run: WatchedRun): Line[] {
  const { started } = run;
  if (started === null) return [];
  const timeNs = BigInt(Math.round(Date.parse(started.startedAt) + run.elapsedMs)) * 1_000_000n;
  const tags = {
    run: started.run,
    environment: started.environment.name,
    branch: started.git?.branch ?? 'detached',
  };
  const { benchmarks } = run;
  const finishedCount = benchmarks.filter(({ state }) => state === 'finished' || state === 'failed').length;
  return [
    line('perf_run', tags, timeNs, {
      round: run.round + 1,
      planned_rounds: started.plannedRounds,
      benchmarks: benchmarks.length,
      finished: finishedCount,
      samples: run.sampleCount,
    }),
    ...benchmarks.map(({ label, sampleCount, statistics, speedup, provisional }) => {
      const estimate = speedup ?? provisional;
      return line('perf_benchmark', { benchmark: label, ...tags }, timeNs, {
        samples: sampleCount,
        p50_seconds: seconds(statistics?.p50Ns),
        p95_seconds: seconds(statistics?.p95Ns),
        speedup: estimate?.point,
        speedup_lower: estimate?.lower,
        speedup_upper: estimate?.upper,
      });
    }),
  ];
}

/** Returns lines as the body of a request. */
export function bodyOf(lines: readonly Line[]): string {
  return lines.map(({ of, fields, timeNs }) => `${of} ${fields} ${timeNs}\n`).join('');
}

function line(
  measurement: string,
  tags: Readonly<Record<string, string>>,
  timeNs: bigint,
  fields: Readonly<Record<string, number | undefined>>,
): Line {
  const written = Object.entries(tags).map(([name, value]) => `,${name}=${tagValue(value)}`);
  return {
    of: `${measurement}${written.join('')}`,
    fields: Object.entries(fields)
      .filter(([, value]) => value !== undefined && Number.isFinite(value))
      .map(([name, value]) => `${name}=${value}`)
      .join(','),
    timeNs,
  };
}

/** Spaces, commas and equals signs end a tag, and a backslash before one of them would take that away again. */
function tagValue(text: string): string {
  const plain = text.replaceAll('\\', '/').replace(/\s/g, ' ').slice(0, LONGEST_TAG);
  return plain === '' ? 'none' : plain.replace(/[,= ]/g, '\\$&');
}

function seconds(ns: number | undefined): number | undefined {
  return ns === undefined ? undefined : ns / 1e9;
}
