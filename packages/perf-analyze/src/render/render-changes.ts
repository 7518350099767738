import { escapeMarkdown, printable } from '@perf-suite/command-line';
import { counted, type TerminalStyle } from '@perf-suite/command-line/terminal';
import type { ChangeEntry } from '@perf-suite/history';
import { DEFAULT_CHANGE_OPTIONS, fewestRunsToFind } from '../changes/change.js';
import type { AnalysedHistory } from '../cli/analyse-stored.js';
import { drawChange } from './change-picture.js';
import {
  changeSize,
  changeSubject,
  commitRange,
  confirmingCommand,
  kindWord,
  sureness,
} from './change-words.js';

/** Returns the change points as text: each environment's, the newest last. */
export function changesAsText(analysed: readonly AnalysedHistory[], style: TerminalStyle): string {
  return analysed
    .map(({ history, entries }) => {
      const title = `${printable(history.environment)}, branch ${printable(history.branch ?? '-')}: ${counted(history.runs.length, 'run')} of ${counted(history.benchmarks.length, 'benchmark')}`;
      const body =
        entries.length === 0
          ? `  No change points.${tooFewRuns(history)}\n`
          : entries.map((entry) => entryAsText(entry, history, style)).join('\n');
      return `${style.colors.bold(title)}\n${body}`;
    })
    .join('\n');
}

function entryAsText(entry: ChangeEntry, history: AnalysedHistory['history'], style: TerminalStyle): string {
  const { colors } = style;
  const at = history.runs.find(({ id }) => id === entry.atRun);
  const day = at === undefined ? '' : `${new Date(at.startedAtMs).toISOString().slice(0, 10)} `;
  const isBad = entry.state === 'open' && entry.kind !== 'machine' && entry.ratio.point > 0;
  const word = isBad ? colors.red(kindWord(entry)) : kindWord(entry);
  const lines = [
    `  ${entry.id}  ${day}${word}  ${changeSubject(entry)}`,
    `      ${changeSize(entry)}, ${sureness(entry)}; commits ${printable(commitRange(entry))}`,
  ];
  const picture = drawChange(entry, history, style);
  if (picture !== null) lines.push(`      ${picture}`);
  if (entry.state !== 'open' || entry.note !== null) {
    lines.push(`      ${entry.state}${entry.note === null ? '' : `: ${printable(entry.note)}`}`);
  } else {
    const command = confirmingCommand(entry);
    if (command !== null) lines.push(`      confirm: ${printable(command)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Returns the change points as Markdown: a table, and the commands that confirm those that are open. */
export function changesAsMarkdown(analysed: readonly AnalysedHistory[]): string {
  return analysed
    .map(({ history, entries }) => {
      const title = `### ${escapeMarkdown(history.environment)}, branch ${escapeMarkdown(history.branch ?? '-')}`;
      if (entries.length === 0)
        return `${title}\n\nNo change points in ${counted(history.runs.length, 'run')}.${tooFewRuns(history)}\n`;
      const rows = entries.map((entry) =>
        [
          `\`${entry.id}\``,
          kindWord(entry),
          escapeMarkdown(changeSubject(entry)),
          changeSize(entry),
          escapeMarkdown(commitRange(entry)),
          sureness(entry),
          entry.state + (entry.note === null ? '' : `: ${escapeMarkdown(entry.note)}`),
        ].join(' | '),
      );
      const commands = entries
        .filter(({ state }) => state === 'open')
        .flatMap((entry) => confirmingCommand(entry) ?? []);
      const block =
        commands.length === 0
          ? ''
          : `\nTo confirm in pairs:\n\n\`\`\`sh\n${commands.map(printable).join('\n')}\n\`\`\`\n`;
      return `${title}\n\n| id | what | benchmark | change | commits | how sure | state |\n| --- | --- | --- | --- | --- | --- | --- |\n${rows.map((row) => `| ${row} |`).join('\n')}\n${block}`;
    })
    .join('\n');
}

/** That nothing can be found yet is not that nothing changed. */
function tooFewRuns({ runs }: AnalysedHistory['history']): string {
  const counts = new Map<string, number>();
  for (const { fingerprint } of runs) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  const needed = fewestRunsToFind(DEFAULT_CHANGE_OPTIONS);
  if (most >= needed) return '';
  return ` None can be certain before there are ${needed} runs of one machine; look at perf-analyze trends until then.`;
}
