import { expect, it } from 'vitest';
import { statementKind } from './statement-kind.js';

it.each([
  ['SELECT * FROM works WHERE id = $1', 'select', 'works'],
  ['select "a", (select max(x) from inner_one) from "Works" w', 'select', 'works'],
  ['  /* from the cache */ -- select\n select 1', 'select', ''],
  ["select 'from secrets' from public . works", 'select', 'public.works'],
  ['insert or replace into `works` (id) values (1)', 'insert', 'works'],
  ['INSERT INTO works SELECT * FROM other', 'insert', 'works'],
  ['update only works set a = 1 from b', 'update', 'works'],
  ['update or ignore works set a = 1', 'update', 'works'],
  ['delete from [my works] where a in (select b from c)', 'delete', 'myworks'],
  ['with recent as (select * from log) select * from recent', 'select', 'recent'],
  ['with recent as (select * from log) insert into works select * from recent', 'insert', 'works'],
  ['with x(a) as (values (1)) delete from works', 'delete', 'works'],
  ['select * from (select 1) t', 'select', ''],
  ['select * from generate_series(1, 5)', 'select', 'generate_series'],
  ['create table if not exists works (id int)', 'create', ''],
  ['BEGIN', 'begin', ''],
  ['commit;', 'commit', ''],
  ['PRAGMA journal_mode = wal', 'pragma', ''],
  ['select $$from a$$, $tag$from b$tag$ from c', 'select', 'c'],
  ['', '', ''],
  [')))(((', '', ''],
  ["select '", 'select', ''],
])('reads %j as %s of %j', (sql, operation, table) => {
  expect(statementKind(sql)).toEqual({ operation, table });
});

it('reads a long statement in no time', () => {
  const hostile = `select ${'('.repeat(200_000)}${"'".repeat(200_001)}/*${'"'.repeat(100_000)}`;
  expect(statementKind(hostile).operation).toBe('select');
});
