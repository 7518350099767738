import { faultsOf, OF_THE_MACHINE } from './check-outcome.js';
import type { Outcome } from './run-project.js';
import type { Way } from './way.js';

/** Returns what the command answered to each way, as a table for the docs. */
export function markdownTable(ways: readonly Way[], outcomes: ReadonlyMap<Way, Outcome>): string {
  const rows = ways.map((way) => {
    const outcome = outcomes.get(way);
    const answer = outcome === undefined ? ['', '', 'not tried'] : answerOf(outcome, way);
    return `| ${[`the work is ${way.name}`, way.kind, ...answer].map(cell).join(' | ')} |`;
  });
  return [
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
