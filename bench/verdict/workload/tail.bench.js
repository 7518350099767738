import { suite } from 'perf-suite';
import { tailSlowdownOf } from './repeats.js';
import { work } from './work.js';

// A tenth of the calls, at random, do more: p95 lies in the middle of them, and p50 far from them. The
// checkout decides how much more. Calls are long enough (35 µs and up) to be timed one by one: of a batch
// of short calls only the mean is known, which hardly shows a tail.

/** How often an ordinary call does the work, and one of the tail; whole numbers also with 10 % more. */
const calls = {
  semver: { ordinary: 5, tail: 10 },
  marked: { ordinary: 3, tail: 10 },
  mustache: { ordinary: 10, tail: 20 },
  'js-yaml': { ordinary: 5, tail: 10 },
  picomatch: { ordinary: 60, tail: 120 },
  papaparse: { ordinary: 2, tail: 10 },
};
const TAIL_SHARE = 0.1;

export default suite(({ bench }) => {
  for (const [name, once] of Object.entries(work)) {
    const { ordinary, tail } = calls[name];
    const slowTail = Math.round(tail * (1 + tailSlowdownOf(name)));
    bench(name, () => {
      const repeats = Math.random() < TAIL_SHARE ? slowTail : ordinary;
      let total = 0;
      for (let i = 0; i < repeats; i++) total += once();
      // The same for both checkouts, so that the check for equal results holds.
      return total / repeats;
    });
  }
});
