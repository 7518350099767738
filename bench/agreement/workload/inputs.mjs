import { readFileSync } from 'node:fs';

// The examples' data, put beside this file; and how a call gets long enough to be timed.
const read = (name) => readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8');

export const readme = read('ajv-readme.md.txt');
export const lockfile = read('lockfile.yaml.txt');
export const weather = read('seattle-weather.csv');
export const cars = JSON.parse(read('cars.json'));

/** Returns a function that does the work for each of the items and returns how much came out of it. */
export const forEach = (items, work) => () => {
  let total = 0;
  for (let i = 0; i < items.length; i++) total += Number(work(items[i], i));
  return total;
};

export const times = (count, work) => forEach(Array.from({ length: count }), (_, i) => work(i));
