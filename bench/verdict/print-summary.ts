import { readFile, writeFile } from 'node:fs/promises';
import { summariseP95 } from './p95-summary.js';
import { drawScores } from './picture.js';
import { putIntoPage } from './put-into-page.js';
import type { SuiteResult } from './suite-result.js';
import { headline, summarise, summariseEarlier } from './summary.js';

/**
 * Prints the tables made from the results files, and puts them, their picture and the headline into the
 * docs. The first file is of suites of an earlier version, which p50 alone gated, the second of those that p95 gates too.
 */
const repository = new URL('../../../', import.meta.url);
/** How the sessions are named whose suites were measured as runs are measured now. */
const PRESENT = 'as it measures now';
const earlier = await readResults('results.jsonl');
const all = await readResults('results-p95.jsonl');
const results = all.filter(({ session }) => session.startsWith(PRESENT));
const tables = `${summarise(results)}\n### An earlier version\n\n${summariseEarlier(earlier)}\n`;
const p95Tables = summariseP95(all);

const page = new URL('docs/how-it-decides.md', repository);
await putIntoPage(page, 'results', tables);
await putIntoPage(page, 'p95 results', p95Tables);
await putIntoPage(new URL('README.md', repository), 'results', headline(results));
await writeFile(new URL('docs/images/how-it-decides.svg', repository), drawScores(results));
process.stdout.write(`${tables}\n${p95Tables}`);

async function readResults(name: string): Promise<SuiteResult[]> {
  const text = await readFile(new URL(`bench/verdict/${name}`, repository), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SuiteResult);
}
