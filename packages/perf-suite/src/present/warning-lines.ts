import type { RunFile, Warning } from '@perf-suite/schema';
import { glyphsOf, type Look } from './look.js';

/** Names listed with a warning that many benchmarks share. */
const NAMED = 3;

/** Told only to people who ask for everything: it changes nothing that they could act on. */
const QUIET_CODES: ReadonlySet<string> = new Set(['sample-cap']);

export interface ShownWarning {
  readonly warning: Warning;
  /** The benchmarks that carry it; empty for one of the whole run. */
  readonly titles: readonly string[];
}

/** Returns the run's warnings, each kind once with the benchmarks that carry it. */
export function gatherWarnings(run: RunFile, extra: readonly Warning[], verbose: boolean): ShownWarning[] {
  const byKind = new Map<string, { warning: Warning; titles: string[] }>();
  for (const warning of [...run.warnings, ...extra]) {
    const kind = `${warning.code}:${warning.message}`;
    if (!byKind.has(kind)) byKind.set(kind, { warning, titles: [] });
  }
  for (const { group, name, warnings } of run.benchmarks) {
    for (const warning of warnings) {
      const title = [...group, name].join(' > ');
      const kind = namesItself(warning.message, title) ? `${warning.code}:${title}` : warning.code;
      const shown = byKind.get(kind) ?? { warning, titles: [] };
      shown.titles.push(title);
      byKind.set(kind, shown);
    }
  }
  return [...byKind.values()].filter(({ warning }) => verbose || !QUIET_CODES.has(warning.code));
}

/** Returns each warning with what to do about it. */
export function warningLines(warnings: readonly ShownWarning[], look: Look): string[] {
  const { colors } = look;
  return warnings.flatMap(({ warning, titles }) => [
    `  ${colors.yellow(glyphsOf(look).warning)} ${subjectOf(titles, warning.message)}${warning.message}`,
    ...(warning.hint === undefined ? [] : [`    ${colors.dim(warning.hint)}`]),
  ]);
}

function namesItself(message: string, title: string): boolean {
  return message.includes(`"${title}"`);
}

function subjectOf(titles: readonly string[], message: string): string {
  const [first] = titles;
  if (first === undefined || (titles.length === 1 && namesItself(message, first))) return '';
  const rest = titles.length - NAMED;
  return `${titles.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}: `;
}
