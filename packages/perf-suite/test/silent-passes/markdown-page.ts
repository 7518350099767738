import type { Finished } from '../failures/run-command.js';
import type { Group, Situation } from './situation.js';

const INTRODUCTION = `# What does not pass silently

A gate may look green because nothing was compared. Each row is such a situation. A test sets up the situation in a git
repository of its own and runs the real command there; the row shows the [exit code](architecture.md#exit-codes) and
what is printed. If the exit code is 0, nothing that could be compared got slower, and what is printed says what was not
decided. [Another page](hidden-slowdowns.md) shows ways in which a slowdown itself may be hidden from the measurement.

This page is written by the test: \`SILENT_TABLE=docs/silent-passes.md npx --yes pnpm@10 exec vitest run --config
vitest.integration.config.ts silent-passes\`.
`;

/** Returns what the commands answered to each situation, as a page for the docs. */
export function markdownPage(groups: readonly Group[], outcomes: ReadonlyMap<Situation, Finished>): string {
  return [INTRODUCTION, ...groups.map((group) => section(group, outcomes))].join('\n');
}

function section({ title, situations }: Group, outcomes: ReadonlyMap<Situation, Finished>): string {
  const rows = situations.map((situation) => {
    const finished = outcomes.get(situation);
    const answer =
      finished === undefined
        ? ['', 'not tried']
        : [`${finished.exitCode}`, cell(sentenceOf(finished, situation))];
    return `| ${[situation.what, `\`${situation.command}\``, ...answer].join(' | ')} |`;
  });
  return [
    `## ${title}`,
    '',
    '| situation | command | exit code | what is printed |',
    '| --- | --- | ---: | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** The first line that says what the situation has to say. */
function sentenceOf({ stdout, stderr }: Finished, { says }: Situation): string {
  const lines = `${stderr}\n${stdout}`.split('\n').map((line) => line.trim().replaceAll(/\s+/g, ' '));
  return lines.find((line) => says.test(line)) ?? lines.join(' ');
}

/** Folders are another in every run. */
function cell(text: string): string {
  return text
    .replace(/^perf-(suite|guard): |^[▲✖!?] /, '')
    .replaceAll(/ in \/\S*perf-silent-\w+(?=[):, ]|$)/g, '')
    .replaceAll(/\/\S*?perf-silent-\w+/g, '<folder>')
    .replaceAll('|', '\\|')
    .replaceAll(/[<>*]/g, (sign) => `\\${sign}`);
}
