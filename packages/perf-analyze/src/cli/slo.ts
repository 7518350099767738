import { printable } from '@perf-suite/command-line';
import { percent, plainPercent, tableOf } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import type { EnvironmentHistory } from '../history/environment-history.js';
import { type Objective, parseObjective } from '../objectives/objective.js';
import { type ObjectiveState, objectiveState } from '../objectives/objective-state.js';
import { aboutAt, documentText } from '../render/analysis-document.js';
import { markdownTable } from '../render/markdown-table.js';
import { deliver, type OutputFlags, refuseOut } from './deliver.js';
import { filterOf, type HistoryFlags, historiesOf, usingStore } from './history-flags.js';
import type { CommandIo } from './io.js';

/** The flags of `slo`, as typed. */
export interface SloFlags extends HistoryFlags, OutputFlags {
  readonly objective?: readonly string[];
}

interface Row {
  readonly objective: string;
  readonly project: string;
  readonly environment: string;
  readonly branch: string | null;
  readonly benchmark: string;
  readonly target: number;
  readonly state: ObjectiveState;
}

/**
 * Prints how objectives stand, the worst first, and returns 7 (over budget) where one is broken.
 * @throws {PerfError} on bad flags, or where no run is in the time of any objective
 */
export async function slo(flags: SloFlags, io: CommandIo): Promise<ExitCode> {
  const objectives = (flags.objective ?? []).map((text) => parseObjective(text, '--objective'));
  if (objectives.length === 0) {
    throw new PerfError('bad-usage', 'slo: expected --objective with it, found none', {
      hint: "Such as --objective 'p95 <= 10 ms in 99 % of runs in 30 days', for the benchmarks that --filter names.",
    });
  }
  const isShown = filterOf(flags);
  await refuseOut(flags, io);
  const histories = await usingStore(flags, io, (store) => historiesOf(store, flags, io));
  const rows = histories
    .flatMap((history) => objectives.flatMap((objective) => rowsOf(history, objective, isShown, io.nowMs())))
    .sort((a, b) => a.state.budgetLeft - b.state.budgetLeft);
  if (rows.length === 0) {
    throw new PerfError('no-match', 'expected runs in the time of the objectives, found none', {
      hint: 'perf-history list --benchmarks shows benchmarks, their units and their newest runs.',
    });
  }
  await deliver(
    flags.format === 'json'
      ? documentText({ kind: 'objectives', ...aboutAt(io.nowMs()), objectives: rows })
      : tableFor(rows, flags.format),
    flags,
    io,
  );
  return rows.some(({ state }) => state.budgetLeft < 0) ? EXIT_CODES.overBudget : EXIT_CODES.done;
}

function rowsOf(
  history: EnvironmentHistory,
  objective: Objective,
  isShown: (benchmark: string) => boolean,
  nowMs: number,
): Row[] {
  const { budget, text, target } = objective;
  const { project, environment, branch } = history;
  return history.benchmarks.flatMap(({ benchmark, unit, better, percentiles }) => {
    const column = percentiles[budget.percentile];
    if (column === null || unit !== budget.unit || better !== 'lower' || !isShown(benchmark)) return [];
    const most = Math.log(budget.value);
    const runs = Array.from(column.runs, (run, i) => ({
      startedAtMs: history.runs[run]?.startedAtMs ?? 0,
      missed: (column.logs[i] as number) > most,
    }));
    const state = objectiveState(objective, runs, nowMs);
    return state === null
      ? []
      : [{ objective: text, project, environment, branch, benchmark, target, state }];
  });
}

const HEAD = [
  'objective',
  'benchmark',
  'environment',
  'kept',
  'error budget left',
  'burn rate (fast, slow)',
  '',
];

function tableFor(rows: readonly Row[], format: 'text' | 'markdown'): string {
  const cells = rows.map(({ objective, environment, benchmark, state }) => [
    printable(objective),
    printable(benchmark),
    printable(environment),
    `${percent(state.kept)} of ${state.runCount}`,
    state.budgetLeft < 0
      ? `broken (${plainPercent(Math.round(state.budgetLeft * 100) / 100)})`
      : percent(state.budgetLeft),
    `${rate(state.burnRate.fast)}, ${rate(state.burnRate.slow)}`,
    state.alert ?? '',
  ]);
  return format === 'markdown' ? markdownTable(HEAD, cells) : tableOf(HEAD, cells);
}

function rate(value: number | null): string {
  return value === null ? '-' : value.toFixed(1);
}
