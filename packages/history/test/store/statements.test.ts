import { expect, test } from 'vitest';
import { withStatementCache } from '../../src/store/sql/statement-cache.js';

test('a statement is prepared once, until a hundred others were used since', () => {
  const prepared: string[] = [];
  const database = withStatementCache({
    close: () => undefined,
    prepare: (sql) => {
      prepared.push(sql);
      return {
        reader: true,
        all: () => [sql],
        run: () => ({ changes: 0, lastInsertRowid: 0 }),
        iterate: () => [][Symbol.iterator](),
      };
    },
  });
  for (let round = 0; round < 3; round++) for (let i = 0; i < 100; i++) database.prepare(`select ${i}`);
  expect(prepared).toHaveLength(100);
  database.prepare('select 0');
  database.prepare('select 100');
  expect(database.prepare('select 0').all([])).toEqual(['select 0']);
  database.prepare('select 1');
  expect(prepared.slice(100)).toEqual(['select 100', 'select 1']);
});
