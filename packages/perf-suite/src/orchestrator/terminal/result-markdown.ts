import { escapeMarkdown } from '@perf-suite/command-line';
import { formatCount, formatNs, formatPercent } from '@perf-suite/command-line/terminal';
import type { ResultRow } from './result-table.js';

/** Returns a run that was not judged as a Markdown table, for a summary or a comment. */
export function resultMarkdown(rows: readonly ResultRow[]): string[] {
  return [
    '| benchmark | p50 | p95 | spread | samples |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map(({ file, title, head, failure }) => {
      const name = `${escapeMarkdown(title)}<br>${escapeMarkdown(file)}`;
      if (head === null) {
        const why = failure === null ? 'not measured' : `failed: ${failure.message.split('\n')[0]}`;
        return `| ${name} | ${escapeMarkdown(why)} | | | |`;
      }
      const { p50Ns, p95Ns, spreadRatio, count } = head;
      const cells = [formatNs(p50Ns), formatNs(p95Ns), formatPercent(spreadRatio), formatCount(count)];
      return `| ${name} | ${cells.join(' | ')} |`;
    }),
  ];
}
