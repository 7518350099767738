import { escapeMarkdown, printable } from '@perf-suite/command-line';
import {
  changeText,
  counted,
  type TerminalStyle,
  tableOf,
  valueText,
} from '@perf-suite/command-line/terminal';
import type { ChangeEntry } from '@perf-suite/history';
import type { EnvironmentHistory } from '../history/environment-history.js';
import { FEWEST_RUNS, TREND_DAYS, type Trend } from '../trends/trends.js';
import { changeShown } from './change-of-values.js';
import { changeWithInterval } from './change-with-interval.js';
import { changeSize, confirmingCommand, kindWord } from './change-words.js';
import { markdownTable } from './markdown-table.js';
import { drawSparkline } from './sparkline.js';

/** The rows of one environment, and the changes of its machine that are open. */
export interface ShownTrends {
  readonly history: EnvironmentHistory;
  readonly trends: readonly Trend[];
  readonly machine: readonly ChangeEntry[];
}

const HEAD = [
  'benchmark',
  'now',
  '90 days',
  ...TREND_DAYS.map((days) => `against ${days} days`),
  'open changes',
];

export function trendsAsText(shown: readonly ShownTrends[], { colors, unicode }: TerminalStyle): string {
  return shown
    .map(({ history, trends, machine }) => {
      const rows = trends.map((trend) => [
        printable(trend.benchmark),
        valueText(trend.now, trend.unit),
        drawSparkline(trend.sparkline, unicode),
        ...TREND_DAYS.map((days) => changeWithInterval(trend.changes[days], trend.better)),
        trend.open.map(shortChange).join(', '),
      ]);
      const notes = machine.map((entry) => `  ${shortChange(entry)}: ${changeSize(entry)}\n`);
      if (trends.some(({ changes }) => Object.values(changes).includes(null))) {
        notes.push(`  -: fewer than ${FEWEST_RUNS} runs of this machine, now or that long ago\n`);
      }
      return `${colors.bold(titleOf(history))}\n${tableOf(HEAD, rows)}${notes.join('')}`;
    })
    .join('\n');
}

/** Returns the weekly summary: what got slower, what it costs, and what to run next. */
export function trendsAsMarkdown(shown: readonly ShownTrends[], nowMs: number): string {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const parts = shown.map(({ history, trends, machine }) => {
    const worse = trends.filter(({ cost }) => cost > 0);
    const open = [...machine, ...trends.flatMap((trend) => trend.open)];
    const commands = open
      .filter(({ state }) => state === 'open')
      .flatMap((entry) => confirmingCommand(entry) ?? []);
    const rows = trends
      .filter((trend) => trend.cost > 0 || trend.open.length > 0)
      .map((trend) => [
        escapeMarkdown(trend.benchmark),
        valueText(trend.now, trend.unit),
        drawSparkline(trend.sparkline, true),
        ...TREND_DAYS.map((days) => changeWithInterval(trend.changes[days], trend.better)),
        trend.open.map((entry) => `\`${entry.id}\` ${shortSize(entry)}`).join('<br>'),
      ]);
    const summary = `${counted(worse.length, 'benchmark')} of ${trends.length} surely slower than before; ${counted(open.length, 'open change')}.`;
    const table = rows.length === 0 ? '' : `\n${markdownTable(HEAD, rows)}`;
    const block =
      commands.length === 0
        ? ''
        : `\nWhat to measure next:\n\n\`\`\`sh\n${commands.map(printable).join('\n')}\n\`\`\`\n`;
    return `### ${escapeMarkdown(titleOf(history))}\n\n${summary}\n${table}${block}`;
  });
  return `## Benchmarks, ${day}\n\n${parts.join('\n')}`;
}

export function trendsAsJson(shown: readonly ShownTrends[]): string {
  const environments = shown.map(({ history, trends, machine }) => ({
    project: history.project,
    environment: history.environment,
    branch: history.branch,
    runCount: history.runs.length,
    machine,
    trends,
  }));
  return `${JSON.stringify({ environments }, null, 2)}\n`;
}

function titleOf({ environment, branch, runs, benchmarks }: EnvironmentHistory): string {
  return `${printable(environment)}, branch ${printable(branch ?? '-')}: ${counted(runs.length, 'run')} of ${counted(benchmarks.length, 'benchmark')}`;
}

function shortChange(entry: ChangeEntry): string {
  return `${entry.id} ${shortSize(entry)}`;
}

function shortSize(entry: ChangeEntry): string {
  return `${kindWord(entry)} ${changeText(changeShown(entry).point)}`;
}
