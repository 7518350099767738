import { expect, test } from 'vitest';
import { summarise } from './summary.js';
import type { ToolResult } from './tool.js';

function result(injected: string | null, flagged: readonly string[]): ToolResult {
  return {
    tool: 'one 1.0.0',
    session: 'test',
    load: 1,
    seconds: 30,
    injection: injected === null ? null : { benchmark: injected, slowdownRatio: 0.05 },
    judgement: { flagged: { limit: flagged }, changes: {}, refused: [] },
  };
}

test('counts unchanged suites flagged, slowdowns found and other benchmarks flagged', () => {
  const table = summarise([
    result(null, []),
    result(null, ['a', 'b']),
    result('a', ['a']),
    result('a', ['b']),
    result('b', ['a', 'b']),
  ]);
  expect(table).toContain(
    '| one 1.0.0 | limit | 1 of 2: 50 % [1, 99] | 2 of 3: 67 % [9, 99] | 2 of 3: 67 % [9, 99] | 30 s |',
  );
});

test('says how often a tool failed, and leaves those suites out', () => {
  const table = summarise([result(null, []), { ...result(null, []), judgement: { error: 'no browser' } }]);
  expect(table).toContain('| 0 of 1: 0 % [0, 98] |');
  expect(table).toContain('- one 1.0.0 failed in 1 of 2 suites.');
});
