import { EventEmitter } from 'node:events';
import { suite } from 'perf-suite';

/** Functions of many kinds. In brackets: the bytes of a call on 64 bits, where they are known from the layout of V8's objects. */

class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
}

const text = 'the quick brown fox jumps over the lazy dog, again and again and again';
const json = JSON.stringify({ id: 1, name: 'a', tags: ['x', 'y', 'z'], nested: { a: [1, 2, 3], b: null } });
const object = JSON.parse(json);
const numbers = Array.from({ length: 100 }, (_, i) => (i * 7919) % 100);
const words = text.split(' ');
const emitter = new EventEmitter();
emitter.on('event', () => {});
const kept = new Map();
let keptCount = 0;
let state = 0;

function* upTo(count) {
  for (let i = 0; i < count; i++) yield i;
}

const tree = (depth) => (depth === 0 ? null : { left: tree(depth - 1), right: tree(depth - 1) });
const fibonacci = (n) => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));

export default suite(({ bench }) => {
  bench('nothing [0]', () => {});
  bench('arithmetic [0]', () => fibonacci(10));
  bench('an object that does not escape [0]', () => {
    const point = { x: numbers.length, y: 2 };
    return point.x + point.y > 3;
  });
  bench('a closure that does not escape [0]', () => {
    const add = (n) => n + numbers.length;
    return add(1) + add(2) > 3;
  });
  bench('an instance of a class', () => new Point(1, 2));
  bench('1,000 elements [8048]', () => new Array(1000).fill(1));
  bench('Float64Array(1000) [8000 outside]', () => new Float64Array(1000));
  bench('Float64Array(4)', () => new Float64Array(4));
  bench('ArrayBuffer(64 KiB) [65536 outside]', () => new ArrayBuffer(65536));
  bench('Buffer.alloc(100)', () => Buffer.alloc(100));
  bench('Buffer.from(text)', () => Buffer.from(text));
  bench('200,000 elements [1600048]', () => new Array(200_000).fill(1));
  bench('map', () => numbers.map((n) => n + 1));
  bench('filter and reduce', () => numbers.filter((n) => n % 2).reduce((a, b) => a + b, 0));
  bench('sort', () => numbers.toSorted((a, b) => a - b));
  bench('spread', () => ({ ...object, id: 2 }));
  bench('destructure', () => {
    const { id, ...rest } = object;
    return rest;
  });
  bench('Map of 100', () => new Map(numbers.map((n) => [n, n])));
  bench('Set of words', () => new Set(words));
  bench('JSON.parse', () => JSON.parse(json));
  bench('JSON.stringify', () => JSON.stringify(object));
  bench('structuredClone', () => structuredClone(object));
  bench('join', () => words.join('-'));
  bench('concatenate', () => words.reduce((all, word) => all + word, ''));
  bench('split', () => text.split(' '));
  bench('replace', () => text.replace(/again/g, 'once'));
  bench('match all', () => [...text.matchAll(/\w+/g)].length);
  bench('generator', () => {
    let sum = 0;
    for (const n of upTo(20)) sum += n;
    return sum;
  });
  bench('BigInt', () => 2n ** 200n + BigInt(numbers.length));
  bench('a tree', () => tree(8));
  bench('throw and catch', () => {
    try {
      throw new TypeError('expected');
    } catch (error) {
      return error;
    }
  });
  bench('emit', () => emitter.emit('event', 1));
  bench('an async function', async () => ({ x: 1 }));
  bench('await', async () => {
    await null;
    return { x: 1 };
  });
  bench('Promise.all', () => Promise.all([1, 2, 3].map(async (n) => n + 1)));
  bench('a Map that grows', () => kept.set(keptCount++ % 100_000, keptCount));
  bench('random sizes', () => new Array(1 + Math.floor(Math.random() * 100)).fill(0));
  bench('every tenth call', () => (state++ % 10 === 0 ? new Array(100).fill(0) : null));
  bench('with hooks', { beforeEach: () => words.toSorted(), run: () => new Array(1000).fill(1) });
  bench('2 ms', () => {
    let sum = 0;
    for (let i = 0; i < 1_500_000; i++) sum += i % 7;
    return new Array(1000).fill(sum);
  });
});
