import { readFile, writeFile } from 'node:fs/promises';
import { drawScores } from './picture.js';
import type { SuiteResult } from './suite-result.js';
import { summarise } from './summary.js';

/** Prints the tables made from the results file, and puts them and their picture into docs/how-it-decides.md. */
const repository = new URL('../../../', import.meta.url);
const lines = (await readFile(new URL('bench/verdict/results.jsonl', repository), 'utf8'))
  .trimEnd()
  .split('\n');
const results = lines.map((line) => JSON.parse(line) as SuiteResult);
const tables = summarise(results);

const page = new URL('docs/how-it-decides.md', repository);
const text = await readFile(page, 'utf8');
const marked = /(<!-- results -->\n)[\s\S]*(<!-- end of results -->)/;
if (!marked.test(text))
  throw new Error('docs/how-it-decides.md: expected the marks of the results, found none');
await writeFile(
  page,
  text.replace(marked, (_, start: string, end: string) => `${start}\n${tables}\n${end}`),
);
await writeFile(new URL('docs/images/how-it-decides.svg', repository), drawScores(results));
process.stdout.write(tables);
