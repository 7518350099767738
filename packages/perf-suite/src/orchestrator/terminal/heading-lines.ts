import { counted, glyphsOf, type TerminalStyle } from '@perf-suite/command-line/terminal';
import type { LiveEventOf } from '@perf-suite/schema';

/** Returns what is about to be measured, where, and against what. */
export function headingLines(run: LiveEventOf<'run-started'>, style: TerminalStyle): string[] {
  const { colors } = style;
  const dot = ` ${glyphsOf(style).dot} `;
  const files = new Set(run.benchmarks.map(({ file }) => file)).size;
  const upTo = run.mode === 'paired' ? 'up to ' : '';
  const work = [
    counted(run.benchmarks.length, 'benchmark'),
    counted(files, 'file'),
    `${upTo}${counted(run.plannedRounds, 'round')}`,
  ];
  const { environment, git, baselineNote } = run;
  const note = baselineNote === undefined ? '' : `, ${baselineNote}`;
  const place = [
    ...(git === null
      ? []
      : [`${git.branch ?? 'detached'}@${git.commit.slice(0, 7)}${git.dirty ? ' (changed)' : ''}`]),
    `Node ${environment.runtime.node}`,
    `${environment.cpu.model}, ${counted(environment.cpu.logicalCores, 'core')}`,
  ];
  return [
    '',
    `  ${colors.bold(colors.cyan('perf-suite'))}  ${work.join(dot)}${run.baseline === null ? '' : `${dot}against ${colors.bold(run.baseline)}${note}`}`,
    `  ${colors.dim(place.join(dot))}`,
  ];
}
