import { readFile, writeFile } from 'node:fs/promises';
import { drawScores } from './picture.js';
import { putIntoPage } from './put-into-page.js';
import type { SuiteResult } from './suite-result.js';
import { headline, summarise } from './summary.js';

/** Prints the tables made from the results file, and puts them, their picture and the headline into the docs. */
const repository = new URL('../../../', import.meta.url);
const lines = (await readFile(new URL('bench/verdict/results.jsonl', repository), 'utf8'))
  .trimEnd()
  .split('\n');
const results = lines.map((line) => JSON.parse(line) as SuiteResult);
const tables = summarise(results);

await putIntoPage(new URL('docs/how-it-decides.md', repository), 'results', tables);
await putIntoPage(new URL('README.md', repository), 'results', headline(results));
await writeFile(new URL('docs/images/how-it-decides.svg', repository), drawScores(results));
process.stdout.write(tables);
