import { BENCHMARK, BUSY } from '../project-snippets.js';
import type { Way } from '../way.js';

/** Few calls are long enough to lose the core: neither percentile shows it. */
const LONG_WORK = 'export const work = () => busy(100_000);\n';
const BUSY_THREAD = `import { Worker } from 'node:worker_threads';
const loop = 'let s = 0; setInterval(() => { const end = Date.now() + 9; while (Date.now() < end) s++; }, 10)';
new Worker(loop, { eval: true }).unref();
`;

/** What the engine keeps for the whole process: code of one side makes that of the other slower, and nothing is to be seen. */
export const ENGINE: readonly Way[] = [
  {
    name: 'made slower by fields that head fills with `null` first: objects of one shape share what V8 knows of it',
    kind: 'shared state',
    base: { ...BENCHMARK, 'src/lib.mjs': points('0.1') },
    head: { 'src/lib.mjs': points('null') },
    expected: { outcome: 'found' },
  },
  {
    name: 'made slower by one array with an iterator of its own: V8 then drops a fast path for all arrays',
    kind: 'shared state',
    base: { ...BENCHMARK, 'src/lib.mjs': spreads('') },
    head: {
      'src/lib.mjs': spreads(
        'const own = [1, 2];\nown[Symbol.iterator] = function iterate() { return [].values(); };\nexport const kept = own;\n',
      ),
    },
    expected: { outcome: 'found' },
  },
  {
    name: 'made slower by a thread that only head starts and that keeps the core half of the time',
    kind: 'shared state',
    base: { ...BENCHMARK, 'src/lib.mjs': `${BUSY}${LONG_WORK}` },
    head: { 'src/lib.mjs': `${BUSY}${BUSY_THREAD}${LONG_WORK}` },
    args: ['--time', '100ms'],
    expected: { outcome: 'not-passed' },
  },
];

function points(first: string): string {
  return `const make = () => {
  const p = { px: ${first}, py: ${first}, pvx: ${first}, pvy: ${first} };
  p.px = 0.5; p.py = 0.25; p.pvx = 0.125; p.pvy = 0.0625;
  return p;
};
export const work = () => {
  const all = Array.from({ length: 50 }, make);
  for (let k = 0; k < 400; k++) for (const p of all) { p.px += p.pvx; p.py += p.pvy; }
  return all[0].px;
};
`;
}

function spreads(more: string): string {
  return `${more}const small = [1, 2, 3, 4];
export const work = () => {
  let sum = 0;
  for (let i = 0; i < 300; i++) { const copy = [...small]; sum += copy.length + Math.max(...small); }
  return sum;
};
`;
}
