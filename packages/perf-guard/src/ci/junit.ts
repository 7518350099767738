import type { TestCase } from './test-case.js';

/** Returns the benchmarks as JUnit XML, which most CI systems show: a test suite for each file. */
export function renderJunit(cases: readonly TestCase[]): string {
  const files = [...new Set(cases.map(({ file }) => file))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="perf-suite" ${countsOf(cases)}>`,
    ...files.flatMap((file) => {
      const own = cases.filter((one) => one.file === file);
      return [
        `  <testsuite name="${escapeXml(file)}" ${countsOf(own)}>`,
        ...own.flatMap(caseLines),
        '  </testsuite>',
      ];
    }),
    '</testsuites>',
    '',
  ].join('\n');
}

function countsOf(cases: readonly TestCase[]): string {
  const count = (outcome: TestCase['outcome']): number =>
    cases.filter((one) => one.outcome === outcome).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="0" skipped="${count('open')}"`;
}

/** What is open is skipped: neither passed nor failed. Times are those of one iteration, in seconds. */
function caseLines({ file, title, outcome, state, message, p50Ns }: TestCase): string[] {
  const time = p50Ns === null ? '' : ` time="${(p50Ns / 1e9).toFixed(9)}"`;
  const name = `<testcase classname="${escapeXml(file)}" name="${escapeXml(title)}"${time}`;
  const said = escapeXml(`${state}: ${message}`);
  const inner =
    outcome === 'failure'
      ? `<failure type="${escapeXml(state)}" message="${said}"/>`
      : outcome === 'open'
        ? `<skipped message="${said}"/>`
        : `<system-out>${said}</system-out>`;
  return [`    ${name}>`, `      ${inner}`, '    </testcase>'];
}

/** What XML 1.0 cannot hold at all becomes a question mark. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;');
}
