import { hideSecrets, printable } from '@perf-suite/command-line';
import {
  boundTexts,
  changeText,
  counted,
  formatSpan,
  movement,
  plainPercent,
  type TerminalStyle,
} from '@perf-suite/command-line/terminal';
import { type Commit, shortId } from './commit.js';
import { type Comparison, isMeasured } from './comparison.js';
import type { Finding, SearchOutcome } from './find-slower-commits.js';
import { isNotSlower, kindOf } from './result-kind.js';
import type { SearchResult } from './search-result.js';

/** Returns one comparison as a line of the search's progress. */
export function comparisonLine(
  newer: Commit,
  older: Commit,
  comparison: Comparison,
  { colors }: TerminalStyle,
): string {
  const color = {
    slower: colors.red,
    open: colors.yellow,
    skipped: colors.yellow,
    'not-slower': plain,
    'same-code': plain,
  };
  const word = color[comparison.kind](WORDS[comparison.kind].padEnd(WORD_WIDTH));
  const pair = `${shortId(newer)} against ${shortId(older)}`;
  return `  ${pair}  ${word}  ${detailOf(comparison)}  ${colors.dim(printable(newer.subject))}`;
}

const WORDS = {
  slower: 'slower',
  'not-slower': 'not slower',
  open: 'open',
  'same-code': 'same code',
  skipped: 'skipped',
} as const;
const WORD_WIDTH = Math.max(...Object.values(WORDS).map(({ length }) => length));
const plain = (text: string): string => text;

function detailOf(comparison: Comparison): string {
  if (isMeasured(comparison)) {
    const { change, rounds } = comparison;
    return `${changeText(change.point)} [${boundTexts(change).join(', ')}] in ${counted(rounds, 'round')}`;
  }
  return shown(comparison.kind === 'skipped' ? comparison.reason : comparison.evidence);
}

/** What others wrote goes to a terminal. */
function shown(text: string): string {
  return printable(hideSecrets(text));
}

/** Returns the result for people. */
export function resultText(result: SearchResult): string {
  const { outcome, benchmark } = result;
  const notCompared = benchmark.notCompared.map(
    ({ title, reason }) => `Not compared: ${shown(title)} (${shown(reason)}).`,
  );
  const paragraphs = [[...opening(result), ...notCompared], ...findingsOf(outcome, result), closing(result)];
  return `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function opening({ benchmark, ends, history, outcome }: SearchResult): string[] {
  const { percentile } = benchmark;
  const title = shown(benchmark.title);
  const good = named(ends.good, history[0]);
  const bad = named(ends.bad, history.at(-1) as Commit);
  const { whole } = outcome;
  if (whole.kind === 'slower') {
    const others = benchmark.alsoSlower.map(shown);
    return [
      `${title} got slower between ${good} and ${bad}: ${percentile} ${sentence(whole)}.`,
      ...(others.length === 0
        ? []
        : [`Slower as well, and not searched for: ${others.join(', ')}. Name one to search for it.`]),
    ];
  }
  if (!isNotSlower(whole)) {
    return [
      `Whether ${title} got slower between ${good} and ${bad} could not be told: ${percentile} ${sentence(whole)}.`,
      'Measure for a longer --time or on a quieter machine, or search for a larger slowdown with --min-effect.',
    ];
  }
  const nothing =
    benchmark.outOf === 1
      ? `${title} did not get slower`
      : `None of ${counted(benchmark.outOf, 'benchmark')} got slower`;
  return [
    `${nothing} between ${good} and ${bad}: there is no slowdown to search for.`,
    `${title}: ${isMeasured(whole) ? `${percentile} ${sentence(whole)}` : `the same code (${detailOf(whole)})`}. A slowdown counts from ${plainPercent(benchmark.minimumEffect)}.`,
  ];
}

function named(ref: string, commit: Commit): string {
  const id = shortId(commit);
  return commit.id.startsWith(ref) ? id : `${shown(ref)} (${id})`;
}

/** What a comparison says of the benchmark, after its percentile. */
function sentence(comparison: Comparison): string {
  if (!isMeasured(comparison)) return `was not measured (${detailOf(comparison)})`;
  const { change, rounds } = comparison;
  const [lower, upper] = boundTexts(change);
  return `${movement(change.point)} (95 % interval ${lower} to ${upper}, ${counted(rounds, 'round')})`;
}

function findingsOf(outcome: SearchOutcome, result: SearchResult): string[][] {
  const { findings } = outcome;
  if (findings.length === 0) return [];
  return [...findings.flatMap((finding) => findingText(finding, result)), accountFor(outcome, result)];
}

function findingText(finding: Finding, result: SearchResult): string[][] {
  const { slower, inMerge } = finding;
  const isMerge = slower.parents.length > 1 && kindOf(finding) === 'commit';
  const hint =
    isMerge && !result.intoMerges ? ['  It is a merge: --into-merges searches what it brought in.'] : [];
  return [
    [...headlineOf(finding, result), ...hint],
    ...(inMerge === null ? [] : mergeText(inMerge, finding, result)),
  ];
}

function headlineOf(
  { before, slower, undecided, comparison, ...finding }: Finding,
  result: SearchResult,
): string[] {
  const { percentile, minimumEffect } = result.benchmark;
  const by = plainPercent(minimumEffect);
  const measured = `${percentile} ${sentence(comparison)}`;
  switch (kindOf({ before, slower, undecided, comparison, ...finding })) {
    case 'commit':
      return [
        `${shortId(slower)} made it slower: ${measured} than in ${shortId(before)}, the commit before it.`,
        ...commitLines(slower),
      ];
    case 'range':
      return [
        `One of ${undecided.length + 1} commits made it slower: in ${shortId(slower)}, ${measured} than in ${shortId(before)}, and what lies between could not be told apart.`,
        ...undecided.flatMap(({ commit, comparison: why }) => [
          `  ${shortId(commit)} ${WORDS[why.kind]}: ${detailOf(why)}`,
          ...commitLines(commit),
        ]),
        `  ${shortId(slower)}`,
        ...commitLines(slower),
      ];
    case 'gradual':
      return [
        `It got slower little by little up to ${shortId(slower)}: that is the first commit slower by ${by} or more, but compared with ${shortId(before)}, the commit before it, ${measured}.`,
        ...commitLines(slower),
      ];
    case 'unsure':
      return [
        `${shortId(slower)} is the first commit that is slower by ${by} or more, but whether it or those before it made the difference is not certain: compared with ${shortId(before)}, the commit before it, ${measured}.`,
        ...commitLines(slower),
      ];
  }
}

function commitLines({ subject, author, date }: Commit): string[] {
  return [`    ${shown(subject)}`, `    ${shown(author)}, ${date.slice(0, 10)}`];
}

function mergeText(inMerge: SearchOutcome, { slower }: Finding, result: SearchResult): string[][] {
  if (inMerge.findings.length > 0) {
    const [first, ...others] = inMerge.findings.flatMap((finding) => findingText(finding, result));
    return [[`In what ${shortId(slower)} merged:`, ...(first ?? [])], ...others];
  }
  const why = `${result.benchmark.percentile} ${sentence(inMerge.whole)}`;
  return [
    [
      isNotSlower(inMerge.whole)
        ? `What ${shortId(slower)} merged is not slower by itself (${why}): it is the merge that made it slower.`
        : `What ${shortId(slower)} merged could not be searched: ${why}.`,
    ],
  ];
}

function accountFor({ findings, rest }: SearchOutcome, { ends, history, benchmark }: SearchResult): string[] {
  const { percentile, minimumEffect } = benchmark;
  const account = findings.length === 1 ? 'It accounts' : 'Together they account';
  const last = findings.at(-1)?.slower as Commit;
  if (rest === null) return [`${account} for the whole slowdown: no commit comes after ${shortId(last)}.`];
  const bad = named(ends.bad, history.at(-1) as Commit);
  if (!isNotSlower(rest)) {
    return [
      `Whether there is more could not be told: in ${bad}, ${percentile} ${sentence(rest)} than in ${shortId(last)}.`,
    ];
  }
  const why = isMeasured(rest)
    ? `${percentile} ${sentence(rest)}`
    : 'the benchmark runs the same code in both';
  return [
    `${account} for the whole slowdown: ${bad} is not slower than ${shortId(last)} by ${plainPercent(minimumEffect)} or more; ${why}.`,
  ];
}

function closing({ comparisons, errorRate }: SearchResult): string[] {
  const measured = comparisons.flatMap(({ comparison }) => (isMeasured(comparison) ? [comparison] : []));
  const sameCode = comparisons.filter(({ comparison }) => comparison.kind === 'same-code').length;
  const skipped = comparisons.filter(({ comparison }) => comparison.kind === 'skipped').length;
  const rounds = measured.reduce((sum, one) => sum + one.rounds, 0);
  const spentMs = comparisons.reduce((sum, one) => sum + one.spentMs, 0);
  const parts = [
    `${counted(measured.length, 'comparison')} in ${counted(rounds, 'round')} and ${formatSpan(spentMs)}`,
    ...(sameCode === 0 ? [] : [`${sameCode} more without measuring, of the same code`]),
    ...(skipped === 0 ? [] : [`${counted(skipped, 'commit')} skipped`]),
  ];
  return [
    `${parts.join('; ')}. The chance that any of them was decided wrongly is at most ${plainPercent(errorRate)}.`,
  ];
}
