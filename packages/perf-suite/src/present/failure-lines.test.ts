import { createColors } from 'picocolors';
import { expect, it } from 'vitest';
import { failureLines } from './failure-lines.js';

const look = { colors: createColors(false), unicode: true, width: 100, tableWidth: 100 };
const context = { look, cwd: '/project', verbose: false };
const own = new URL('../measure/probe.js', import.meta.url).href;
const stack = [
  'TypeError: no',
  '    at parse (file:///project/src/sch%C3%B6n%20er.ts:6:11)',
  `    at probeCall (${own}:12:34)`,
  '    at runNextTicks (node:internal/process/task_queues:60:5)',
  '    at file:///elsewhere/%ZZ.js:1:2',
  '    at file:///elsewhere/b.js:1:2',
].join('\n');

it('shows places in the user’s code only, as paths a person can open', () => {
  expect(failureLines('a', { reason: 'threw', round: 0, message: 'no', stack }, context)).toEqual([
    '  ✖ a: no',
    '    at parse (src/schön er.ts:6:11)',
    '    at file:///elsewhere/%ZZ.js:1:2',
    '    at /elsewhere/b.js:1:2',
    '    Fix the benchmark, or let it catch the errors that belong to its work.',
  ]);
});

it('keeps the lines of a message under its benchmark', () => {
  const lines = failureLines('a', { reason: 'threw', round: 0, message: 'no\n- b' }, context);
  expect(lines.slice(0, 2)).toEqual(['  ✖ a: no', '    - b']);
});

it('shows the whole stack as it is on request', () => {
  const failure = { reason: 'threw', round: 0, message: 'no', stack } as const;
  const lines = failureLines('a', failure, { ...context, verbose: true });
  expect(lines).toHaveLength(7);
  expect(lines[2]).toContain('probe.js:12:34');
});
