import { suite } from 'perf-suite';
import { readCars } from './data/read-data.js';

const cars = readCars();
const collator = new Intl.Collator('en');

export default suite(({ group }) => {
  group('sort', ({ bench }) => {
    bench('cars by weight', {
      parameters: { cars: [20, 400] },
      setup: (parameters) => cars.slice(0, parameters.cars),
      run: (input) => input.toSorted((a, b) => a.Weight_in_lbs - b.Weight_in_lbs)[0]?.Name,
    });
    bench('names with localeCompare', () => cars.toSorted((a, b) => a.Name.localeCompare(b.Name))[0]?.Name);
    bench(
      'names with Intl.Collator',
      () => cars.toSorted((a, b) => collator.compare(a.Name, b.Name))[0]?.Name,
    );
  });
});
