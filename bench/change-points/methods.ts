import { spawnSync } from 'node:child_process';
import type { Series } from '@perf-suite/history';
import { DEFAULT_CHANGE_OPTIONS, findChanges, HistoryCollector } from '@perf-suite/perf-analyze';

/** A change that a method reports: of a benchmark, or of the machine. */
export interface Reported {
  /** Null where the method blames the machine. */
  readonly benchmark: string | null;
  readonly kind: 'step' | 'creep' | 'noise' | 'modes' | 'machine';
  /** The first run of the new level. */
  readonly at: number;
  readonly from: number;
  /** The widest range that the method gives for the change: the last run before, the first behind. */
  readonly range: { readonly from: number; readonly to: number };
  /** 1 slower, -1 faster. */
  readonly direction: number;
}

export interface Method {
  readonly name: string;
  /** Returns what it reports, by history. */
  readonly judge: (histories: readonly (readonly Series[])[]) => Reported[][];
}

export const perfAnalyze: Method = {
  name: 'perf-analyze',
  judge: (histories) =>
    histories.map((series) => {
      const collector = new HistoryCollector();
      for (const one of series) collector.add(one);
      const history = collector.history();
      if (history === null) return [];
      return findChanges(history, DEFAULT_CHANGE_OPTIONS).map((change) => ({
        benchmark: change.benchmark === '*' ? null : change.benchmark,
        kind: change.kind,
        at: change.atRun,
        from: change.afterRun,
        range: { from: change.surelyAfterRun, to: change.surelyAtRun },
        direction: Math.sign(change.ratio.point),
      }));
    }),
};

/** 10 % above or below the mean of the last ten runs. */
export const movingThreshold: Method = {
  name: 'threshold: 10 % from the mean of the last 10',
  judge: (histories) => histories.map((series) => series.flatMap(crossings)),
};

function crossings({ benchmark, points }: Series): Reported[] {
  const found: Reported[] = [];
  for (let at = 10; at < points.length; at++) {
    const last = points.slice(at - 10, at);
    const mean = last.reduce((sum, { p50 }) => sum + p50 / 10, 0);
    const change = (points[at]?.p50 as number) / mean - 1;
    // One change keeps the threshold crossed until the mean has followed: it is reported once.
    const isAgain = (found.at(-1)?.at ?? -10) > at - 10 && found.at(-1)?.direction === Math.sign(change);
    if (Math.abs(change) > 0.1 && !isAgain) {
      found.push({
        benchmark,
        kind: 'step',
        at,
        from: at - 1,
        range: { from: at - 1, to: at },
        direction: Math.sign(change),
      });
    }
  }
  return found;
}

export interface OtavaOptions {
  readonly minimumMagnitude: number;
  readonly largestPValue: number;
}

/**
 * Apache Otava itself, from a checkout of its repository whose path is in OTAVA_PATH, run by python3 with
 * NumPy and SciPy.
 */
export function otava(name: string, { minimumMagnitude, largestPValue }: OtavaOptions): Method {
  return {
    name,
    judge(histories) {
      const input = histories.map((series) => series.map(({ points }) => points.map(({ p50 }) => p50)));
      const found = runOtava({ series: input.flat(), minimumMagnitude, largestPValue });
      let next = 0;
      return histories.map((series) =>
        series.flatMap(({ benchmark }) =>
          (found[next++] ?? []).map(
            ({ index, change }): Reported => ({
              benchmark,
              kind: 'step',
              at: index,
              from: index - 1,
              range: { from: index - 1, to: index },
              direction: Math.sign(change),
            }),
          ),
        ),
      );
    },
  };
}

function runOtava(input: object): { index: number; change: number }[][] {
  const script = new URL('../../change-points/run-otava.py', import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync('python3', [script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`run-otava.py failed: ${stderr}`);
  return JSON.parse(stdout) as { index: number; change: number }[][];
}
