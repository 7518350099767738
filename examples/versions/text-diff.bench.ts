import { diffLines, diffWords } from 'diff';
import { diffLines as oldDiffLines, diffWords as oldDiffWords } from 'diff-old';
import { suite } from 'perf-suite';
import { readData } from '../data/read-data.js';
import { chosenVersion } from './chosen-version.js';

// diff 5.2.0 -> 8.0.2: words of unlike texts became faster, words of a lightly edited text slower,
// lines stayed as they were.
const library = chosenVersion({
  current: { diffLines, diffWords },
  old: { diffLines: oldDiffLines, diffWords: oldDiffWords },
});

const readme = readData('ajv-readme.md.txt');
const edited = readme.replaceAll('schema', 'contract');

// Whether the texts differ, not how: the two versions cut the same difference into other parts.
const differs = (parts: readonly { added?: boolean; removed?: boolean }[]): boolean =>
  parts.some((part) => part.added === true || part.removed === true);

export default suite(({ group }) => {
  group('diff', ({ bench }) => {
    bench('words of an edited text', () =>
      differs(library.diffWords(readme.slice(0, 3000), edited.slice(0, 3000))),
    );
    bench('words of unlike texts', () =>
      differs(library.diffWords(readme.slice(0, 700), readme.slice(3000, 3700))),
    );
    bench('lines of an edited README', () => differs(library.diffLines(readme, edited)));
  });
});
