import { printable } from '@perf-suite/command-line';
import { changeText, percent, tableOf, valueText } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { columnOfBudget, logOfBudget, parseBudget } from '../forecast/budget.js';
import { type Forecast, forecast } from '../forecast/forecast.js';
import { columnOfNewestMachine } from '../history/newest-machine.js';
import { aboutAt, documentText } from '../render/analysis-document.js';
import { markdownTable } from '../render/markdown-table.js';
import { deliver, type OutputFlags, refuseOut } from './deliver.js';
import { filterOf, type HistoryFlags, historiesOf, usingStore } from './history-flags.js';
import type { CommandIo } from './io.js';
import { expectMatch, noneInBudget } from './nothing-chosen.js';

/** The flags of `forecast`, as typed. */
export interface ForecastFlags extends HistoryFlags, OutputFlags {
  readonly budget?: string;
}

/** Prints when each benchmark will exceed the budget if it goes on as it does. @throws {PerfError} */
export async function forecastAll(flags: ForecastFlags, io: CommandIo): Promise<ExitCode> {
  if (flags.budget === undefined) {
    throw new PerfError('bad-usage', 'forecast: expected --budget with it, found none', {
      hint: "Such as --budget 'p95 <= 10 ms', for the benchmarks that --filter names.",
    });
  }
  const budget = parseBudget(flags.budget, '--budget');
  const isShown = filterOf(flags);
  await refuseOut(flags, io);
  const histories = await usingStore(flags, io, (store) => historiesOf(store, flags, io));
  expectMatch(histories, flags, isShown);
  const rows = histories.flatMap((history) =>
    history.benchmarks
      .filter(({ benchmark }) => isShown(benchmark))
      .flatMap((columns) => {
        const series = columnOfNewestMachine(history, columnOfBudget(columns, budget));
        if (series === null) return [];
        const { benchmark, unit, better } = columns;
        const newest = series.values.at(-1) as number;
        return [
          {
            project: history.project,
            environment: history.environment,
            branch: history.branch,
            benchmark,
            unit,
            newest: Math.exp(better === 'lower' ? newest : -newest),
            newestRunAt: new Date(series.timesMs.at(-1) as number).toISOString(),
            forecast: forecast(series, logOfBudget(budget)),
          },
        ];
      }),
  );
  if (rows.length === 0) {
    const shown = histories.flatMap(({ benchmarks }) => benchmarks.filter((one) => isShown(one.benchmark)));
    throw noneInBudget(shown, budget, '--budget');
  }
  if (flags.format === 'json') {
    const text = flags.budget.trim();
    const document = {
      kind: 'forecasts',
      ...aboutAt(io.nowMs()),
      budget: { text, ...budget },
      forecasts: rows,
    } as const;
    await deliver(documentText(document), flags, io);
    return EXIT_CODES.done;
  }
  const head = [
    'benchmark',
    'environment',
    'newest',
    `${budget.better === 'lower' ? 'exceeds' : 'misses'} ${flags.budget.trim()}`,
  ];
  const cells = rows.map((row) => [
    printable(row.benchmark),
    printable(row.environment),
    valueText(row.newest, row.unit),
    forecastText(row.forecast, budget.better),
  ]);
  await deliver(flags.format === 'markdown' ? markdownTable(head, cells) : tableOf(head, cells), flags, io);
  return EXIT_CODES.done;
}

/** From ten times the budget on, a multiple is read more easily. */
const LARGEST_PERCENT = 9;

/** Returns a forecast as a person says it. */
export function forecastText(found: Forecast, better: 'lower' | 'higher'): string {
  const sign = better === 'lower' ? 1 : -1;
  switch (found.kind) {
    case 'over': {
      const size = Math.abs(Math.expm1(sign * Math.log1p(found.excess)));
      return size > LARGEST_PERCENT
        ? `already: ${changeText(size)} the budget`
        : `already, by ${percent(size)}`;
    }
    case 'in': {
      const { likely, earliest, latest } = found.days;
      return `in ${inDays(likely)} (${inDays(earliest)} to ${inDays(latest)}): ${changeText(Math.expm1(30 * sign * found.slope.point))} in 30 days`;
    }
    case 'not-within':
      return `not within ${inDays(found.days)}`;
    case 'cannot-tell':
      return `cannot tell: ${found.reason}`;
  }
}

function inDays(days: number): string {
  if (!Number.isFinite(days)) return 'never';
  return days < 1 ? 'less than a day' : `${Math.round(days)} days`;
}
