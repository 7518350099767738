import { parseWhole, printable } from '@perf-suite/command-line';
import { formatPercent, tableOf, valueText } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import type { HistoryPoint, HistoryRun } from '../model/history-run.js';
import type { Series, SeriesPoint } from '../model/series.js';
import type { HistoryStore } from '../store/history-store.js';
import { type FilterFlags, queryOf } from './filters.js';
import { instantText } from './instant-text.js';
import type { GuardedIo } from './io.js';
import { type StoreFlag, usingStore } from './store-option.js';

/** The flags of `show`, as typed. */
export interface ShowFlags extends StoreFlag, FilterFlags {
  readonly limit: string;
  readonly format: 'text' | 'json';
}

/**
 * Prints a run, or the newest points of each benchmark whose id holds the text.
 * @throws {PerfError} `no-match` when there is neither; on bad flags or an unreadable history
 */
export async function show(id: string, flags: ShowFlags, io: GuardedIo): Promise<ExitCode> {
  const limit = parseWhole(flags.limit, '--limit', { least: 1 });
  return usingStore(
    flags,
    io,
    async (store) => {
      const run = await findRun(store, id);
      if (run !== null) {
        io.out(flags.format === 'json' ? `${JSON.stringify(run)}\n` : runText(run));
        return EXIT_CODES.done;
      }
      const found = await findSeries(store, id, queryOf(flags, io));
      if (found.length === 0) {
        throw new PerfError(
          'no-match',
          `expected a run or benchmark, found none named ${JSON.stringify(id)}`,
          {
            hint: 'perf-history list shows runs, perf-history list --benchmarks shows benchmarks.',
          },
        );
      }
      const shown = found.map((series) => ({ ...series, points: series.points.slice(-limit) }));
      io.out(flags.format === 'json' ? `${JSON.stringify(shown)}\n` : shown.map(seriesText).join('\n'));
      return EXIT_CODES.done;
    },
    { mustExist: true },
  );
}

async function findRun(store: HistoryStore, id: string): Promise<HistoryRun | null> {
  const exact = await store.run(id);
  if (exact !== null || id.length < 4) return exact;
  const begun = (await store.runs({})).filter((run) => run.id.startsWith(id));
  return begun.length === 1 ? store.run((begun[0] as { id: string }).id) : null;
}

async function findSeries(
  store: HistoryStore,
  id: string,
  query: ReturnType<typeof queryOf>,
): Promise<Series[]> {
  const keys = await store.seriesKeys(query);
  const names = new Set(keys.map(({ benchmark }) => benchmark));
  const wanted = names.has(id) ? [id] : [...names].filter((name) => name.includes(id));
  const found: Series[] = [];
  for (const benchmark of wanted) {
    for await (const series of store.series({ ...query, benchmark })) found.push(series);
  }
  return found;
}

function runText(run: HistoryRun): string {
  const { machine } = run;
  const facts = [
    ['run', run.id],
    ['project', run.project],
    ['measured by', `${run.tool.name} ${run.tool.version}`],
    ['started', instantText(run.startedAtMs)],
    ['commit', `${run.commit ?? '-'}${run.dirty ? ' with changes' : ''}`],
    ['branch', run.branch ?? '-'],
    ['compared with', run.baseline ?? '-'],
    ['environment', `${run.environment}, fingerprint ${run.fingerprint}`],
    ['machine', [machine.cpuModel, machine.os, machine.node].filter((part) => part !== null).join(', ')],
    ['state', run.state],
  ].map(([name = '', value = '']) => `${name.padEnd(15)}${printable(value)}\n`);
  const table = tableOf(
    ['benchmark', 'p50', 'p95', 'rounds', 'verdict', 'change at p50'],
    run.points.map((point) => [
      printable(point.benchmark),
      valueText(point.p50, point.unit),
      valueText(point.p95, point.unit),
      String(point.roundP50.length),
      point.verdict?.verdict ?? '-',
      changeText(point),
    ]),
  );
  return `${facts.join('')}\n${table}`;
}

function changeText({ verdict }: HistoryPoint): string {
  const change = verdict?.change.p50;
  if (change == null) return '-';
  const { point } = change;
  return `${formatPercent(Math.abs(point))} ${point > 0 ? 'slower' : 'faster'}`;
}

function seriesText({ benchmark, branch, environment, unit, points }: Series): string {
  const title = `${printable(benchmark)} (branch ${printable(branch ?? '-')}, environment ${printable(environment)})`;
  return `${title}\n${tableOf(
    ['run', 'started', 'commit', 'p50', 'p95'],
    points.map((point) => pointRow(point, unit)),
  )}`;
}

function pointRow({ run, startedAtMs, commit, p50, p95 }: SeriesPoint, unit: string): string[] {
  return [
    printable(run),
    instantText(startedAtMs),
    commit?.slice(0, 7) ?? '-',
    valueText(p50, unit),
    valueText(p95, unit),
  ];
}
