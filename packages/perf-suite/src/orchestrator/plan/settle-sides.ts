import type { Warning } from '@perf-suite/schema';
import type { PreparedBase } from '../base/base-context.js';
import { configOfBase } from '../config/config-of-base.js';
import type { Settings } from '../config/settings-table.js';
import { againstWarnings } from './against-of-default-branch.js';
import { baseSetupDoubt, changedInPackages, changedSettings, withDoubt } from './changed-settings.js';
import { AUDIT_SKIPPED, isolationFallback, undecidable } from './comparison-warnings.js';
import { fileIdOf } from './find-files.js';
import { loosenedSettings } from './loosened-settings.js';
import { isAllApart, type Plan } from './plan.js';
import type { PlanParts } from './plan-of-head.js';
import type { FilesToMeasure } from './reached-files.js';
import type { PlanShard } from './shard-plan.js';

/** What is measured once both sides are known. */
export interface SettledPlan {
  readonly plan: Plan;
  /** By benchmark file: what head was seen to load and read. */
  readonly used: ReadonlyMap<string, readonly string[]>;
  readonly warnings: readonly Warning[];
}

interface SidesParts extends PlanParts, Pick<FilesToMeasure, 'removed'> {
  /** The part of the plan that is measured here; null for all of it. */
  readonly part: PlanShard | null;
}

/** Finds out what both sides have and whether one process can hold them. */
export async function settleSides(
  plan: Plan,
  base: PreparedBase | null,
  { request, settings, packages, listing, removed, part }: SidesParts,
): Promise<SettledPlan> {
  const { isolation } = settings;
  if (base === null) return { plan, warnings: [], used: new Map() };
  if (plan.benchmarks.every(({ sameCode }) => sameCode !== undefined))
    return { plan, warnings: base.warnings, used: new Map() };
  const { compareSides } = await import('./compare-sides.js');
  request.onStep('comparing what both sides have');
  const { filter, root, flags, variables } = request;
  const ofBase = await configOfBase(base, {
    root,
    flags,
    variables,
    ofHead: settings,
    packagesOfHead: packages,
    fileIds: plan.files.map((file) => fileIdOf(file, root)),
  });
  const both = { head: settings, base: ofBase.settings };
  const sides = await compareSides({
    ...listing,
    plan,
    base,
    filter,
    patterns: settings.files,
    patternsOfBase: ofBase.settings.files,
    isAskedFor:
      part !== null
        ? (file) => part.asksFor(fileIdOf(file, root))
        : request.saved == null
          ? () => true
          : isOneOf([...listedFiles(plan), ...removed]),
    isWhole: part === null,
    settings: both,
    packagesOfBase: ofBase.packages,
    apartBecause: whyApart(base, isolation),
  });
  const doubtful = withDoubt(sides.plan, baseSetupDoubt(both, base));
  const { withSameCode } = await import('./same-code.js');
  const settled = settings.all
    ? doubtful
    : await withSameCode(doubtful, sides.proven, base, { root, unreadFiles: settings.unreadFiles });
  const warnings = [
    ...base.warnings,
    ...ofBase.warnings,
    ...loosenedSettings(both),
    ...changedSettings(both),
    ...changedInPackages(plan, both, { head: packages, base: ofBase.packages }),
    ...againstWarnings(settings.against, ofBase.settings.against, 'of base'),
    ...sides.warnings,
    ...undecidable(settings, part?.shard.of ?? 1),
  ];
  const used = new Map(sides.proven.map(({ file, usedByHead }) => [file, usedByHead]));
  if (settled.apart.size === 0 || isolation === 'process') return { plan: settled, warnings, used };
  const skipped = settings.audit && isAllApart(settled) ? [AUDIT_SKIPPED] : [];
  return { plan: settled, warnings: [...warnings, isolationFallback(settled), ...skipped], used };
}

function listedFiles({ benchmarks, brokenFiles, replaced }: Plan): string[] {
  return [...[...benchmarks, ...brokenFiles].map(({ file }) => file), ...replaced];
}

function isOneOf(files: readonly string[]): (file: string) => boolean {
  const asked = new Set(files);
  return (file) => asked.has(file);
}

function whyApart({ source }: PreparedBase, isolation: Settings['isolation']): string | null {
  if (source.kind === 'runtime') return 'each side runs on a Node of its own';
  return isolation === 'process' ? 'that was asked for' : null;
}
