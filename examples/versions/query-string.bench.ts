import { suite } from 'perf-suite';
import qs from 'qs';
import oldQs from 'qs-old';
import { chosenVersion } from './chosen-version.js';

// qs 6.9.7 -> 6.14.0: slower to parse, and twice as slow to stringify.
const { parse, stringify } = chosenVersion({ current: qs, old: oldQs });

const query =
  'filter[name]=a%20b&filter[tags][]=x&filter[tags][]=y&page=2&sort=-date&fields[a]=1&fields[b]=2&q=hello+world';

export default suite(({ group }) => {
  group('qs', ({ bench }) => {
    bench('parse a nested query', () => parse(query));
    bench('stringify a nested query', { setup: () => parse(query), run: (nested) => stringify(nested) });
  });
});
