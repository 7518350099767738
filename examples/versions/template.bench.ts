import Mustache from 'mustache';
import OldMustache from 'mustache-old';
import { suite } from 'perf-suite';
import { readCars } from '../data/read-data.js';
import { chosenVersion } from './chosen-version.js';

// mustache 3.2.1 -> 4.2.0: faster.
const { render } = chosenVersion({ current: Mustache, old: OldMustache });

const template =
  '<table>{{#cars}}<tr><td>{{Name}}</td><td>{{Horsepower}}</td><td>{{Origin}}</td></tr>{{/cars}}</table>';
const view = { cars: readCars().slice(0, 60) };

export default suite(({ bench }) => {
  bench('mustache: a table of 60 cars', () => render(template, view));
});
