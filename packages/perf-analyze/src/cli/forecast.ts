import { printable } from '@perf-suite/command-line';
import { changeText, percent, tableOf, valueText } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { parseBudget } from '../forecast/budget.js';
import { type Forecast, forecast } from '../forecast/forecast.js';
import { columnOfNewestMachine } from '../history/newest-machine.js';
import { aboutAt, documentText } from '../render/analysis-document.js';
import { markdownTable } from '../render/markdown-table.js';
import { deliver, type OutputFlags, refuseOut } from './deliver.js';
import { filterOf, type HistoryFlags, historiesOf, usingStore } from './history-flags.js';
import type { CommandIo } from './io.js';

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
  const rows = histories.flatMap((history) =>
    history.benchmarks
      .filter(
        ({ benchmark, unit, better }) => isShown(benchmark) && unit === budget.unit && better === 'lower',
      )
      .flatMap(({ benchmark, unit, percentiles }) => {
        const series = columnOfNewestMachine(history, percentiles[budget.percentile]);
        if (series === null) return [];
        const now = Math.exp(series.values.at(-1) as number);
        return [
          {
            project: history.project,
            environment: history.environment,
            branch: history.branch,
            benchmark,
            unit,
            newest: now,
            newestRunAt: new Date(series.timesMs.at(-1) as number).toISOString(),
            forecast: forecast(series, Math.log(budget.value)),
          },
        ];
      }),
  );
  if (rows.length === 0) {
    throw new PerfError(
      'no-match',
      `expected benchmarks in ${budget.unit} with ${budget.percentile}, found none`,
      {
        hint: 'perf-history list --benchmarks shows benchmarks and their units.',
      },
    );
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
  const head = ['benchmark', 'environment', 'newest', `exceeds ${flags.budget.trim()}`];
  const cells = rows.map((row) => [
    printable(row.benchmark),
    printable(row.environment),
    valueText(row.newest, row.unit),
    forecastText(row.forecast),
  ]);
  await deliver(flags.format === 'markdown' ? markdownTable(head, cells) : tableOf(head, cells), flags, io);
  return EXIT_CODES.done;
}

/** Returns a forecast as a person says it. */
export function forecastText(found: Forecast): string {
  switch (found.kind) {
    case 'over':
      return `already, by ${percent(found.excess)}`;
    case 'in': {
      const { likely, earliest, latest } = found.days;
      return `in ${inDays(likely)} (${inDays(earliest)} to ${inDays(latest)}): ${changeText(Math.expm1(30 * found.slope.point))} in 30 days`;
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
