/** The same work for every harness: from 100 ns to 300 µs, and one that is awaited. */

const numbers = Array.from({ length: 2000 }, (_, i) => (i * 7919) % 2003);
const text = Array.from({ length: 300 }, (_, i) => `word${(i * 7919) % 997}`).join(' ');
const sum = (list) => list.reduce((a, b) => a + b, 0);

export const work = {
  'sum of 100': () => sum(numbers.slice(0, 100)),
  'parse JSON': () => JSON.parse('{"a":[1,2,3],"b":{"c":"text","d":null},"e":1.5}'),
  'split and count': () => new Set(text.split(' ')).size,
  'sort 2,000': () => numbers.slice().sort((a, b) => a - b)[0],
  'sum, awaited': async () => {
    await null;
    return sum(numbers);
  },
};
