/**
 * Functions whose cost is known because each is a chain of multiplications that no processor can
 * shorten: every step waits for the one before, about 1.5 ns on today's machines.
 */
export const FUNCTIONS = [
  { name: 'no-op', run: () => {} },
  { name: '~10 ns', run: chain(6) },
  { name: '~100 ns', run: chain(70) },
  { name: '~1 us', run: chain(700) },
  { name: '~10 us', run: chain(7_000) },
  { name: '~1 ms', run: chain(700_000) },
];

function chain(steps) {
  // Each function has code of its own: one shared by all would be compiled for all of them together.
  return new Function(
    `let state = 1;
     return function chainOf${steps}() {
       let value = state;
       for (let i = 0; i < ${steps}; i++) value = (Math.imul(value, 48271) + 1) | 0;
       state = value;
       return value;
     };`,
  )();
}
