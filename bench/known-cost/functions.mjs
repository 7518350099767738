/**
 * Functions whose cost is known because each is a chain of multiplications that no processor can
 * shorten: every step waits for the one before, about 1 ns on today's machines. The value between
 * calls lies in an Int32Array: in a plain variable the compiler knows its kind only some of the time,
 * and the same function then takes 1 or 4.5 ns a step, whoever measures it.
 */
export const FUNCTIONS = [
  { name: 'no-op', run: () => {} },
  { name: '~10 ns', run: chain(7) },
  { name: '~100 ns', run: chain(90) },
  { name: '~1 us', run: chain(950) },
  { name: '~10 us', run: chain(10_000) },
  { name: '~1 ms', run: chain(1_000_000) },
];

function chain(steps) {
  // Each function has code of its own: one shared by all would be compiled for all of them together.
  return new Function(
    `const state = new Int32Array([1]);
     return function chainOf${steps}() {
       let value = state[0];
       for (let i = 0; i < ${steps}; i++) value = Math.imul(value, 48271) ^ 7;
       state[0] = value;
       return value;
     };`,
  )();
}
