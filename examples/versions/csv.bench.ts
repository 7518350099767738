import Papa from 'papaparse';
import OldPapa from 'papaparse-old';
import { suite } from 'perf-suite';
import { readData } from '../data/read-data.js';
import { chosenVersion } from './chosen-version.js';

// papaparse 5.3.2 -> 5.5.3: rows with a header became faster, rows without one stayed as they were.
const { parse } = chosenVersion({ current: Papa, old: OldPapa });

const weather = readData('seattle-weather.csv');

export default suite(({ group }) => {
  group('papaparse', ({ bench }) => {
    bench('rows as objects', () => parse(weather, { header: true }).data);
    bench('rows as lists', () => parse(weather).data);
  });
});
