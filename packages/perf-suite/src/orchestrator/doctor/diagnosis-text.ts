import {
  counted,
  fitLeft,
  fitRight,
  formatPercent,
  glyphsOf,
  type TerminalStyle,
} from '@perf-suite/command-line/terminal';
import type { Facts, Finding } from './facts.js';

/** Returns facts and findings as lines for a person: the answer first, then why, then what to do. */
export function diagnosisText(facts: Facts, findings: readonly Finding[], style: TerminalStyle): string {
  const { bold, dim } = style.colors;
  const { cpu, os, runtime } = facts.environment;
  const dot = glyphsOf(style).dot;
  return [
    '',
    `  ${bold('perf-suite doctor')}`,
    `  ${dim([`Node ${runtime.node}`, cpu.model, counted(cpu.logicalCores, 'core'), `${os.platform} ${os.arch}`].join(` ${dot} `))}`,
    '',
    `  ${bold('What this machine can detect')}`,
    ...answerLines(facts),
    '',
    ...visibleTable(facts),
    '',
    `  ${bold('Noise')} ${dim(`the same code against itself, ${counted(facts.noise[0]?.logRatios.length ?? 0, 'round')}`)}`,
    ...facts.noise.map(
      ({ name, spreadRatio }) => `    ${fitLeft(name, 14)}${fitRight(formatPercent(spreadRatio), 8)}`,
    ),
    '',
    `  ${bold('Checks')}`,
    ...findings.flatMap((finding) => findingLines(finding, style)),
    '',
  ].join('\n');
}

/** The one thing to take home, in plain words. */
function answerLines({ visible }: Facts): string[] {
  const [first, , last] = visible;
  if (first === undefined || last === undefined) return [];
  const few = `  An A/B run (--against) finds a slowdown of ${formatPercent(first.typicalRatio)} or more within ${first.rounds} rounds`;
  const many = `  and one of ${formatPercent(last.typicalRatio)} or more within ${last.rounds}, each in at least 4 of 5 runs.`;
  const isSame = formatPercent(first.typicalRatio) === formatPercent(last.typicalRatio);
  const typical = isSame
    ? [few, '  in at least 4 of 5 runs; more rounds lower this only slightly.']
    : [few, many];
  if (last.worstRatio <= 1.5 * last.typicalRatio) return typical;
  return [
    ...typical,
    `  For code as noisy as the worst below, the smallest is ${formatPercent(last.worstRatio)} even with ${last.rounds} rounds.`,
  ];
}

function visibleTable({ visible }: Facts): string[] {
  const row = (cells: readonly string[]): string =>
    `    ${cells.map((cell, i) => fitRight(cell, i === 0 ? 6 : 16)).join('')}`;
  return [
    row(['rounds', 'typical code', 'noisy code']),
    ...visible.map(({ rounds, typicalRatio, worstRatio }) =>
      row([String(rounds), formatPercent(typicalRatio), formatPercent(worstRatio)]),
    ),
  ];
}

function findingLines({ about, level, message, hint }: Finding, style: TerminalStyle): string[] {
  const { colors } = style;
  const glyphs = glyphsOf(style);
  const mark = {
    good: colors.green(glyphs.done),
    note: colors.yellow(glyphs.warning),
    problem: colors.red(glyphs.failed),
  }[level];
  const first = `    ${mark} ${fitLeft(about, 9)} ${message}`;
  return hint === null ? [first] : [first, `      ${' '.repeat(9)} ${colors.dim(hint)}`];
}
