import type { Comparison, Report } from '@perf-suite/schema';
import { createColors } from 'picocolors';
import { expect, it } from 'vitest';
import { verdictSentences } from './verdict-sentences.js';

const STYLE = { colors: createColors(false), unicode: true, width: 100, tableWidth: 100 };

function comparison(file: string, name: string, summary: string): Comparison {
  const id = `${file}#${name}`;
  return {
    ...{ id, file, group: [], name, summary },
    ...{ verdict: 'inconclusive', severity: null, percentiles: [], warnings: [] },
  };
}

function sentencesOf(comparisons: readonly Comparison[]): string[] {
  const minimumEffect = { p50: 0.025, p95: 0.05 };
  const counts = { inconclusive: comparisons.length };
  const report = { comparisons, counts, minimumEffect, method: { kind: 'paired' } } as unknown as Report;
  return verdictSentences(report, STYLE).slice(1, -2);
}

it('says once what is true of several benchmarks, whose names a reason may begin with', () => {
  const lines = sentencesOf([
    comparison('a.js', 'parse', 'Inconclusive: "parse" returns before its work is done.'),
    comparison('a.js', 'print', 'Inconclusive: "print" returns before its work is done.'),
    comparison('a.js', 'sort', 'Inconclusive for a change of 2.5 %.'),
  ]);
  expect(lines).toEqual([
    '  parse, print: Inconclusive: returns before its work is done.',
    '  sort: Inconclusive for a change of 2.5 %.',
  ]);
});

it('tells benchmarks of one name in several files apart', () => {
  expect(sentencesOf([comparison('a.js', 'zod', 'Slower.'), comparison('b.js', 'zod', 'Faster.')])).toEqual([
    '  a.js > zod: Slower.',
    '  b.js > zod: Faster.',
  ]);
});
