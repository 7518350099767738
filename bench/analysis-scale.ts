import { DEFAULT_CHANGE_OPTIONS, findChanges, HistoryCollector } from '@perf-suite/perf-analyze';
import { seededRandom } from '@perf-suite/perf-guard/statistics';

/** Prints how long it takes to find the changes of many benchmarks over many runs: node bench/dist/analysis-scale.js [BENCHMARKS] [RUNS] */
const benchmarkCount = Number(process.argv[2] ?? 200);
const runCount = Number(process.argv[3] ?? 5_000);
const START_MS = Date.UTC(2020, 0, 1);
const HOUR_MS = 3_600_000;
const random = seededRandom(1);
const gaussian = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const collecting = performance.now();
const collector = new HistoryCollector();
for (let b = 0; b < benchmarkCount; b++) {
  const stepAt = Math.floor(random() * runCount);
  collector.add({
    project: 'default',
    benchmark: `suite.bench.ts#benchmark ${b}`,
    environment: 'ci',
    branch: 'main',
    unit: 'ns',
    better: 'lower',
    points: Array.from({ length: runCount }, (_, run) => {
      const level = 1e6 * (run < stepAt ? 1 : 1.05);
      const rounds = Array.from({ length: 5 }, () => level * Math.exp(0.02 * gaussian()));
      const tails = rounds.map((p50) => p50 * Math.exp(0.2 + 0.05 * Math.abs(gaussian())));
      return {
        run: `run-${run}`,
        startedAtMs: START_MS + run * HOUR_MS,
        commit: run.toString(16).padStart(40, '0'),
        fingerprint: 'machine',
        evidence: 'rounds' as const,
        state: 'complete' as const,
        dirty: false,
        p50: rounds[0] as number,
        p95: tails[0] as number,
        roundP50: rounds,
        roundP95: tails,
        spread: null,
      };
    }),
  });
}
const history = collector.history();
if (history === null) throw new Error('no history');
console.log(
  `${benchmarkCount} benchmarks of ${runCount} runs: made in ${seconds(performance.now() - collecting)}`,
);
const analysing = performance.now();
const found = findChanges(history, DEFAULT_CHANGE_OPTIONS);
console.log(`changes: ${found.length} found in ${seconds(performance.now() - analysing)}`);
console.log(`largest memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
