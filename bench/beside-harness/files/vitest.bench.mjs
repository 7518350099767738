import { bench } from 'vitest';
import { work } from './work.mjs';

for (const [name, run] of Object.entries(work)) bench(name, run, { time: 300 });
