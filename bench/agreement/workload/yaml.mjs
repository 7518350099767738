import { Lexer, parse, stringify } from 'yaml';
import { cars, lockfile } from './inputs.mjs';

const part = lockfile.slice(0, lockfile.indexOf('\n\n', 1500));
const flow = JSON.stringify(cars.slice(0, 5));
const lexer = new Lexer();

export default {
  'parse a lockfile': () => Object.keys(parse(part)).length,
  'parse flow style': () => parse(flow).length,
  'stringify 8 cars': () => stringify(cars.slice(0, 8)).length,
  'tokens of a lockfile': () => [...lexer.lex(part)].length,
};
