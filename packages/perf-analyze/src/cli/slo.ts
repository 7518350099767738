import { printable } from '@perf-suite/command-line';
import { percent, plainPercent, tableOf } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { columnOfBudget, logOfBudget } from '../forecast/budget.js';
import type { EnvironmentHistory } from '../history/environment-history.js';
import { type Objective, parseObjective } from '../objectives/objective.js';
import { type ObjectiveState, objectiveState } from '../objectives/objective-state.js';
import { aboutAt, documentText } from '../render/analysis-document.js';
import { markdownTable } from '../render/markdown-table.js';
import { deliver, type OutputFlags, refuseOut } from './deliver.js';
import { filterOf, type HistoryFlags, historiesOf, usingStore } from './history-flags.js';
import type { CommandIo } from './io.js';
import { expectMatch, noneInBudget } from './nothing-chosen.js';

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
  expectMatch(histories, flags, isShown);
  const rows = histories
    .flatMap((history) => objectives.flatMap((objective) => rowsOf(history, objective, isShown, io.nowMs())))
    .sort((a, b) => a.state.budgetLeft - b.state.budgetLeft);
  if (rows.length === 0) throw noneInObjectives(histories, objectives, isShown);
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
  const most = logOfBudget(budget);
  return history.benchmarks.flatMap((columns) => {
    const { benchmark } = columns;
    const column = columnOfBudget(columns, budget);
    if (column === null || !isShown(benchmark)) return [];
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

/** The first objective that has no values says why; if all have, their runs are too old. */
function noneInObjectives(
  histories: readonly EnvironmentHistory[],
  objectives: readonly Objective[],
  isShown: (benchmark: string) => boolean,
): PerfError {
  const shown = histories.flatMap(({ benchmarks }) => benchmarks.filter((one) => isShown(one.benchmark)));
  const without = objectives.find(({ budget }) => shown.every((one) => columnOfBudget(one, budget) === null));
  if (without !== undefined) return noneInBudget(shown, without.budget, '--objective');
  const newest = Math.max(...histories.map(({ runs }) => runs.at(-1)?.startedAtMs ?? 0));
  return new PerfError(
    'no-match',
    `--objective: expected runs in its time, found the newest of ${new Date(newest).toISOString().slice(0, 10)}`,
    { hint: 'Name more days, such as: in 365 days.' },
  );
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
