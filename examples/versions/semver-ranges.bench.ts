import { suite } from 'perf-suite';
import semver from 'semver';
import oldSemver from 'semver-old';
import { readData } from '../data/read-data.js';
import { chosenVersion } from './chosen-version.js';

// semver 7.5.1 -> 7.8.5: faster, most of all at sorting.
const library = chosenVersion({ current: semver, old: oldSemver });

const lockfile = readData('lockfile.yaml.txt');
const versions = matches(/@(\d+\.\d+\.\d+)'?:/g);
const ranges = matches(/node: '?([^'},]+)/g).slice(0, 8);

export default suite(({ group }) => {
  group('semver', ({ bench }) => {
    bench('match versions with ranges', () =>
      ranges.map((range) => versions.filter((version) => library.satisfies(version, range)).length),
    );
    bench('sort versions', () => library.sort([...versions]).at(-1));
  });
});

function matches(pattern: RegExp): string[] {
  return [...new Set(Array.from(lockfile.matchAll(pattern), (match) => match[1] ?? ''))];
}
