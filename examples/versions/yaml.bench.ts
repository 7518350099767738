import yaml from 'js-yaml';
import oldYaml from 'js-yaml-old';
import { suite } from 'perf-suite';
import { readCars, readData } from '../data/read-data.js';
import { chosenVersion } from './chosen-version.js';

// js-yaml 3.14.1 -> 4.1.0: a little slower to read, clearly slower to write.
const { load, dump } = chosenVersion({ current: yaml, old: oldYaml });

const lockfile = readData('lockfile.yaml.txt');
const cars = readCars().slice(0, 100);

export default suite(({ group }) => {
  group('js-yaml', ({ bench }) => {
    bench('load a lockfile', () => load(lockfile));
    bench('dump 100 cars', () => dump(cars));
  });
});
