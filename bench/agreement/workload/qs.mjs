import qs from 'qs';

const query =
  'filter[name]=a%20b&filter[tags][]=x&filter[tags][]=y&page=2&sort=-date&fields[a]=1&fields[b]=2&q=hello+world';
const flat = Array.from({ length: 60 }, (_, i) => `key${i}=value%20${i}`).join('&');
const nested = { ...qs.parse(query), more: [qs.parse(query), qs.parse(query)] };
const list = { a: Array.from({ length: 40 }, (_, i) => `ö ${i}`), d: new Date(0) };

export default {
  'parse a nested query': () => Object.keys(qs.parse(query)).length,
  'parse a flat query': () => Object.keys(qs.parse(flat)).length,
  'stringify a nested query': () => qs.stringify(nested).length,
  'stringify a list': () => qs.stringify(list, { arrayFormat: 'brackets' }).length,
};
