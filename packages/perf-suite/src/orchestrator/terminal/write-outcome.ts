import { dirname, join, relative } from 'node:path';
import type { ResultFormat } from '@perf-suite/command-line';
import {
  formatSpan,
  styleFor,
  type TerminalStyle,
  textWidth,
  wrapWords,
} from '@perf-suite/command-line/terminal';
import { folderInRepository, loadWarnings, renderForCi } from '@perf-suite/perf-guard';
import { type ExitCode, gateNote, gateNoteUnjudged } from '@perf-suite/schema';
import type { CommandIo } from '../command-io.js';
import type { Outcome } from '../results/conclude.js';
import type { RunTimesSummary } from '../results/run-times.js';
import { failureLines, sameFailures } from './failure-lines.js';
import { outcomeMarkdown, outcomeTestCases } from './outcome-for-ci.js';
import { requestLines } from './request-lines.js';
import { resultRows, resultTable } from './result-table.js';
import { runSummary } from './run-summary.js';
import { runTimesText } from './run-times-text.js';
import { usageLines } from './usage-lines.js';
import { verdictSentences } from './verdict-sentences.js';
import { gatherWarnings, warningLines } from './warning-lines.js';

export interface OutcomeContext {
  readonly flags: {
    readonly color?: boolean;
    readonly quiet?: boolean;
    readonly verbose?: boolean;
    readonly format?: ResultFormat;
    readonly failOn?: string;
  };
  readonly io: CommandIo;
  /** The measured folder. */
  readonly root: string;
  readonly exitCode: ExitCode;
  readonly times: RunTimesSummary;
}

/** Writes results to standard output and everything about them to standard error. */
export function writeOutcome(outcome: Outcome, context: OutcomeContext): void {
  const { flags, io, exitCode, times } = context;
  io.out.write(`${resultText(outcome, context).trimEnd()}\n`);
  const style = styleFor(io.err, flags, io.variables);
  // Quiet leaves out progress, never what may make the result wrong.
  const lines = [
    ...troubleLines(outcome, style, { cwd: io.cwd, verbose: flags.verbose === true }),
    ...(flags.quiet && exitCode === 0 ? [] : placeLines(outcome, style, { cwd: io.cwd, times })),
    ...gateLines(outcome, flags, style),
  ];
  if (lines.length > 0) io.err.write(`${lines.join('\n')}\n`);
}

function resultText(outcome: Outcome, { flags, io, root, exitCode, times }: OutcomeContext): string {
  const format = flags.format ?? 'text';
  switch (format) {
    case 'json':
      return JSON.stringify(runSummary(outcome, { exitCode, times }), null, 2);
    case 'markdown':
      return outcomeMarkdown(outcome);
    case 'text': {
      const style = styleFor(io.out, flags, io.variables);
      return [
        ...resultTable(resultRows(outcome), style),
        ...usageLines(outcome.run, style),
        ...requestLines(outcome.run, style),
        ...verdictSentences(outcome.report, style),
      ].join('\n');
    }
    default:
      return renderForCi(format, outcomeTestCases(outcome, root), folderInRepository(root, io.variables));
  }
}

/** Said last, where an exit code is not what the verdicts let expect. */
function gateLines(
  { run, end, report }: Outcome,
  { failOn }: OutcomeContext['flags'],
  { colors, tableWidth }: TerminalStyle,
): string[] {
  if (end === 'interrupted') return [];
  const source = failOn === undefined ? 'the config (or PERF_SUITE_FAIL_ON) says' : 'measured with';
  const note = report === null ? gateNoteUnjudged(run, source) : gateNote(report, source);
  return note === null ? [] : wrapWords(note, tableWidth, '  ').map(colors.bold);
}

/** What failed, what is to be known, and what could not be done. */
function troubleLines(
  { run, report, saved, reportProblem }: Outcome,
  style: TerminalStyle,
  { cwd, verbose }: { readonly cwd: string; readonly verbose: boolean },
): string[] {
  // Verdicts come with the machine's own doubts; a run without any has to be told of them here.
  const machine = report === null ? loadWarnings(run.environment) : [];
  const warnings = [
    ...gatherWarnings(run, report, verbose),
    ...machine.map((warning) => ({ warning, titles: [] })),
  ];
  return [
    ...sameFailures(run.benchmarks).flatMap(({ subject, failure }) => [
      '',
      ...failureLines(subject, failure, { style, cwd, verbose }),
    ]),
    ...(warnings.length > 0 ? ['', ...warningLines(warnings, style)] : []),
    ...(reportProblem === null ? [] : ['', ...problemLines(reportProblem, style)]),
    ...(saved.problem === null
      ? []
      : [
          '',
          ...problemLines(saved.problem, style),
          `  Saved as ${saved.path} instead: nothing measured is lost.`,
        ]),
  ];
}

function placeLines(
  { run, report, reportFile, saved }: Outcome,
  style: TerminalStyle,
  { cwd, times }: { readonly cwd: string; readonly times: RunTimesSummary },
): string[] {
  const page = report?.comparisons.find(({ explanation }) => explanation?.flameGraph !== undefined)
    ?.explanation?.flameGraph;
  const took = formatSpan(Date.parse(run.finishedAt) - Date.parse(run.startedAt));
  return [
    '',
    ...savedLines(
      {
        state: (run.state === 'partial' ? 'partial run' : 'run').padEnd(reportFile === null ? 0 : 6),
        path: shortest(saved.path, cwd),
        facts: `seed ${run.seed}, ${took}`,
      },
      style,
    ),
    ...(reportFile === null ? [] : [`  ${style.colors.dim('report')}  ${shortest(reportFile, cwd)}`]),
    ...(page === undefined
      ? []
      : [`  ${style.colors.dim('flame graph')}  ${shortest(join(dirname(saved.path), page), cwd)}`]),
    ...wrapWords(`Time: ${runTimesText(times)}.`, style.tableWidth, '  ').map(style.colors.dim),
  ];
}

function shortest(path: string, cwd: string): string {
  const fromHere = relative(cwd, path);
  return fromHere.startsWith('..') ? path : fromHere;
}

/** Returns where the run is; in a narrow terminal the facts go below, so that the path can be copied. */
function savedLines(
  { state, path, facts }: { readonly state: string; readonly path: string; readonly facts: string },
  { colors, tableWidth }: TerminalStyle,
): string[] {
  const saved = `  ${colors.dim(state)}  ${path}`;
  return textWidth(saved) + 2 + facts.length <= tableWidth
    ? [`${saved}  ${colors.dim(facts)}`]
    : [saved, `  ${' '.repeat(state.length)}  ${colors.dim(facts)}`];
}

function problemLines(
  problem: { message: string; hint: string | undefined },
  { colors }: TerminalStyle,
): string[] {
  return [
    `  ${colors.red(problem.message)}`,
    ...(problem.hint === undefined ? [] : [`    ${colors.dim(problem.hint)}`]),
  ];
}
