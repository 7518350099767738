// A plain JavaScript file: no types, no build step.
import { readFileSync } from 'node:fs';
import { suite } from 'perf-suite';
import picomatch from 'picomatch';

const lockfile = readFileSync(new URL('./data/lockfile.yaml.txt', import.meta.url), 'utf8');
const paths = Array.from(
  lockfile.matchAll(/^ {2}'?(@?[\w./-]+)@\d/gm),
  (match) => `node_modules/${match[1]}/index.js`,
);

export default suite(({ group }) => {
  group('picomatch', ({ bench }) => {
    const matches = picomatch('node_modules/@*/**/*.{js,ts}');
    bench('compile a pattern', () => picomatch('node_modules/@*/**/*.{js,ts}')('a/b.js'));
    bench('match the paths of a lockfile', () => paths.filter((path) => matches(path)).length);
  });
});
