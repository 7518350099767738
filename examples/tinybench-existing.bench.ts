// A benchmark file as it was before: plain tinybench, nothing of perf-suite in it. It runs unmodified.
import { Bench } from 'tinybench';
import { readCars } from './data/read-data.js';

const cars = readCars();
const text = JSON.stringify(cars);

const bench = new Bench({ name: 'JSON', time: 100 });

bench
  .add('stringify 406 cars', () => JSON.stringify(cars))
  .add('parse 406 cars', () => JSON.parse(text))
  .add('clone 406 cars', () => structuredClone(cars));

export default bench;
