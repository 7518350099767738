import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const code = [
  ...readdirSync(join(root, 'packages')).flatMap((name) => [
    join(root, 'packages', name, 'src'),
    join(root, 'packages', name, 'page'),
  ]),
  join(root, 'monitoring', 'src'),
]
  .filter((folder) => existsSync(folder))
  .flatMap(sourcesIn)
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

it('the glossary defines only terms that code or texts for users contain', () => {
  const glossary = readFileSync(join(root, 'docs', 'glossary.md'), 'utf8');
  const terms = [...glossary.matchAll(/\*\*(.+?)\*\*/g)].map(([, term]) => term as string);
  expect(terms.length).toBeGreaterThan(20);
  expect(terms.filter((term) => !spellingsOf(term).test(code))).toEqual([]);
});

/** Matches a term as separate words, and in the spellings of names: `minimumEffect`, `minimum-effect`. */
function spellingsOf(term: string): RegExp {
  return new RegExp(term.split(/[\s-]+/).join(String.raw`[\s_-]?`), 'i');
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|html)$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}
