import equal from 'fast-deep-equal';
import { cars } from './inputs.mjs';

const copy = structuredClone(cars);
const numbers = Array.from({ length: 5000 }, (_, i) => i / 3);
const dates = Array.from({ length: 500 }, (_, i) => ({ at: new Date(i * 1e6), match: /a+/g }));
const tree = (depth) => (depth === 0 ? { leaf: 1 } : { a: tree(depth - 1), b: tree(depth - 1) });
const [left, right, sameDates, sameNumbers] = [tree(9), tree(9), structuredClone(dates), [...numbers]];

export default {
  'lists of objects': () => equal(cars, copy),
  'lists of numbers': () => equal(numbers, sameNumbers),
  'dates and expressions': () => equal(dates, sameDates),
  'a tree': () => equal(left, right),
};
