import { listed } from '@perf-suite/command-line';
import type { Warning } from '@perf-suite/schema';
import type { PreparedBase } from '../base/base-context.js';
import type { PackageConfigs } from '../config/package-configs.js';
import type { Settings } from '../config/settings-table.js';
import type { Plan } from './plan.js';

/** What head and base ask for, each by its own config, under the same flags and variables. */
export interface SettingsOfSides {
  readonly head: Settings;
  readonly base: Settings;
}

/** Settings that decide what is measured and how, by their names in a config. */
const MEASURING: Readonly<Record<string, keyof Settings>> = {
  files: 'files',
  unreadFiles: 'unreadFiles',
  rounds: 'rounds',
  time: 'timeMs',
  warmup: 'warmupMs',
  budget: 'budgetMs',
  isolation: 'isolation',
  parallel: 'parallel',
  nodeFlags: 'nodeFlags',
  runtime: 'runtime',
  sampleCap: 'sampleCap',
  againstTip: 'againstTip',
};

/** Says which settings of measuring head's config changes: they hold for both sides, and may hide a change. */
export function changedSettings({ head, base }: SettingsOfSides): Warning[] {
  const changed = Object.entries(MEASURING).flatMap(([name, field]) => {
    const [now, before] = [inWords(head[field], field), inWords(base[field], field)];
    return now === before ? [] : [`${name} is ${now} (base: ${before})`];
  });
  return changed.length === 0 ? [] : [settingsChanged(changed)];
}

function settingsChanged(changed: readonly string[]): Warning {
  return {
    code: 'settings-changed',
    message: `head's config changes how both sides are measured: ${listed(changed, { most: changed.length })}`,
    hint: 'Nothing is wrong where this is meant; else take it out of the change that is judged.',
  };
}

/** Says the same of the configs of packages, which hold for their own files. */
export function changedInPackages(
  { benchmarks }: Pick<Plan, 'benchmarks'>,
  ofRun: SettingsOfSides,
  { head, base }: { readonly head: PackageConfigs; readonly base: PackageConfigs },
): Warning[] {
  const changed = new Set<string>();
  for (const { fileId } of benchmarks) {
    for (const [name, field] of [['time', 'timeMs'] as const, ['warmup', 'warmupMs'] as const]) {
      const [now, before] = [head.of(fileId)[field], base.of(fileId)[field]];
      if (now === before) continue;
      const words = inWords(now ?? ofRun.head[field], field);
      const wordsBefore = inWords(before ?? ofRun.base[field], field);
      const folder = head.folderOf(fileId) ?? base.folderOf(fileId);
      changed.add(`${name} is ${words} (base: ${wordsBefore}) in ${folder}`);
    }
  }
  return changed.size === 0 ? [] : [settingsChanged([...changed])];
}

/** Returns a doubt where head's config says how base is set up, and base's own says otherwise; null where they agree. */
export function baseSetupDoubt({ head, base }: SettingsOfSides, { source }: PreparedBase): Warning | null {
  if (source.kind !== 'git' || head.baseSetup === base.baseSetup) return null;
  const before = base.baseSetup === null ? 'has no baseSetup' : `says "${base.baseSetup}"`;
  const now =
    head.baseSetup === null ? 'without the command of its own config' : `by "${head.baseSetup}" (baseSetup)`;
  return {
    code: 'base-setup-changed',
    message: `base was set up ${now}, as head's config asks for, while base's own config ${before}: base may not be what it was`,
    hint: 'Merge that change of the config first, or say it on the command line, which holds for both: --base-setup "...".',
  };
}

/** Adds a doubt to each benchmark that both sides have. */
export function withDoubt(plan: Plan, doubt: Warning | null): Plan {
  if (doubt === null) return plan;
  const benchmarks = plan.benchmarks.map((benchmark) =>
    benchmark.onlyIn === undefined && benchmark.notLoaded === undefined
      ? { ...benchmark, warnings: [...(benchmark.warnings ?? []), doubt] }
      : benchmark,
  );
  return { ...plan, benchmarks };
}

function inWords(value: Settings[keyof Settings], field: keyof Settings): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(' ');
  if (value === null) return 'none';
  return field.endsWith('Ms') ? `${String(value)} ms` : String(value);
}
