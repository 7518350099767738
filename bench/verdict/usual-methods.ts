import { type PairedRun, unpackDurations } from '@perf-suite/schema';
import { errorFunction, mean, median, sampleVariance } from 'simple-statistics';

/** How other tools would judge one benchmark, given every sample of both variants pooled over the rounds. */
export interface UsualMethod {
  readonly name: string;
  /** Whether it calls head slower than base. `tests` is how many benchmarks share the error. */
  readonly flags: (base: Float64Array, head: Float64Array, tests: number) => boolean;
}

const ALPHA = 0.01;

export const USUAL_METHODS: readonly UsualMethod[] = [
  {
    name: 'mean differs by more than 10 %',
    flags: (base, head) => mean(Array.from(head)) / mean(Array.from(base)) > 1.1,
  },
  {
    name: 'p50 differs by more than 5 %',
    flags: (base, head) => median(Array.from(head)) / median(Array.from(base)) > 1.05,
  },
  {
    name: 'Mann-Whitney on pooled iterations, 1 %',
    flags: (base, head, tests) => mannWhitneyP(base, head) < ALPHA / tests,
  },
  {
    name: 'Welch on pooled iterations, 1 %',
    flags: (base, head, tests) => welchP(base, head) < ALPHA / tests,
  },
];

/** Returns for each method the ids of the benchmarks it would flag as slower. */
export function judgeAsUsual(run: PairedRun): Record<string, string[]> {
  const flagged: Record<string, string[]> = {};
  for (const method of USUAL_METHODS) flagged[method.name] = [];
  for (const benchmark of run.benchmarks) {
    const base = pool(benchmark.rounds.map((round) => unpackDurations(round.pairs.base)));
    const head = pool(benchmark.rounds.map((round) => unpackDurations(round.pairs.head)));
    if (base.length === 0) continue;
    for (const method of USUAL_METHODS) {
      if (method.flags(base, head, run.benchmarks.length)) flagged[method.name]?.push(benchmark.id);
    }
  }
  return flagged;
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

/** P(Z > z), to 1e-7: simple-statistics' own table of the normal distribution has four digits only. */
function normalTail(z: number): number {
  return 0.5 * (1 - errorFunction(z / Math.SQRT2));
}
