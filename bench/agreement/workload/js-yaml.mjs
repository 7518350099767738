import yaml from 'js-yaml';
import { cars, lockfile } from './inputs.mjs';

const part = lockfile.slice(0, lockfile.indexOf('\n\n', 4000));
const flow = JSON.stringify(cars.slice(0, 30));
const folded = Array.from(
  { length: 40 },
  (_, i) => `k${i}: |\n  text ${i}\n  more text\nf${i}: >\n  folded\n  text`,
).join('\n');

export default {
  'load a lockfile': () => Object.keys(yaml.load(part)).length,
  'load flow style': () => yaml.load(flow).length,
  'load block texts': () => Object.keys(yaml.load(folded)).length,
  'dump 20 cars': () => yaml.dump(cars.slice(0, 20)).length,
};
