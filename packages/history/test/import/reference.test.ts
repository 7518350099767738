import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Importer } from '../../src/import/importer.js';
import { IMPORTERS } from '../../src/import/importers.js';

const PAGE = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'history-import.md');
const TABLE = /(<!-- formats: .*? -->\n)[\s\S]*?(<!-- end of formats -->)/;

function row({ name, tool, madeBy, p50, p95, rounds, facts }: Importer): string {
  const cells = [
    `\`${name}\``,
    name === tool ? madeBy : `${tool}: ${madeBy}`,
    rounds ?? 'summaries only',
    p50,
    p95 ?? 'not available',
    facts.join(', ') || 'none',
  ];
  return `| ${cells.join(' | ')} |\n`;
}

it('docs/history-import.md lists each format with what it can support', async () => {
  const page = await readFile(PAGE, 'utf8');
  const head =
    '| format | made by | rounds | p50 | p95 | known besides |\n| --- | --- | --- | --- | --- | --- |\n';
  const expected = page.replace(TABLE, (_, start: string, end: string) => {
    return `${start}\n${head}${IMPORTERS.map(row).join('')}\n${end}`;
  });
  if (process.env.UPDATE_GOLDEN === '1') await writeFile(PAGE, expected);
  else expect(page).toBe(expected);
  expect(page).toMatch(TABLE);
});

it('format names are words of a command line, each there once', () => {
  const names = IMPORTERS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z0-9-]+$/);
});
