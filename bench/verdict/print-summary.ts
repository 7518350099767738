import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { drawScores } from './picture.js';
import type { SuiteResult } from './suite-result.js';
import { summarise } from './summary.js';

/** Prints the tables of docs/how-it-decides.md from the results file, and draws its picture. */
const repository = new URL('../../../', import.meta.url);
const lines = (await readFile(new URL('bench/verdict/results.jsonl', repository), 'utf8'))
  .trimEnd()
  .split('\n');
const results = lines.map((line) => JSON.parse(line) as SuiteResult);
const picture = fileURLToPath(new URL('docs/images/how-it-decides.svg', repository));
await writeFile(picture, drawScores(results));
process.stdout.write(summarise(results));
