import { plainPercent } from '@perf-suite/command-line/terminal';
import {
  DEFAULT_FAIL_ON,
  DEFAULT_MINIMUM_ALLOCATION_EFFECT,
  DEFAULT_MINIMUM_EFFECT,
  DEFAULT_MINIMUM_ERROR_EFFECT,
  type FailOn,
  type MinimumEffect,
  type PercentileName,
  type RunFile,
  type Warning,
} from '@perf-suite/schema';
import type { DecisionOptions } from './judge-options.js';

/** All that decides verdicts and the gate besides the measurements. */
export interface VerdictSettings {
  readonly minimumEffect: MinimumEffect;
  readonly minimumAllocationEffect: number;
  /** Of the share of failed requests. */
  readonly minimumErrorEffect: number;
  /** The percentiles that decide a benchmark's verdict; the others only warn. */
  readonly gating: readonly PercentileName[];
  readonly failOn: readonly FailOn[];
}

/** What gated before runs said what does. */
const EARLIER_GATING: readonly PercentileName[] = ['p50'];

/** Returns what decides about a run: what is asked for, else what it was measured for, else the defaults. */
export function verdictSettingsOf(
  { settings }: Pick<RunFile, 'settings'>,
  { minimumEffect, minimumAllocationEffect, minimumErrorEffect, gating, failOn }: DecisionOptions,
): VerdictSettings {
  return {
    minimumEffect: minimumEffect ?? settings.minimumEffect ?? DEFAULT_MINIMUM_EFFECT,
    minimumAllocationEffect:
      minimumAllocationEffect ?? settings.minimumAllocationEffect ?? DEFAULT_MINIMUM_ALLOCATION_EFFECT,
    minimumErrorEffect: minimumErrorEffect ?? settings.minimumErrorEffect ?? DEFAULT_MINIMUM_ERROR_EFFECT,
    gating: gating ?? settings.percentiles ?? EARLIER_GATING,
    failOn: failOn ?? settings.failOn ?? DEFAULT_FAIL_ON,
  };
}

/** Says where a run is judged by other settings than it was measured for. */
export function overriddenWarnings(
  { settings }: Pick<RunFile, 'settings'>,
  asked: DecisionOptions,
): Warning[] {
  const changes = [
    changed('minimum effect', effectText(settings.minimumEffect), effectText(asked.minimumEffect)),
    changed(
      'minimum effect on allocation',
      shareText(settings.minimumAllocationEffect),
      shareText(asked.minimumAllocationEffect),
    ),
    changed(
      'minimum effect on failed requests',
      shareText(settings.minimumErrorEffect),
      shareText(asked.minimumErrorEffect),
    ),
    changed('deciding percentiles', listText(settings.percentiles), listText(asked.gating)),
    changed('fail on', listText(settings.failOn), listText(asked.failOn)),
  ].filter((change) => change !== null);
  if (changes.length === 0) return [];
  return [
    {
      code: 'settings-overridden',
      message: `judged by other settings than the run was measured for: ${changes.join('; ')}`,
      hint: "Leave these flags out for the run's own settings.",
    },
  ];
}

function changed(name: string, own: string | null, asked: string | null): string | null {
  return own === null || asked === null || own === asked ? null : `${name} ${asked} (run: ${own})`;
}

function effectText(effect: MinimumEffect | undefined): string | null {
  return effect === undefined
    ? null
    : `${plainPercent(effect.p50)} at p50, ${plainPercent(effect.p95)} at p95`;
}

function shareText(share: number | undefined): string | null {
  return share === undefined ? null : plainPercent(share);
}

function listText(names: readonly string[] | undefined): string | null {
  if (names === undefined) return null;
  return names.length === 0 ? 'none' : names.join(', ');
}
