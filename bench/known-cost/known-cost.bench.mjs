import { suite } from 'perf-suite';
import { FUNCTIONS } from './functions.mjs';

export default suite(({ bench }) => {
  for (const { name, run } of FUNCTIONS) bench(name, run);
});
