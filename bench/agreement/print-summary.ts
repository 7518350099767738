import { readFile } from 'node:fs/promises';
import { putIntoPage } from '../verdict/put-into-page.js';
import type { Agreement } from './result.js';
import { summarise } from './summary.js';

/** Prints the tables made from the results of main.ts, and puts them into docs/accuracy.md. */
const repository = new URL('../../../', import.meta.url);
const text = await readFile(new URL('bench/agreement/results.jsonl', repository), 'utf8').catch(() => {
  throw new Error('expected results in bench/agreement/results.jsonl, found none: run bench:agreement first');
});
const lines = text
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Agreement);
const tables = summarise(lines);
await putIntoPage(new URL('docs/accuracy.md', repository), 'agreement', tables);
process.stdout.write(tables);
