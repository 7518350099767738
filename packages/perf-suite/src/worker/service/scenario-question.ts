import type { Scenario } from '@perf-suite/load';

/** A scenario to read: as it stands in a benchmark file, or in a file of its own. */
export type ScenarioQuestion =
  | { readonly kind: 'here'; readonly document: unknown; readonly where: string }
  | { readonly kind: 'file'; readonly file: string };

/** The scenario, or what is wrong with it. */
export type ScenarioAnswer =
  | { readonly scenario: Scenario }
  | { readonly message: string; readonly hint: string | null };
