import { relative } from 'node:path';
import { escapeMarkdown } from '@perf-suite/command-line';
import { formatCount, formatNs, styleFor, type TerminalStyle } from '@perf-suite/command-line/terminal';
import type { LoadFacts, RequestTally } from '@perf-suite/load';
import type { ExitCode } from '@perf-suite/schema';
import type { CommandIo } from '../command-io.js';
import type { Outcome } from '../results/conclude.js';
import { failureLines, sameFailures } from '../terminal/failure-lines.js';
import { warningLines } from '../terminal/warning-lines.js';
import { brokenLimit, type CheckedLimit } from './load-limits.js';
import { loadSummary } from './load-summary.js';
import { type LoadResult, loadLines } from './load-table.js';
import type { LoadFlags } from './prepare-load.js';

interface ShownLoad {
  readonly outcome: Outcome;
  readonly exitCode: ExitCode;
  readonly facts: LoadFacts;
  readonly limits: readonly CheckedLimit[];
  readonly flags: LoadFlags;
  readonly io: CommandIo;
}

/** Writes the result to standard output, and all about it to standard error. */
export function showLoad(result: LoadResult, shown: ShownLoad): void {
  const { outcome, exitCode, facts, limits, flags, io } = shown;
  const { saved, run } = outcome;
  const { generator } = facts;
  const text =
    flags.format === 'json'
      ? JSON.stringify(loadSummary(result, { exitCode, runFile: saved.path, generator, limits }), null, 2)
      : flags.format === 'markdown'
        ? markdownOf(result)
        : loadLines(result, styleFor(io.out, flags, io.variables)).join('\n');
  io.out.write(`${text}\n`);
  const style = styleFor(io.err, flags, io.variables);
  const lines = [
    ...sameFailures(run.benchmarks).flatMap(({ subject, failure }) => [
      '',
      ...failureLines(subject, failure, { style, cwd: io.cwd, verbose: flags.verbose === true }),
    ]),
    ...(run.warnings.length === 0
      ? []
      : [
          '',
          ...warningLines(
            run.warnings.map((warning) => ({ warning, titles: [] })),
            style,
          ),
        ]),
    ...limits.flatMap((limit) => (limit.kept ? [] : ['', `  ${style.colors.red(brokenLimit(limit))}`])),
    ...(saved.problem === null ? [] : ['', `  ${style.colors.red(saved.problem.message)}`]),
    ...(flags.quiet === true && exitCode === 0 ? [] : placeLines(outcome, facts, { style, cwd: io.cwd })),
  ];
  if (lines.length > 0) io.err.write(`${lines.join('\n')}\n`);
}

function placeLines(
  { run, saved }: Outcome,
  { generator }: LoadFacts,
  { style, cwd }: { readonly style: TerminalStyle; readonly cwd: string },
): string[] {
  const { dim } = style.colors;
  const fromHere = relative(cwd, saved.path);
  const path = fromHere.startsWith('..') ? saved.path : fromHere;
  const { lateNs, cpuRatio } = generator;
  const late =
    lateNs.max === 0 ? '' : `, sent ${formatNs(lateNs.p50, { ascii: !style.unicode })} late at p50`;
  return [
    '',
    dim(`  load generator: ${Math.round(cpuRatio * 100)} % of a core${late}`),
    `  ${dim(run.state === 'partial' ? 'partial run' : 'run')}  ${path}  ${dim(`seed ${run.seed}`)}`,
    dim(`  compare it with a later one: perf-guard check LATER --baseline ${path}`),
  ];
}

function markdownOf({ run, totals, all, elapsedMs }: LoadResult): string {
  const row = (name: string, { latency, okCount, errorCount }: RequestTally): string => {
    const time = (ns: number | undefined): string => (ns === undefined ? '-' : formatNs(ns));
    const rate = ((okCount / Math.max(1, elapsedMs)) * 1000).toFixed(1);
    const cells = [
      formatCount(okCount + errorCount),
      rate,
      time(latency?.p50),
      time(latency?.p95),
      time(latency?.p99),
      time(latency?.p999),
      formatCount(errorCount),
    ];
    return `| ${escapeMarkdown(name)} | ${cells.join(' | ')} |`;
  };
  return [
    '| request | requests | per second | p50 | p95 | p99 | p99.9 | failed |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...totals.map((tally, i) => row(run.benchmarks[i]?.name ?? '', tally)),
    ...(totals.length > 1 ? [row('all', all)] : []),
  ].join('\n');
}
