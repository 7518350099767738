import MiniSearch from 'minisearch';
import OldMiniSearch from 'minisearch-old';
import { suite } from 'perf-suite';
import { readCars } from '../data/read-data.js';
import { chosenVersion } from './chosen-version.js';

// minisearch 6.3.0 -> 7.1.2: building the index became faster, fuzzy search slower.
const Search = chosenVersion({ current: MiniSearch, old: OldMiniSearch });

const documents = readCars().map((car, id) => ({ id, name: car.Name, origin: car.Origin }));
const queries = ['ford pickup', 'toyta corola', 'volks', 'chevrolet nova usa', 'diesel'];

function buildIndex(): MiniSearch {
  const index = new Search({ fields: ['name', 'origin'] });
  index.addAll(documents);
  return index;
}

export default suite(({ group }) => {
  group('minisearch', ({ bench }) => {
    bench('index 406 cars', () => buildIndex().documentCount);

    bench('search with typing errors', {
      setup: buildIndex,
      run: (index) =>
        queries.map((query) => index.search(query, { prefix: true, fuzzy: 0.2 }).map((result) => result.id)),
    });
  });
});
