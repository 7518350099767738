import { parse } from 'csv-parse/sync';
import { weather } from './inputs.mjs';

const part = weather.slice(0, weather.indexOf('\n', 2500) + 1);
const quoted = Array.from({ length: 40 }, (_, i) => `"a ""${i}""","b, c",${i},"line\nbreak"`).join('\n');

export default {
  'rows as lists': () => parse(part).length,
  'rows as objects': () => parse(part, { columns: true }).length,
  'quoted fields': () => parse(quoted).length,
  'numbers and spaces': () => parse(part, { cast: true, trim: true }).length,
};
