import { type Explanation, parseReport } from '@perf-suite/schema';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { expect, it } from 'vitest';
import { testCasesOf } from '../ci/test-case.js';
import { explanationLines } from './explanation-lines.js';
import { renderMarkdown } from './render-markdown.js';
import { renderText } from './render-text.js';

const HOSTILE = 'parse\u001b[2J<img src=x>@everyone|`';
const EXPLANATION: Explanation = {
  summary: `${HOSTILE} (src/parse.js:12), which head changes, takes 340 ns more of each call: 510 ns -> 850 ns.`,
  repetitions: 5,
  ns: { base: 600, head: 950 },
  garbageNs: { base: 10, head: 40 },
  functions: [
    {
      name: HOSTILE,
      file: 'src/parse.js',
      line: 12,
      change: 'changed',
      ns: { base: 510, head: 850 },
      ownNs: { base: 200, head: 210 },
      growthNs: { least: 310, most: 370 },
      slowerCount: 5,
      bytes: { base: 100, head: 900 },
      garbageNs: 30,
      mostlyIn: { name: 'cloneDeep', file: 'node_modules/lodash/cloneDeep.js', line: 3 },
    },
  ],
  deoptimisations: [
    { name: 'sum', file: 'src/sum.js', line: 3, reason: 'wrong map', count: 5, afterWarmUp: 1 },
  ],
  flameGraph: 'now.profiles/flame-graph.html',
  profiles: ['now.profiles/1-base-1.cpuprofile'],
};

function explainedReport() {
  const report = reportOf(singleRun(), { 'a.bench.js#parse': { verdict: 'regressed', speedup: 0.6 } });
  const comparisons = report.comparisons.map((one) => ({ ...one, explanation: EXPLANATION }));
  return parseReport(JSON.parse(JSON.stringify({ ...report, comparisons })), 'report');
}

it('every format says why, and a name of a function does nothing there', () => {
  const report = explainedReport();
  const markdown = renderMarkdown(report);
  expect(markdown).toContain('Why, from profiles of both sides');
  expect(markdown).toContain('510 ns');
  expect(markdown).not.toContain('<img');
  expect(markdown).not.toContain('@everyone');
  for (const text of [
    renderText(report, { color: false }),
    testCasesOf(report, () => null)[0]?.message ?? '',
  ]) {
    expect(text.replaceAll(/\s+/g, ' ')).toContain('which head changes, takes 340 ns more');
    expect(text).not.toContain('\u001b');
  }
});

it('explain tells all that is known', () => {
  const text = explanationLines(EXPLANATION).join('\n');
  expect(text).not.toContain('\u001b');
  expect(text).toContain(
    '510 ns -> 850 ns (310 ns to 370 ns, in 5 of 5), changed; in itself 200 ns -> 210 ns',
  );
  expect(text).toContain('mostly in cloneDeep (node_modules/lodash/cloneDeep.js:3); allocates 100 -> 900 B');
  expect(text).toContain('sum (src/sum.js:3): wrong map, 5 times, 1 after the warm-up');
  expect(text).toContain('now.profiles/flame-graph.html');
});
