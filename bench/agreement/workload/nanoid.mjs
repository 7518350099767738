import { customAlphabet, customRandom, nanoid } from 'nanoid';
import { times } from './inputs.mjs';

const hex = customAlphabet('0123456789abcdef', 16);
const digits = customRandom('0123456789', 12, (size) =>
  new Uint8Array(size).map((_, i) => (i * 37 + size) & 255),
);

export default {
  'default ids': times(200, () => nanoid().length),
  'short ids': times(200, () => nanoid(8).length),
  'an alphabet of 16': times(200, () => hex().length),
  'bytes of its own': times(100, () => digits().length),
};
