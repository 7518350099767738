import { suite } from 'perf-suite';
import { repeatsOf } from './repeats.js';
import { work } from './work.js';

// Each iteration does the work a number of times that the checkout decides, so that one checkout can be
// slower than the other by an amount that is known exactly.

export default suite(({ bench }) => {
  for (const [name, once] of Object.entries(work)) {
    const repeats = repeatsOf(name);
    bench(name, () => {
      let total = 0;
      for (let i = 0; i < repeats; i++) total += once();
      // The same for both checkouts, so that the check for equal results holds.
      return total / repeats;
    });
  }
});
