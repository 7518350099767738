import Papa from 'papaparse';
import { cars, weather } from './inputs.mjs';

const part = weather.slice(0, weather.indexOf('\n', 8000));
const quoted = Array.from({ length: 150 }, (_, i) => `"a ""${i}""","b, c",${i},"line\nbreak"`).join('\n');

export default {
  'rows as objects': () => Papa.parse(part, { header: true }).data.length,
  'rows as lists': () => Papa.parse(part).data.length,
  'quoted fields': () => Papa.parse(quoted).data.length,
  'write 60 cars': () => Papa.unparse(cars.slice(0, 60)).length,
};
