import type { PairedRun, Report, Verdict } from '@perf-suite/schema';
import { reportOf } from '@perf-suite/testing/sample-report';
import { pairedRun } from '@perf-suite/testing/sample-run';

const BATCH_SIZE = 16;
const ROUND_COUNT = 5;
const PAIR_COUNT = 120;

/** What each benchmark of the example takes, how much slower head is, and what the judge says of it. */
const BENCHMARKS: readonly { name: string; baseNs: number; ratio: number; verdict: Verdict }[] = [
  { name: 'steady', baseNs: 1_234, ratio: 1, verdict: 'unchanged' },
  { name: 'slower', baseNs: 45_678, ratio: 1.08, verdict: 'regressed' },
  { name: 'faster', baseNs: 7_891_234, ratio: 0.9, verdict: 'improved' },
  { name: '<img src=x onerror=alert(1)></script>', baseNs: 321, ratio: 1.01, verdict: 'inconclusive' },
];

/** Returns numbers in [0, 1) that are the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Returns a complete A/B run of four benchmarks, as `perf-suite run --against main` writes it. */
export function exampleRun(): PairedRun {
  const random = seeded(42);
  const benchmarks = BENCHMARKS.map(({ name, baseNs, ratio }) => {
    const samplesNs = (ns: number) =>
      Array.from({ length: PAIR_COUNT }, () => {
        const tail = random() < 0.03 ? 1 + random() * 3 : 1;
        return ns * (1 + (random() - 0.5) * 0.04) * tail;
      });
    const warnings =
      name === 'slower' ? [{ code: 'drift', message: 'It became slower.', hint: 'Cool down.' }] : [];
    const rounds = Array.from({ length: ROUND_COUNT }, () => ({
      baseNs: samplesNs(baseNs),
      headNs: samplesNs(baseNs * ratio),
      headFirst: Array.from({ length: PAIR_COUNT }, () => random() < 0.5),
    }));
    return [idOf(name), { batchSize: BATCH_SIZE, warnings, rounds }] as const;
  });
  return withMovingMachine(
    pairedRun({
      id: '20261121T040000-0123456',
      startedAt: '2026-11-21T04:00:00.000Z',
      durationMs: 100_000,
      commandLine: ['run', '--against', 'main'],
      git: { commit: '0123456789abcdef', branch: 'feature', dirty: false },
      warnings: [{ code: 'governor', message: 'The governor is not readable.' }],
      benchmarks: Object.fromEntries(benchmarks),
    }),
  );
}

/** Gives each round memory and noise of its own, for the page to draw. */
function withMovingMachine(run: PairedRun): PairedRun {
  const benchmarks = run.benchmarks.map((benchmark) => ({
    ...benchmark,
    rounds: benchmark.rounds.map((measured, round) => ({
      ...measured,
      memory: { gcCount: 2, gcMs: 1.5, heapUsedBeforeBytes: 5e6, heapUsedAfterBytes: 6e6 + round },
      noiseRatio: 0.01 * round,
    })),
  }));
  return { ...run, benchmarks };
}

/** Returns the report on {@link exampleRun}: one verdict each, and one benchmark that only the baseline has. */
export function exampleReport(run: PairedRun): Report {
  const judged = BENCHMARKS.map(({ name, ratio, verdict }) => {
    const severity = verdict === 'regressed' ? 'critical' : null;
    return [idOf(name), { verdict, severity, speedup: 1 / ratio }] as const;
  });
  const report = reportOf(run, { ...Object.fromEntries(judged), [idOf('gone')]: { verdict: 'missing' } });
  return { ...report, minimumEffect: { p50: 0.03, p95: 0.06 } };
}

function idOf(name: string): string {
  return `bench/example.bench.ts#example > ${name}`;
}
