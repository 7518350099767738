import { faultsOf, OF_THE_MACHINE } from './check-outcome.js';
import type { Outcome } from './run-project.js';
import type { Way } from './way.js';

const INTRODUCTION = `# Ways to hide a slowdown

Each row is a small project in which head does more work than base (30 % in most), but a trick hides this: both sides
run the same code, share state, or never run the change where it is timed. Rows of the kind \`control\` hide nothing. A
test makes each project as a git repository of its own and measures it with the real command, \`perf-suite run --against
main --rounds 7 --time 30ms --warmup 40ms --min-effect 10%\`; if seven rounds leave a slowdown open, it measures the
project once more with 16. No row is called \`unchanged\`, and no command ends with 0 if the median or the 95th percentile
of what is timed became slower. If the change is not timed at all, a warning says so. If only some calls became slower
(\`some calls\`), the warning \`mean-moved\` says so, and the exit code is 0. [How the tricks are
detected](decisions/021-base-and-head-share-nothing.md).

What a module does while it loads is not timed: a change there shows only in its effect on the calls.

This page is written by the test: \`HIDDEN_ALL=1 HIDDEN_TABLE=docs/hidden-slowdowns.md npx --yes pnpm@10 exec vitest run
--config vitest.integration.config.ts hidden-slowdowns\`. \`.ci/run\` tries two of three rows: each row that it
leaves out differs from another one only in the means that it uses.
`;

/** Returns what the command answered to each way, as a page for the docs. */
export function markdownTable(ways: readonly Way[], outcomes: ReadonlyMap<Way, Outcome>): string {
  const rows = ways.map((way) => {
    const outcome = outcomes.get(way);
    const answer = outcome === undefined ? ['', '', 'not tried'] : answerOf(outcome, way);
    return `| ${[`the work is ${way.name}`, way.kind, ...answer].map(cell).join(' | ')} |`;
  });
  return [
    INTRODUCTION,
    '| way | kind | exit code | verdict | what is printed |',
    '| --- | --- | ---: | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function answerOf(outcome: Outcome, way: Way): string[] {
  const verdict = [
    outcome.verdict ?? 'none',
    ...(outcome.slowerPercent === null ? [] : [`(${signed(outcome.slowerPercent)} %)`]),
  ].join(' ');
  const wrong = faultsOf(outcome, way.expected).length > 0 ? '**wrong:** ' : '';
  return [`${outcome.exitCode}`, verdict, `${wrong}${sentenceOf(outcome, way)}`];
}

/** The sentence that the way's entry asks for; else the first that is not about the machine. */
function sentenceOf({ warnings, stderr, exitCode, summary }: Outcome, { expected }: Way): string {
  const sentences = [
    ...warnings.filter(({ code }) => !OF_THE_MACHINE.has(code)).map(({ message }) => message),
    ...(exitCode === 2 ? errorsIn(stderr) : []),
  ];
  const wanted = 'says' in expected ? sentences.find((sentence) => expected.says.test(sentence)) : undefined;
  return wanted ?? sentences[0] ?? summary ?? '';
}

function errorsIn(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line.startsWith('perf-suite: '));
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : `${value}`;
}

/** Folders are another in every run. */
function cell(text: string): string {
  return text
    .replaceAll(/\/\S*perf-hidden-\w+\/cache\/[^\s:]*?[0-9a-f]{12}-[0-9a-f]{8}/g, '<base>')
    .replaceAll(/\/\S*?perf-hidden-\w+\/project/g, '<head>')
    .replaceAll(/\/\S*?perf-hidden-\w+/g, '<folder>')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');
}
