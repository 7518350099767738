import { sep } from 'node:path';
import { createColors } from 'picocolors';
import { expect, it } from 'vitest';
import { failureLines, sameFailures } from './failure-lines.js';

const style = { colors: createColors(false), unicode: true, width: 100, tableWidth: 100 };
const context = { style, cwd: '/project', verbose: false };
const stack = [
  'TypeError: no',
  `    at parse (/project${sep}schön er.ts:6:11)`,
  '    at /elsewhere/b.js:1:2',
  '    at /elsewhere/c.js:1:2',
  '    at /elsewhere/d.js:1:2',
].join('\n');

it('shows the first places, those in the project from its folder on', () => {
  expect(failureLines('a', { reason: 'threw', round: 0, message: 'no', stack }, context)).toEqual([
    '  ✖ a: no',
    '    at parse (schön er.ts:6:11)',
    '    at /elsewhere/b.js:1:2',
    '    at /elsewhere/c.js:1:2',
    '    Fix the benchmark, or let it catch the errors that belong to its work.',
  ]);
});

it('keeps the lines of a message under its benchmark', () => {
  const lines = failureLines('a', { reason: 'threw', round: 0, message: 'no\n- b' }, context);
  expect(lines.slice(0, 2)).toEqual(['  ✖ a: no', '    - b']);
});

it('lets no name or message give a terminal or a CI runner orders', () => {
  const message = 'no\x1b[2J\r\n::error::b\n\r::error::c';
  const evil = {
    reason: 'threw',
    round: 0,
    message,
    stack: `Error\n    at f\r::error::d (a.js:1:1)`,
  } as const;
  expect(failureLines('a\n::error::a', evil, context).slice(0, 4)).toEqual([
    '  ✖ a : :error::a: no\\x1b[2J',
    '    : :error::b',
    '     : :error::c',
    '    at f : :error::d (a.js:1:1)',
  ]);
});

it('shows the whole stack as it is on request', () => {
  const failure = { reason: 'threw', round: 0, message: 'no', stack } as const;
  const lines = failureLines('a', failure, { ...context, verbose: true });
  expect(lines.slice(1, -1).map((line) => line.trim())).toEqual(
    stack
      .split('\n')
      .slice(1)
      .map((line) => line.trim()),
  );
});

it('tells failures of several benchmarks that are the same together', () => {
  const failure = { reason: 'exited', round: 0, message: 'no' } as const;
  const failed = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
    id,
    failure: id === 'b' ? null : id === 'd' ? { ...failure, message: 'yes' } : failure,
  }));
  expect(sameFailures(failed)).toEqual([
    { subject: 'a, c, e', failure },
    { subject: 'd', failure: { ...failure, message: 'yes' } },
  ]);
  const named = ['x.js', 'y.js'].map((id) => ({
    id,
    failure: { ...failure, message: `none, from /p/${id}` },
  }));
  expect(sameFailures(named)).toEqual([{ subject: 'x.js, y.js', failure: named[0]?.failure }]);
});
