import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

it('every changeset names packages that are published, and says something', () => {
  const packages = readdirSync(new URL('packages', root))
    .map(
      (folder) => JSON.parse(read(`packages/${folder}/package.json`)) as { name: string; private?: boolean },
    )
    .filter((manifest) => manifest.private !== true)
    .map(({ name }) => name);
  const files = readdirSync(new URL('.changeset', root)).filter((name) => name.endsWith('.md'));
  const faults = files.flatMap((file) => {
    const [, head = '', text = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(read(`.changeset/${file}`)) ?? [];
    const names = Object.keys((parse(head) ?? {}) as object);
    const unknown = names.filter((name) => !packages.includes(name)).map((name) => `${file}: ${name}`);
    return names.length === 0 || text.trim() === '' ? [`${file}: is empty`] : unknown;
  });
  expect(faults).toEqual([]);
});
