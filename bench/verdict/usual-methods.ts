import { type PairedRun, unpackDurations } from '@perf-suite/schema';
import { errorFunction, mean, median, sampleVariance } from 'simple-statistics';
import { student975 } from '../student-t.js';

/** One variant's samples: those of each round, and all of them pooled. */
interface Samples {
  readonly rounds: readonly Float64Array[];
  readonly pooled: Float64Array;
}

/** How other tools would judge one benchmark, given every sample of both variants. */
interface UsualMethod {
  readonly name: string;
  /** Whether it calls head slower than base. `tests` is how many benchmarks share the error. */
  readonly flags: (base: Samples, head: Samples, tests: number) => boolean;
}

const ALPHA = 0.01;

const USUAL_METHODS: readonly UsualMethod[] = [
  {
    name: 'mean differs by more than 10 %',
    flags: (base, head) => mean(Array.from(head.pooled)) / mean(Array.from(base.pooled)) > 1.1,
  },
  {
    name: 'p50 differs by more than 5 %',
    flags: (base, head) => median(Array.from(head.pooled)) / median(Array.from(base.pooled)) > 1.05,
  },
  {
    name: 'Mann-Whitney on pooled iterations, 1 %',
    flags: (base, head, tests) => mannWhitneyP(base.pooled, head.pooled) < ALPHA / tests,
  },
  {
    name: 'Welch on pooled iterations, 1 %',
    flags: (base, head, tests) => welchP(base.pooled, head.pooled) < ALPHA / tests,
  },
  {
    name: "95 % interval of the rounds' means (as tachometer)",
    flags: (base, head) => lowestDifference(base.rounds.map(meanOf), head.rounds.map(meanOf)) > 0,
  },
];

/** Returns for each method the ids of the benchmarks it would flag as slower. */
export function judgeAsUsual(run: PairedRun): Record<string, string[]> {
  const flagged: Record<string, string[]> = {};
  for (const method of USUAL_METHODS) flagged[method.name] = [];
  for (const benchmark of run.benchmarks) {
    const base = samplesOf(benchmark.rounds.map((round) => unpackDurations(round.pairs.base)));
    const head = samplesOf(benchmark.rounds.map((round) => unpackDurations(round.pairs.head)));
    if (base.rounds.length < 2) continue;
    for (const method of USUAL_METHODS) {
      if (method.flags(base, head, run.benchmarks.length)) flagged[method.name]?.push(benchmark.id);
    }
  }
  return flagged;
}

function samplesOf(rounds: readonly Float64Array[]): Samples {
  const measured = rounds.filter(({ length }) => length > 0);
  return { rounds: measured, pooled: pool(measured) };
}

function meanOf(durationsNs: Float64Array): number {
  return mean(Array.from(durationsNs));
}

function pool(rounds: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(rounds.reduce((total, round) => total + round.length, 0));
  let offset = 0;
  for (const round of rounds) {
    all.set(round, offset);
    offset += round.length;
  }
  return all;
}

/** One-sided p of "head is slower" by the normal approximation with ties; as SciPy's mannwhitneyu, method asymptotic. */
export function mannWhitneyP(base: Float64Array, head: Float64Array): number {
  const n = base.length;
  const m = head.length;
  const values = [
    ...Array.from(base, (value) => ({ value, head: false })),
    ...Array.from(head, (value) => ({ value, head: true })),
  ].sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let tieTerm = 0;
  for (let start = 0; start < values.length; ) {
    let end = start;
    while (end < values.length && values[end]?.value === values[start]?.value) end++;
    const rank = (start + end + 1) / 2;
    for (let i = start; i < end; i++) if (values[i]?.head) rankSum += rank;
    tieTerm += (end - start) ** 3 - (end - start);
    start = end;
  }
  const u = rankSum - (m * (m + 1)) / 2;
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - tieTerm / (total * (total - 1)));
  return variance === 0 ? 1 : normalTail((u - (n * m) / 2 - 0.5) / Math.sqrt(variance));
}

/** One-sided p of "head's mean is higher"; the normal limit of Welch's t, exact enough at hundreds of samples. */
export function welchP(base: Float64Array, head: Float64Array): number {
  const a = Array.from(base);
  const b = Array.from(head);
  const error = Math.sqrt(sampleVariance(a) / a.length + sampleVariance(b) / b.length);
  return error === 0 ? 1 : normalTail((mean(b) - mean(a)) / error);
}

/** Lower end of the 95 % interval of head's mean less base's, each value one fresh process; Welch's t. */
export function lowestDifference(base: readonly number[], head: readonly number[]): number {
  const [a, b] = [sampleVariance([...base]) / base.length, sampleVariance([...head]) / head.length];
  if (a + b === 0) return mean([...head]) - mean([...base]);
  const freedom = (a + b) ** 2 / (a ** 2 / (base.length - 1) + b ** 2 / (head.length - 1));
  return mean([...head]) - mean([...base]) - student975(freedom) * Math.sqrt(a + b);
}

/** P(Z > z), to 1e-7: simple-statistics' own table of the normal distribution has four digits only. */
function normalTail(z: number): number {
  return 0.5 * (1 - errorFunction(z / Math.SQRT2));
}
