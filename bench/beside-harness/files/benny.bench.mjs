import benny from 'benny';
import { work } from './work.mjs';

await benny.suite(
  'work',
  ...Object.entries(work).map(([name, run]) => benny.add(name, run)),
  benny.complete(({ results }) => {
    for (const { name, details } of results ?? [])
      console.log(JSON.stringify({ name, p50Ns: details.median * 1e9 }));
  }),
);
