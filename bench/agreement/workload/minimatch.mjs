import { Minimatch, minimatch } from 'minimatch';
import { forEach } from './inputs.mjs';

const paths = Array.from(
  { length: 100 },
  (_, i) => `src/${'abc'[i % 3]}/part-${i}/file.${['ts', 'js', 'md'][i % 3]}`,
);
const matcher = new Minimatch('src/**/{part,other}-*/*.{ts,js}');

export default {
  'match with a matcher': forEach(paths, (path) => matcher.match(path)),
  'match with a pattern': forEach(paths.slice(0, 10), (path) => minimatch(path, 'src/**/*.ts')),
  'make a matcher': () => new Minimatch('src/**/!(*.test|*.d).{ts,tsx}').set.length,
  'expand braces': () => minimatch.braceExpand('{a,b}/{c,d,{e,f}}/{1..8}').length,
};
