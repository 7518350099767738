import { formatNs, formatPercent } from '@perf-suite/command-line/terminal';
import type { LooseningCode, Warning } from '@perf-suite/schema';
import type { Settings } from '../config/settings-table.js';
import { withBudgets } from './budget-patterns.js';
import type { PlannedBenchmark } from './plan.js';

/** `perf-guard comment` knows these codes. */
interface LooseningWarning extends Warning {
  readonly code: LooseningCode;
}

/** What head and base say, each by its own config, of how a run is judged. */
export interface BothSettings {
  readonly head: JudgingSettings;
  readonly base: JudgingSettings;
}

type JudgingSettings = Pick<
  Settings,
  'minimumEffect' | 'minimumAllocationEffect' | 'minimumErrorEffect' | 'percentile' | 'failOn' | 'budgets'
>;

const HINT = 'If this is intended, ignore this warning; otherwise take it out of the change that is judged.';

/** Returns what head's config asks less of than base's: larger changes pass, or findings no longer fail. */
export function loosenedSettings({ head, base }: BothSettings): LooseningWarning[] {
  const raised = (['p50', 'p95'] as const)
    .filter((name) => head.minimumEffect[name] > base.minimumEffect[name])
    .map(
      (name) =>
        `${formatPercent(head.minimumEffect[name])} at ${name} (base: ${formatPercent(base.minimumEffect[name])})`,
    );
  const others = [
    ['minimumAllocationEffect', 'of what a call allocates'],
    ['minimumErrorEffect', 'of how many requests fail'],
  ] as const;
  for (const [key, what] of others)
    if (head[key] > base[key])
      raised.push(`${formatPercent(head[key])} ${what} (base: ${formatPercent(base[key])})`);
  const dropped = [
    ...missingFrom(head.percentile, base.percentile).map((name) => `${name} no longer decides a verdict`),
    ...missingFrom(head.failOn, base.failOn).map((name) => `"${name}" no longer fails the run`),
  ];
  return [
    ...(raised.length === 0
      ? []
      : [
          {
            code: 'effect-raised' as const,
            message: `head's config raises the smallest change that counts, to ${raised.join(' and ')}: smaller ones pass`,
            hint: HINT,
          },
        ]),
    ...(dropped.length === 0
      ? []
      : [
          {
            code: 'gate-loosened' as const,
            message: `head's config is less strict than base's: ${dropped.join(', ')}`,
            hint: HINT,
          },
        ]),
  ];
}

/** Returns a warning where head's declaration of a benchmark raises its own minimum effect; null where it does not. */
export function raisedEffect(
  { minimumEffect: own }: Pick<PlannedBenchmark, 'minimumEffect'>,
  inBase: Pick<PlannedBenchmark, 'minimumEffect'>,
  { head, base }: BothSettings,
): LooseningWarning | null {
  const now = own ?? head.minimumEffect.p50;
  const before = inBase.minimumEffect ?? base.minimumEffect.p50;
  // What the config raises is said of the run as a whole.
  if (own === inBase.minimumEffect || now <= before) return null;
  return {
    code: 'effect-raised',
    message: `head raises the smallest change that counts here, to ${formatPercent(now)} (base: ${formatPercent(before)}): smaller ones pass`,
    hint: HINT,
  };
}

/** Returns a warning where head allows a benchmark a longer time than base does, or any; null where it does not. */
export function raisedBudget(
  { budgetNs: now = {} }: Pick<PlannedBenchmark, 'budgetNs'>,
  inBase: PlannedBenchmark,
  { base }: BothSettings,
): LooseningWarning | null {
  const [{ budgetNs: before = {} } = inBase] = withBudgets([inBase], base.budgets).benchmarks;
  const raised = (['p50', 'p95'] as const).flatMap((name) => {
    const was = before[name];
    if (was === undefined || (now[name] ?? Number.POSITIVE_INFINITY) <= was) return [];
    const is = now[name] === undefined ? 'none' : formatNs(now[name]);
    return [`${is} at ${name} (base: ${formatNs(was)})`];
  });
  if (raised.length === 0) return null;
  return {
    code: 'budget-raised',
    message: `head raises or removes the budget, to ${raised.join(' and ')}: longer times pass`,
    hint: HINT,
  };
}

function missingFrom<T>(head: readonly T[], base: readonly T[]): T[] {
  return base.filter((one) => !head.includes(one));
}
