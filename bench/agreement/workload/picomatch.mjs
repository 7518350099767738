import picomatch from 'picomatch';
import { forEach } from './inputs.mjs';

const globs = ['src/**/*.{ts,tsx}', '**/!(*.test).js', 'a/b/c/*.md', '{a,b,c}/[a-z]*/**', '*.{png,jpg,gif}'];
const paths = Array.from(
  { length: 200 },
  (_, i) => `src/${'abc'[i % 3]}/part-${i}/file.${['ts', 'js', 'md'][i % 3]}`,
);
const isMatch = picomatch(globs);

export default {
  'make expressions': forEach(globs, (glob) => picomatch.makeRe(glob).source.length),
  'match paths': forEach(paths, (path) => isMatch(path)),
  scan: forEach([...globs, ...globs], (glob) => picomatch.scan(glob, { tokens: true }).base.length),
  'compile a matcher': forEach(globs, (glob) => picomatch(glob)('src/a/b.ts')),
};
