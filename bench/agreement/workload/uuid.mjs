import { parse, stringify, v1, v4, v5, validate } from 'uuid';
import { forEach, times } from './inputs.mjs';

const ids = Array.from({ length: 200 }, () => v4());
const bytes = ids.map((id) => parse(id));
const given = { random: Uint8Array.from({ length: 16 }, (_, i) => i * 11) };

export default {
  'by given bytes': times(200, () => v4(given).charCodeAt(20)),
  'by time': times(200, () => v1().charCodeAt(20)),
  'by name': times(30, (i) => v5(`name ${i}`, v5.DNS).length),
  'parse and write': forEach(bytes, (one) => parse(stringify(one)).length),
  validate: forEach(ids, (id) => validate(id)),
};
