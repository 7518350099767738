// Removes what README and changelog say only until the first release: the text between two comments.
import { readFileSync, writeFileSync } from 'node:fs';

const NOTES = /<!-- until the first release -->.*?<!-- end -->\n*/gs;

for (const page of ['README.md', 'CHANGELOG.md']) {
  const path = new URL(`../${page}`, import.meta.url);
  writeFileSync(path, `${readFileSync(path, 'utf8').replace(NOTES, '').trimEnd()}\n`);
}
