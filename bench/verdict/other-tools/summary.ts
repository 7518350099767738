import { median } from 'simple-statistics';
import { proportion } from '../binomial-bounds.js';
import type { Judgement, ToolResult } from './tool.js';

type Judged = ToolResult & { readonly judgement: Judgement };

/** Returns a Markdown table: each tool, each rule that its users judge by, and how often that was right. */
export function summarise(results: readonly ToolResult[]): string {
  const lines = [
    '| tool | called slower when | suites of unchanged code flagged | 5 % slowdowns found | slowed suites in which an unchanged benchmark was flagged as well | median time |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  for (const tool of new Set(results.map((one) => one.tool))) {
    const judged = results.filter((one) => one.tool === tool).filter(isJudged);
    const rules = Object.keys(judged[0]?.judgement.flagged ?? {});
    for (const rule of rules) lines.push(row(tool, rule, judged));
  }
  return [...lines, '', ...notes(results), ''].join('\n');
}

function row(tool: string, rule: string, judged: readonly Judged[]): string {
  const flagged = (one: Judged) => one.judgement.flagged[rule] ?? [];
  const unchanged = judged.filter((one) => one.injection === null);
  const slowed = judged.filter((one) => one.injection !== null);
  const cells = [
    tool,
    rule,
    share(unchanged, (one) => flagged(one).length > 0),
    share(slowed, (one) => flagged(one).includes(one.injection?.benchmark ?? '')),
    share(slowed, (one) => flagged(one).some((name) => name !== one.injection?.benchmark)),
    `${median(judged.map((one) => one.seconds)).toFixed(0)} s`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What the table does not show: suites without a result, and benchmarks for which a tool gave no verdict. */
function notes(results: readonly ToolResult[]): string[] {
  return [...new Set(results.map((one) => one.tool))].flatMap((tool) => {
    const all = results.filter((one) => one.tool === tool);
    const judged = all.filter(isJudged);
    const refused = judged.reduce((sum, one) => sum + one.judgement.refused.length, 0);
    return [
      ...(judged.length < all.length
        ? [`- ${tool} failed in ${all.length - judged.length} of ${all.length} suites.`]
        : []),
      ...(refused > 0
        ? [`- ${tool} left benchmarks without a verdict ${refused} times in ${judged.length} suites.`]
        : []),
    ];
  });
}

function share<T>(suites: readonly T[], holds: (suite: T) => boolean): string {
  if (suites.length === 0) return '-';
  const { hits, trials, lower, upper } = proportion(suites.filter(holds).length, suites.length);
  const percent = (ratio: number) => (ratio * 100).toFixed(0);
  return `${hits} of ${trials}: ${percent(hits / trials)} % [${percent(lower)}, ${percent(upper)}]`;
}

function isJudged(result: ToolResult): result is Judged {
  return !('error' in result.judgement);
}
