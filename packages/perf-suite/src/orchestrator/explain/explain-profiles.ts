import type { Explanation, SlowerFunction } from '@perf-suite/schema';
import type { VariantSource } from '../../wire/protocol.js';
import { allocationTree, type CallTree, InlinedLines, scaled, timeTree, totalOf } from './call-tree.js';
import { summaryOf } from './explanation-summary.js';
import { type Cause, type Causes, findCauses, growthOf, type Repetition } from './find-causes.js';
import { newDeoptimisations } from './new-deoptimisations.js';
import { type PairedFunctions, pairFunctions, placeOf } from './pair-functions.js';
import type { BenchmarkProfiles, Profiled } from './profile-sides.js';
import { FunctionNames } from './profiled-functions.js';
import { eachSide, mean, type Sides } from './sides.js';

export interface ExplainedProfiles {
  readonly explanation: Explanation;
  readonly pairs: PairedFunctions;
  readonly repetitions: readonly Repetition[];
}

/** From this version of Node on, profiles show inlined functions themselves. */
const SHOWS_INLINED = 26;
/** Of the growth of a call, or of the call; what takes a smaller part is not named. */
const LEAST_SHARE = 0.08;
/** Of the growth as it was measured. */
const LEAST_SHOWN = 0.25;
const MOST_FUNCTIONS = 5;
const MOST_SUSPECTS = 2;

export interface ExplainContext {
  readonly sources: Sides<VariantSource>;
  readonly cacheFolder: string;
  /** What a call takes on each side as it was measured; null where that is not what got slower. */
  readonly measuredNs: Sides<number> | null;
}

/** Finds out from its profiles why a benchmark got slower. */
export function explainProfiles(
  profiles: BenchmarkProfiles,
  { sources, cacheFolder, measuredNs }: ExplainContext,
): ExplainedProfiles {
  const names = eachSide((side) => new FunctionNames({ source: sources[side], cacheFolder }));
  const lines = eachSide((side) => linesOf(profiles.apart?.[side], names[side]));
  const profiled = profiles.repetitions.map((pair) =>
    eachSide((side): CallTree => {
      const { message } = pair[side];
      const own = message.nodeMajor >= SHOWS_INLINED ? null : lines[side];
      const functionOf = names[side].ofProfile(message);
      return timeTree(message, { functionOf, lines: own });
    }),
  );
  const growthNs = profiled.map(({ base, head }) => totalOf(head) - totalOf(base));
  const isShown = showsSlowdown(growthNs, measuredNs);
  const repetitions =
    isShown && measuredNs !== null ? profiled.map((pair) => asMeasured(pair, measuredNs)) : profiled;
  const allocations = allocationsOf(profiles.apart, names);
  const pairs = pairFunctions(names.base.functions.values(), names.head.functions.values());
  const causes = findCauses({ pairs, repetitions, allocations });
  const deoptimisations = newDeoptimisations(profiles, { names, pairs });
  const named = isShown ? namedCauses(causes) : [];
  const explanation: Explanation = {
    summary: summaryOf(causes, isShown ? named : suspects(causes), deoptimisations, { isShown }),
    repetitions: repetitions.length,
    ns: causes.totalNs,
    garbageNs: causes.garbageNs,
    functions: named.map(slowerFunction),
    deoptimisations,
  };
  return { explanation, pairs, repetitions };
}

/** In all profiles, or all but one of five: other programs may have disturbed one. */
function isMostlyMore(growth: readonly number[]): boolean {
  return mean(growth) > 0 && growth.filter((ns) => ns > 0).length >= 0.8 * growth.length;
}

/**
 * Shares of the time explain a slowdown where profiles show enough of it on average: that it is there is known from the
 * rounds, and on a busy machine single profiles differ by more.
 */
function showsSlowdown(growthNs: readonly number[], measuredNs: Sides<number> | null): boolean {
  if (measuredNs === null) return isMostlyMore(growthNs);
  return mean(growthNs) >= LEAST_SHOWN * (measuredNs.head - measuredNs.base);
}

/** Profiles tell the shares; how long a call takes is known much better from the rounds. */
function asMeasured(pair: Sides<CallTree>, measuredNs: Sides<number>): Sides<CallTree> {
  return eachSide((side) =>
    scaled(pair[side], measuredNs[side] / Math.max(totalOf(pair[side]), Number.EPSILON)),
  );
}

function linesOf(profiled: Profiled | undefined, names: FunctionNames): InlinedLines | null {
  if (profiled === undefined) return null;
  return new InlinedLines(profiled.message.cpuProfile, names.ofProfile(profiled.message));
}

function allocationsOf(apart: Sides<Profiled> | null, names: Sides<FunctionNames>): Sides<CallTree> | null {
  const { base, head } = apart ?? {};
  if (!base?.message.allocations?.calls || !head?.message.allocations?.calls) return null;
  const messages = { base: base.message, head: head.message };
  const allocated = { base: base.message.allocations, head: head.message.allocations };
  return eachSide((side) =>
    allocationTree(allocated[side].head, {
      calls: allocated[side].calls,
      functionOf: names[side].ofProfile(messages[side]),
    }),
  );
}

/** Those that grew in all repetitions, by a part of the whole that is worth a word. */
function namedCauses({ functions, growthNs }: Causes): Cause[] {
  const growth = mean(growthNs);
  return functions
    .filter((cause) => growthOf(cause) >= LEAST_SHARE * growth)
    .filter((cause) => isMostlyMore(cause.growthNs) || cause.garbageNs.head > mean(cause.growthNs))
    .slice(0, MOST_FUNCTIONS);
}

/** What head changes and spends most time in: all that can be named where profiles do not show the slowdown. */
function suspects({ functions, totalNs }: Causes): Cause[] {
  return functions
    .filter(({ pair, isInChangedFile }) => pair.change !== 'unchanged' || isInChangedFile)
    .filter(({ ns }) => ns.head >= LEAST_SHARE * totalNs.head)
    .sort((a, b) => b.ns.head - a.ns.head)
    .slice(0, MOST_SUSPECTS);
}

function slowerFunction(cause: Cause): SlowerFunction {
  return {
    ...placeOf(cause.pair),
    change: cause.pair.change,
    ns: cause.ns,
    ownNs: cause.ownNs,
    growthNs: { least: Math.min(...cause.growthNs), most: Math.max(...cause.growthNs) },
    slowerCount: cause.growthNs.filter((ns) => ns > 0).length,
    ...(cause.bytes !== null && { bytes: cause.bytes }),
    garbageNs: cause.garbageNs.head,
    ...(cause.mostlyIn !== null && { mostlyIn: placeOf(cause.mostlyIn) }),
  };
}
