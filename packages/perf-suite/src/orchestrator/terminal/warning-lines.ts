import { listed, printable } from '@perf-suite/command-line';
import { glyphsOf, type TerminalStyle, wrapWords } from '@perf-suite/command-line/terminal';
import { withTellingNames } from '@perf-suite/perf-guard';
import {
  type Comparison,
  isNotJudged,
  percentilesBehind,
  type Report,
  type RunFile,
  type Warning,
} from '@perf-suite/schema';

/** Names listed with a warning that many benchmarks share. */
const NAMED = 3;

export interface ShownWarning {
  readonly warning: Warning;
  /** The benchmarks that carry it; empty for one of the whole run. */
  readonly titles: readonly string[];
}

/** Returns the warnings of a run and its verdicts, each kind once with the benchmarks that carry it. */
export function gatherWarnings(
  run: RunFile,
  report: Pick<Report, 'warnings' | 'comparisons'> | null,
  verbose: boolean,
): ShownWarning[] {
  const byKind = new Map<string, { warning: Warning; titles: string[] }>();
  for (const warning of [...run.warnings, ...(report?.warnings ?? [])]) {
    const kind = `${warning.code}:${warning.message}`;
    if (!byKind.has(kind)) byKind.set(kind, { warning, titles: [] });
  }
  const comparisons = new Map(report?.comparisons.map((comparison) => [comparison.id, comparison]));
  // Said of the whole run already.
  const isUndecidable = run.warnings.some(({ code }) => code === 'undecidable');
  const ownNames = new Map(run.benchmarks.map(({ id, name }) => [id, name]));
  for (const benchmark of withTellingNames([...run.benchmarks])) {
    const { id, group, name } = benchmark;
    const title = [...group, name].join(' > ');
    const doubts = doubtsAbout(comparisons.get(id), verbose);
    for (const full of [...benchmark.warnings, ...doubts, ...(verbose ? sampleCapNotes(benchmark) : [])]) {
      if (isUndecidable && full.code === 'too-few-rounds') continue;
      const warning = withoutSubject(full, ownNames.get(id) ?? name);
      const kind = kindOf(warning, title);
      const shown = byKind.get(kind) ?? { warning, titles: [] };
      if (!shown.titles.includes(title)) shown.titles.push(title);
      byKind.set(kind, shown);
    }
  }
  return [...byKind.values()];
}

/**
 * Returns what makes a verdict less sure, or less than the whole story. Where nothing changed, only the
 * latter, except for people who ask for everything: that the machine was noisy is then no news.
 */
function doubtsAbout(comparison: Comparison | undefined, verbose: boolean): readonly Warning[] {
  if (comparison === undefined) return [];
  const { verdict, percentiles, warnings } = comparison;
  if (verbose) return [...warnings, ...percentiles.flatMap((one) => one.warnings)];
  const gating = percentiles.filter(({ gates }) => gates);
  const notJudged = gating.flatMap((one) => one.warnings.filter(isNotJudged));
  if (verdict === 'unchanged') {
    const shown = warnings.filter((one) => one.code.endsWith('-regressed') || isNotJudged(one));
    return [...shown, ...notJudged];
  }
  const behind = percentilesBehind(comparison);
  const others = gating
    .filter(({ percentile }) => behind.includes(percentile))
    .flatMap((one) => one.warnings);
  return [...warnings, ...new Set([...others, ...notJudged])];
}

/** Shown only with --verbose: at the default settings the cap always bites, and costs nothing. */
function sampleCapNotes({ rounds }: RunFile['benchmarks'][number]): Warning[] {
  for (const round of rounds) {
    const { count } = 'pairs' in round ? round.pairs.head : round.samples;
    if (round.measuredCount <= count) continue;
    const message = `a round measured ${round.measuredCount} samples and kept ${count} of them, evenly chosen`;
    const hint = 'Raise --sample-cap to keep more; the verdict hardly gains from it.';
    return [{ code: 'sample-cap', message, hint }];
  }
  return [];
}

/** Returns each warning with what to do about it. */
export function warningLines(warnings: readonly ShownWarning[], style: TerminalStyle): string[] {
  const { colors } = style;
  return warnings.flatMap(({ warning, titles }) => [
    ...wrapWords(
      `${colors.yellow(glyphsOf(style).warning)} ${printable(subjectOf(titles, warning.message) + warning.message)}`,
      style.tableWidth,
      '  ',
    ),
    ...(warning.hint === undefined ? [] : dimmedWords(warning.hint, style)),
  ]);
}

function dimmedWords(text: string, style: TerminalStyle): string[] {
  return wrapWords(text, style.tableWidth, '    ').map((line) => style.colors.dim(line));
}

/** Many may share the warning `"sort" returns before ...`: whom it is about is said before it. */
function withoutSubject(warning: Warning, name: string): Warning {
  const subject = `"${name}" `;
  const { message } = warning;
  return message.startsWith(subject) ? { ...warning, message: message.slice(subject.length) } : warning;
}

/** Warnings of one kind differ in numbers, of which one is example enough; not where each has its own reason. */
function kindOf({ code, message }: Warning, title: string): string {
  if (namesItself(message, title)) return `${code}:${title}`;
  return code === 'not-loaded' || code === 'not-in-variant' ? `${code}:${message}` : code;
}

function namesItself(message: string, title: string): boolean {
  return message.includes(`"${title}"`);
}

function subjectOf(titles: readonly string[], message: string): string {
  const [first] = titles;
  if (first === undefined || (titles.length === 1 && namesItself(message, first))) return '';
  return `${listed(titles, { most: NAMED })}: `;
}
