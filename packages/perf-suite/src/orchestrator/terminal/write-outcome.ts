import { relative } from 'node:path';
import { type ExitCode, hasOwnEffect } from '@perf-suite/schema';
import type { CommandIo } from '../command-io.js';
import type { Outcome } from '../results/conclude.js';
import { failureLines } from './failure-lines.js';
import { counted, formatPercent, formatSpan } from './format.js';
import { resultRows, resultTable } from './result-table.js';
import { runSummary } from './run-summary.js';
import { type Look, wrapWords } from './style.js';
import { type LookFlags, lookFor } from './terminal-style.js';
import { textWidth } from './text-width.js';
import { gatherWarnings, warningLines } from './warning-lines.js';

export interface OutcomeContext {
  readonly flags: LookFlags & { readonly format?: 'pretty' | 'json'; readonly verbose?: boolean };
  readonly io: CommandIo;
  readonly exitCode: ExitCode;
}

/** Writes results to standard output (a table, or JSON) and everything about them to standard error. */
export function writeOutcome(outcome: Outcome, { flags, io, exitCode }: OutcomeContext): void {
  if (flags.format === 'json') {
    io.out.write(`${JSON.stringify(runSummary(outcome, exitCode), null, 2)}\n`);
  } else {
    const look = lookFor(io.out, flags, io.variables);
    const rows = resultRows(outcome.run, (id) => outcome.statistics.get(id) ?? NOTHING, outcome.report);
    io.out.write(`${[...resultTable(rows, look), ...sentences(outcome, look)].join('\n')}\n`);
  }
  const lines = closingLines(outcome, lookFor(io.err, flags, io.variables), io.cwd, flags.verbose === true);
  if (!flags.quiet || exitCode !== 0) io.err.write(`${lines.join('\n')}\n`);
}

const NOTHING = { head: null, base: null };

/** Returns a sentence for each benchmark that someone may want to act on, and one on all of them. */
function sentences({ report }: Outcome, look: Look): string[] {
  if (report === null) return [];
  const { bold, dim } = look.colors;
  const told = report.comparisons.filter((one) => one.verdict !== 'unchanged' || hasOwnEffect(one, report));
  const own = report.comparisons.filter((one) => hasOwnEffect(one, report)).length;
  const but = own === 0 ? '' : `; ${counted(own, 'benchmark')} with a minimum effect of its own`;
  const counts = Object.entries(report.counts).flatMap(([verdict, count]) =>
    count > 0 ? [`${count} ${verdict}`] : [],
  );
  const { p50, p95 } = report.minimumEffect;
  const bound = dim(
    `(a change counts from ${formatPercent(p50)} at p50, ${formatPercent(p95)} at p95${but})`,
  );
  return [
    ...(told.length > 0 ? [''] : []),
    ...told.flatMap(({ group, name, summary }) =>
      wrapWords(`${bold([...group, name].join(' > '))}: ${summary}`, look.width, '  '),
    ),
    '',
    `  ${bold(counts.join(', '))} ${bound}`,
  ];
}

function closingLines(outcome: Outcome, look: Look, cwd: string, verbose: boolean): string[] {
  const { run, report, reportFile, saved, reportProblem } = outcome;
  const warnings = gatherWarnings(run, report, verbose);
  const took = formatSpan(Date.parse(run.finishedAt) - Date.parse(run.startedAt));
  return [
    ...run.benchmarks.flatMap(({ id, failure }) =>
      failure === null ? [] : ['', ...failureLines(id, failure, { look, cwd, verbose })],
    ),
    ...(warnings.length > 0 ? ['', ...warningLines(warnings, look)] : []),
    ...(reportProblem === null ? [] : ['', ...problemLines(reportProblem, look)]),
    ...(saved.problem === null
      ? []
      : [
          '',
          ...problemLines(saved.problem, look),
          '  Saved to the temporary folder instead: nothing measured is lost.',
        ]),
    '',
    ...savedLines(
      {
        state: (run.state === 'partial' ? 'partial run' : 'run').padEnd(reportFile === null ? 0 : 6),
        path: shortest(saved.path, cwd),
        facts: `seed ${run.seed}, ${took}`,
      },
      look,
    ),
    ...(reportFile === null ? [] : [`  ${look.colors.dim('report')}  ${shortest(reportFile, cwd)}`]),
  ];
}

function shortest(path: string, cwd: string): string {
  const fromHere = relative(cwd, path);
  return fromHere.startsWith('..') ? path : fromHere;
}

/** Returns where the run is; in a narrow terminal the facts go below, so that the path can be copied. */
function savedLines(
  { state, path, facts }: { readonly state: string; readonly path: string; readonly facts: string },
  { colors, tableWidth }: Look,
): string[] {
  const saved = `  ${colors.dim(state)}  ${path}`;
  return textWidth(saved) + 2 + facts.length <= tableWidth
    ? [`${saved}  ${colors.dim(facts)}`]
    : [saved, `  ${' '.repeat(state.length)}  ${colors.dim(facts)}`];
}

function problemLines(problem: { message: string; hint: string | undefined }, { colors }: Look): string[] {
  return [
    `  ${colors.red(problem.message)}`,
    ...(problem.hint === undefined ? [] : [`    ${colors.dim(problem.hint)}`]),
  ];
}
