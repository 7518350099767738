import type { Explanation } from '@perf-suite/schema';
import type { VariantSource } from '../../wire/protocol.js';
import type { BenchmarkRecord } from '../results/benchmark-record.js';
import { explainProfiles } from './explain-profiles.js';
import {
  type ProfiledRegression,
  profileRegressions,
  type Regression,
  type TimeLeft,
} from './profile-regressions.js';
import type { ProfileParts } from './profile-sides.js';
import { type ExplainedRegression, saveProfiles } from './save-profiles.js';
import type { Sides } from './sides.js';

/** What was found out about one benchmark; `problem` says what is missing. */
export interface ExplainedBenchmark {
  readonly explanation: Explanation | null;
  readonly problem: string | null;
}

export interface SlowerBenchmark {
  readonly benchmark: BenchmarkRecord;
  /** What a call takes on each side as it was measured; null where that is not what got slower. */
  readonly measuredNs: Sides<number> | null;
}

export interface ExplainParts extends ProfileParts, TimeLeft {
  /** The profiles are written beside it. */
  readonly runPath: string;
}

/**
 * Profiles benchmarks that got slower, and returns by id why. The profiles and the flame graph are written beside the
 * run file; where that fails, the explanation stands without them.
 * @param benchmarks those that matter most first
 */
export async function explainRegressions(
  benchmarks: readonly SlowerBenchmark[],
  parts: ExplainParts,
): Promise<ReadonlyMap<string, ExplainedBenchmark>> {
  const regressions = benchmarks.flatMap(({ benchmark, measuredNs }): Regression[] => {
    const sources = sourcesOf(parts.settings.variantsOf(benchmark.planned.file));
    return sources === null ? [] : [{ benchmark, measuredNs, sources }];
  });
  const profiled = await profileRegressions(regressions, parts, parts);
  const explained = profiled.flatMap((one) => {
    const found = explainOne(one, parts);
    return found === null ? [] : [found];
  });
  const saved = await saveProfiles(explained, parts.runPath);
  return new Map(
    profiled.map(({ benchmark, problem }): [string, ExplainedBenchmark] => {
      const { id } = benchmark.planned;
      const found = explained.find((one) => one.id === id);
      if (found === undefined)
        return [id, { explanation: null, problem: problem ?? 'its profiles hold nothing' }];
      const files = saved.files.get(id);
      return [id, { explanation: { ...found.explanation, ...files }, problem: saved.problem }];
    }),
  );
}

function explainOne(profiled: ProfiledRegression, { settings }: ExplainParts): ExplainedRegression | null {
  if (profiled.profiles === null) return null;
  const { sources, benchmark, measuredNs, profiles } = profiled;
  const { cacheFolder } = settings;
  const explained = explainProfiles(profiles, { sources, cacheFolder, measuredNs });
  return { ...explained, id: benchmark.planned.id, profiled };
}

function sourcesOf(sources: readonly VariantSource[]): Sides<VariantSource> | null {
  const base = sources.find(({ variant }) => variant === 'base');
  const head = sources.find(({ variant }) => variant === 'head');
  return base === undefined || head === undefined ? null : { base, head };
}
